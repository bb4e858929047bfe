import { checkRoom } from '@holdfast/lab/architecture/check-room'
import { expect, it } from 'vitest'

it('keeps the laws of the house', () => {
  const breaches = checkRoom({
    root: new URL('../', import.meta.url),
    rules: {
      rooms: ['@holdfast/shared'],
      packages: [
        'react',
        'react-dom',
        '@tanstack/react-query',
        '@tanstack/react-router',
        'react-hook-form',
        'lucide-react',
        '@fontsource-variable/hanken-grotesk',
        '@fontsource-variable/red-hat-mono',
      ],
      folders: {
        api: ['*'],
        ui: ['*'],
        commands: ['api', 'databases', 'operations', 'hosts', 'people', 'problems', 'pages', 'shell'],
        problems: ['databases', 'operations', 'hosts', 'people', 'pages', 'shell'],
        databases: ['pages', 'shell'],
        operations: ['databases', 'hosts', 'pages', 'shell'],
        hosts: ['databases', 'operations', 'pages', 'shell'],
        alerts: ['databases', 'operations', 'hosts', 'webhooks', 'audit', 'pages', 'shell'],
        webhooks: ['databases', 'operations', 'hosts', 'alerts', 'audit', 'pages', 'shell'],
        audit: ['databases', 'operations', 'hosts', 'alerts', 'webhooks', 'pages', 'shell'],
        people: ['databases', 'operations', 'hosts', 'pages', 'shell'],
        pages: ['api', 'shell'],
      },
    },
  })
  expect(breaches).toEqual([])
})
