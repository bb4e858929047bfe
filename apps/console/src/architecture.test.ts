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
        'uplot',
        '@fontsource-variable/hanken-grotesk',
        '@fontsource-variable/red-hat-mono',
      ],
      folders: {
        api: ['*'],
        ui: ['*'],
        commands: ['api', 'access', 'databases', 'operations', 'hosts', 'people', 'problems', 'pages', 'shell'],
        problems: ['access', 'databases', 'operations', 'hosts', 'people', 'pages', 'shell'],
        databases: ['access', 'pages', 'shell'],
        operations: ['access', 'databases', 'hosts', 'pages', 'shell'],
        access: ['pages', 'shell'],
        hosts: ['databases', 'operations', 'pages', 'shell'],
        metrics: ['access', 'databases', 'hosts', 'pages', 'shell'],
        alerts: ['databases', 'operations', 'hosts', 'webhooks', 'audit', 'pages', 'shell'],
        webhooks: ['databases', 'operations', 'hosts', 'alerts', 'audit', 'pages', 'shell'],
        audit: ['databases', 'operations', 'hosts', 'alerts', 'webhooks', 'pages', 'shell'],
        people: ['access', 'databases', 'operations', 'hosts', 'pages', 'shell'],
        palette: ['pages', 'shell'],
        pages: ['api', 'shell'],
      },
    },
  })
  expect(breaches).toEqual([])
})
