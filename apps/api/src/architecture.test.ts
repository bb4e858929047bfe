import { checkRoom } from '@holdfast/lab/architecture/check-room'
import { expect, it } from 'vitest'

const domain = ['http', 'operations', 'operation-runner', 'watchers', 'schedules', 'agent-link']

it('keeps the laws of the house', { timeout: 60_000 }, () => {
  const breaches = checkRoom({
    root: new URL('../', import.meta.url),
    rules: {
      rooms: ['@holdfast/shared', '@holdfast/engine'],
      doors: ['prisma/migrate.ts'],
      folders: {
        platform: ['*'],
        audit: [...domain, 'databases', 'hosts', 'releases', 'keys', 'people'],
        keys: [...domain, 'databases', 'hosts', 'releases', 'people', 'audit'],
        people: [...domain, 'databases', 'hosts', 'releases'],
        databases: domain,
        hosts: domain,
        releases: domain,
        mail: [...domain, 'databases', 'hosts', 'releases', 'people', 'alerts', 'webhooks'],
        alerts: [...domain, 'webhooks'],
        webhooks: [...domain, 'databases', 'hosts', 'releases'],
        'operation-runner': [
          'http',
          'operations',
          'watchers',
          'schedules',
          'agent-link',
          'databases',
          'hosts',
          'people',
        ],
        operations: ['http', 'watchers', 'schedules', 'agent-link'],
        http: ['watchers', 'schedules', 'agent-link', 'operations'],
      },
    },
  })
  expect(breaches).toEqual([])
})
