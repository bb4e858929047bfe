import { z } from 'zod'
import { DatabaseId } from '../ids.ts'
import { ObservedEndpoint } from './observed.ts'

/** One stable port. `target` null means: nothing to route to yet; `hold` says whether new connections wait (≤ 10 s) or are refused. */
export const GatewayRoute = z.object({
  databaseId: DatabaseId,
  port: z.int(),
  /** The same endpoint by name, on a port that names share: TLS (SNI) says which database is meant. */
  named: z.object({ name: z.string(), port: z.int() }).optional(),
  target: z.object({ host: z.string(), port: z.int() }).nullable(),
  hold: z.boolean(),
  /** What it leads to is started when somebody comes: then no target is nothing wrong. */
  onDemand: z.boolean().optional(),
  /** Why there is no target, in words for the client: "the instance is restarting". */
  because: z.string(),
  allowedNetworks: z.array(z.string()),
  connectionLimit: z.int().positive(),
})
export type GatewayRoute = z.infer<typeof GatewayRoute>

/** `PUT /page` on the gateway's Unix socket: the agent's whole wish. The gateway keeps the last one on disk for its own restarts. */
export const GatewayPage = z.object({ bindAddresses: z.array(z.string()), routes: z.array(GatewayRoute) })
export type GatewayPage = z.infer<typeof GatewayPage>

/** A port that names share. What was refused here reached no database; the rest counts at the database's endpoint. */
export const ObservedSharedPort = z.object({
  port: z.int(),
  state: z.enum(['open', 'closed']),
  because: z.string(),
  refusedTotal: z.int().nonnegative(),
  lastRefusal: ObservedEndpoint.shape.lastRefusal,
})
export type ObservedSharedPort = z.infer<typeof ObservedSharedPort>

/** Who wants a database's on-demand port: clients that wait or are connected, and for how long (ms) there has been none. */
export const ObservedDemand = z.object({
  databaseId: DatabaseId,
  clients: z.int().nonnegative(),
  idleMs: z.int().nonnegative(),
})
export type ObservedDemand = z.infer<typeof ObservedDemand>

/** Clients of one port that the kernel leads past the gateway: only the agent can count them. */
export const KernelPort = z.object({
  port: z.int(),
  connections: z.int().nonnegative(),
  acceptedTotal: z.int().nonnegative(),
})
export type KernelPort = z.infer<typeof KernelPort>

/** `POST /observe`: what the agent has counted, for every port that the kernel leads on just now. */
export const GatewayQuestion = z.object({ kernel: z.array(KernelPort) })
export type GatewayQuestion = z.infer<typeof GatewayQuestion>

/** `GET` or `POST /observe` on the gateway's Unix socket. Clients led by the kernel are among those told of. */
export const GatewayObservation = z.object({
  endpoints: z.array(ObservedEndpoint),
  /** Absent where nothing is started on demand. `GET /watch` sends a line whenever it changes. */
  demand: z.array(ObservedDemand).optional(),
  /** Absent where no name is offered. */
  sharedPorts: z.array(ObservedSharedPort).optional(),
})
export type GatewayObservation = z.infer<typeof GatewayObservation>
