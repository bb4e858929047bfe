import { expect, it } from 'vitest'
import { labPlaces, machinesOf } from './lab-places.ts'
import { chainIds } from './seed-images.ts'

it('gives every machine of a lab places of its own, whose names carry the installation', () => {
  const lab = labPlaces({ name: 'holdfast', root: '/var/lib/holdfast/lab', hosts: 3 }, 7)
  const machines = machinesOf(lab)
  expect(machines.map(({ namespace }) => namespace)).toEqual([
    'holdfast-control',
    'holdfast-host-1',
    'holdfast-host-2',
    'holdfast-host-3',
  ])
  expect(lab.hosts.map(({ address }) => address)).toEqual(['10.213.7.11', '10.213.7.12', '10.213.7.13'])
  for (const key of ['address', 'folder', 'socket', 'cgroup', 'link'] as const)
    expect(new Set(machines.map((machine) => machine[key])).size).toBe(machines.length)
})

it('keeps the names of links as short as the kernel wants them, however long the installation is called', () => {
  const lab = labPlaces({ name: 'a-very-long-installation-name-x', root: '/x', hosts: 240 }, 255)
  expect([lab.link.name, ...lab.hosts.map(({ link }) => link)].filter((name) => name.length > 15)).toEqual([])
})

it('gives two installations different names on the machine', () => {
  const [one, other] = ['hf-1', 'hf-2'].map((name) => labPlaces({ name, root: '/x', hosts: 1 }, 1))
  expect(one?.link.name).not.toBe(other?.link.name)
  expect(one?.hosts[0]?.cgroup).not.toBe(other?.hosts[0]?.cgroup)
})

it('names a layer by everything below it, as Docker does', () => {
  expect(chainIds(['sha256:aa', 'sha256:bb'])).toEqual([
    'sha256:aa',
    'sha256:b68ad689d6d1ec110ea1c13617437ad6f3766d4b3b309f6a603a222e07a0164f',
  ])
})
