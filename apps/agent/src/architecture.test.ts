import { checkRoom } from '@holdfast/lab/architecture/check-room'
import { expect, it } from 'vitest'

it('keeps the laws of the house', () => {
  const breaches = checkRoom({
    root: new URL('../', import.meta.url),
    rules: {
      rooms: ['@holdfast/shared', '@holdfast/engine'],
      packages: ['@peculiar/x509', 'dockerode', 'reflect-metadata', 'ws', 'zod'],
      folders: {
        gateway: ['*'],
        docker: ['*'],
        host: ['*'],
        link: ['reconcile', 'tasks', 'docker', 'volumes', 'gateway'],
        volumes: ['reconcile', 'tasks', 'link', 'docker', 'gateway'],
        tasks: ['reconcile', 'gateway'],
        reconcile: ['gateway'],
      },
    },
  })
  expect(breaches).toEqual([])
})
