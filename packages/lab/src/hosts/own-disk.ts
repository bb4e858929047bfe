import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../../../docker/run-program.ts'
import type { LabMachine } from './lab-places.ts'
import type { Ledger } from './ledger.ts'

const imageOf = ({ folder }: LabMachine) => join(folder, 'disk.img')

const isMounted = (point: string) =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[4] === point)

/** Mounts the disk of a host that has one of its own; after a power failure too. */
export const attachDisk = async (machine: LabMachine, ledger: Ledger): Promise<void> => {
  const image = imageOf(machine)
  if (!existsSync(image) || isMounted(machine.home)) return
  mkdirSync(machine.home, { recursive: true })
  ledger.note({ kind: 'volumes', folder: machine.folder })
  const device = await runProgram('losetup', ['--find', '--show', '--nooverlap', image])
  await runProgram('mount', ['-t', 'ext4', '-o', 'noatime', device.trim(), machine.home])
}

/** Makes the disk of a host: its home then has a size of its own, and can be filled and slowed down beside the others. */
export const makeDisk = async (machine: LabMachine, bytes: number): Promise<void> => {
  const image = imageOf(machine)
  await runProgram('truncate', ['-s', String(bytes), image])
  await runProgram('mke2fs', ['-q', '-F', '-t', 'ext4', '-m', '0', '-E', 'lazy_itable_init=1', image])
}

/** The loop device below a host's home, `7:3`. */
export const diskNumberOf = ({ home }: LabMachine): string => {
  const line = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((one) => one.split(' ')[4] === home)
  const number = line?.split(' ')[2]
  if (number === undefined) throw new Error(`${home} is no disk of its own`)
  return number
}
