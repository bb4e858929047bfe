import { z } from 'zod'
import { DatabaseId, HostId, ReleaseId } from '../ids.ts'
import { Capacity } from '../state/observed.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'

export const SizeView = z.object({
  name: z.string(),
  cpus: z.number(),
  memoryBytes: z.int(),
  connectionLimit: z.int(),
  /** How many more of this size the hosts have room for, with the default storage. */
  room: z.int(),
})

export const EngineView = z.object({
  engine: z.string(),
  displayName: z.string(),
  versions: z.array(z.string()),
  defaultVersion: z.string(),
  abilities: z.record(z.string(), z.boolean()),
})

export const ReleaseView = z.object({
  id: ReleaseId,
  engine: z.string(),
  version: z.string(),
  imageId: z.string(),
  packages: z.record(z.string(), z.string()),
  isDefault: z.boolean(),
  createdAt: z.iso.datetime(),
})

export const HostView = z.object({
  id: HostId,
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  state: z.enum(['joining', 'connected', 'silent']),
  because: z.string(),
  lastHeardAt: z.iso.datetime().nullable(),
  agentVersion: z.string().nullable(),
  /** How far its clock is ahead of the control plane's, or behind (negative), as its newest words say; null while it is not heard. */
  clockAheadMs: z.int().nullable(),
  capacity: Capacity.nullable(),
  /** Promised to databases, whether used or not. */
  reserved: z.object({ cpus: z.number(), memoryBytes: z.int(), storageBytes: z.int() }),
  databases: z.int(),
  /** Whether new databases are placed there, and why not. */
  placement: z.object({ isOpen: z.boolean(), because: z.string() }),
  conditions: z.array(z.object({ code: z.string(), subject: z.string(), because: z.string() })),
})
export type HostView = z.infer<typeof HostView>

/** An id or a name. */
const HostParams = z.object({ host: z.string().max(253) })

const LabelName = z.string().max(63)
const LabelValue = z.string().max(120)

export const AuditEventView = z.object({
  /** Gapless within the organization, given after commit. */
  sequence: z.int(),
  at: z.iso.datetime(),
  actor: z.object({ kind: z.enum(['person', 'token', 'system']), id: z.string(), name: z.string() }),
  address: z.string().nullable(),
  action: z.string(),
  subject: z.string().nullable(),
  requestId: z.string().nullable(),
  facts: z.record(z.string(), z.json()),
})

/** One `data:` line of `GET /v1/events`; its SSE id is `sequence`. */
export const StreamEvent = z.object({
  sequence: z.int(),
  at: z.iso.datetime(),
  topic: z.enum(['database', 'operation', 'host', 'token', 'organization', 'member', 'audit', 'alert']),
  subject: z.string(),
  version: z.int(),
  /** The whole view of the subject as the routes give it, or null when it is gone. */
  view: z.json(),
})
export type StreamEvent = z.infer<typeof StreamEvent>

export const platformRoutes = {
  engines: defineRoute({
    method: 'GET',
    path: '/v1/engines',
    summary: 'Engine families with their versions and abilities',
    tag: 'Catalogue',
    access: 'signed-in',
    reply: listOf(EngineView),
  }),
  releases: defineRoute({
    method: 'GET',
    path: '/v1/releases',
    summary: 'Releases with the packages inside',
    tag: 'Catalogue',
    access: 'signed-in',
    query: ListQuery,
    reply: listOf(ReleaseView),
  }),
  sizes: defineRoute({
    method: 'GET',
    path: '/v1/sizes',
    summary: 'Sizes and how many more of each fit',
    tag: 'Catalogue',
    access: 'signed-in',
    reply: listOf(SizeView),
  }),
  hosts: defineRoute({
    method: 'GET',
    path: '/v1/hosts',
    summary: 'Hosts with capacity, reservations and conditions',
    tag: 'Hosts',
    access: 'host:read',
    query: ListQuery,
    reply: listOf(HostView),
  }),
  host: defineRoute({
    method: 'GET',
    path: '/v1/hosts/:host',
    summary: 'One host',
    tag: 'Hosts',
    access: 'host:read',
    params: HostParams,
    reply: HostView,
    problems: ['not-found'],
  }),
  labelHost: defineRoute({
    method: 'PATCH',
    path: '/v1/hosts/:host',
    summary: 'Sets labels of a host; `placement: closed` drains it: nothing new is placed there',
    tag: 'Hosts',
    access: 'host:manage',
    audit: 'host.labels-changed',
    params: HostParams,
    body: z.strictObject({ labels: z.record(LabelName, LabelValue.nullable()) }),
    reply: HostView,
    problems: ['not-found'],
  }),
  removeHost: defineRoute({
    method: 'DELETE',
    path: '/v1/hosts/:host',
    summary: 'Removes a host without databases; a dead one only with every database named that is lost with it',
    tag: 'Hosts',
    access: 'host:manage',
    audit: 'host.removed',
    params: HostParams,
    body: z.strictObject({ lost: z.array(DatabaseId).max(10_000).default([]) }),
    status: 204,
    problems: ['not-found', 'host-in-use'],
  }),
  createJoinToken: defineRoute({
    method: 'POST',
    path: '/v1/hosts/join-tokens',
    summary: 'A single-use token with which one host may join within an hour',
    tag: 'Hosts',
    access: 'host:manage',
    audit: 'host.join-token-created',
    status: 201,
    body: z.strictObject({ labels: z.record(LabelName, LabelValue).default({}) }),
    reply: z.object({
      token: z.string(),
      expiresAt: z.iso.datetime(),
      caPin: z.string(),
      /** Where the host joins, as other machines see this one. */
      joinUrl: z.url(),
      /** The line that makes a machine with Docker and curl a host, run there as root. Null: this installation keeps no image for hosts, since only its own machine reaches it. */
      command: z.string().nullable(),
    }),
  }),
  auditEvents: defineRoute({
    method: 'GET',
    path: '/v1/audit-events',
    summary: 'The audit trail of the organization, newest first',
    tag: 'Audit',
    access: 'audit:read',
    query: ListQuery.extend({
      action: z.string().max(60).optional(),
      /** An id, or a part of a name or e-mail address. */
      actor: z.string().trim().min(1).max(254).optional(),
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional(),
    }),
    reply: listOf(AuditEventView),
  }),
} as const
