import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Call } from '@holdfast/shared/client/client'
import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { bridgeName } from '@holdfast/shared/tenant-bridges'
import { GiB } from '@holdfast/shared/units'
import Docker from 'dockerode'
import { randomName, untilAnswered, untilEnded } from '../bench/measuring/databases.ts'
import { findContainer } from '../bench/measuring/find-container.ts'
import { runPsql } from '../platform/run-psql.ts'
import type { ThrowawayPlatform } from '../platform/throwaway-platform.ts'

/** Two tenants on one host, one of them hostile, and what it would like to reach. */
export interface Stage {
  readonly call: Call
  readonly platform: Pick<ThrowawayPlatform, 'name' | 'environment'>
  readonly databaseId: string
  /** The tenant’s container, by its id. */
  readonly container: string
  /** Where the tenant’s own programs would run: the same, unless it was weakened. */
  readonly shell: string
  readonly owner: { readonly url: string; readonly role: string }
  readonly reader: { readonly url: string }
  readonly replicator: { readonly url: string }
  /** A large object of the owner. */
  readonly largeObject: string
  readonly neighbor: {
    readonly url: string
    readonly login: string
    readonly address: string
    readonly network: string
    readonly containerName: string
  }
  readonly control: {
    readonly network: string
    readonly store: string
    readonly clock: string
    readonly api: string
    readonly apiPort: number
    readonly linkPort: number
  }
  /** A program of the host that answers everybody, at each of the host’s addresses. */
  readonly bait: { readonly port: number; readonly bridge: string; readonly linkLocal: string; readonly own: string }
  readonly close: () => void
}

const answerWithinMs = 60_000
const docker = new Docker()

async function openDatabase(call: Call) {
  const body = { name: randomName(), size: 'micro', storageBytes: GiB }
  const { database, operation } = await call(databaseRoutes.create, { body })
  await untilEnded(call, operation.id)
  const { direct } = await call(databaseRoutes.reveal, { params: { database: database.id } })
  await untilAnswered(direct.url, answerWithinMs)
  return { ...database, url: direct.url }
}

export interface WantedRole {
  readonly name: string
  readonly preset: 'read' | 'owner'
  readonly replication?: boolean
}

/** A role of the page, made by the platform. */
export async function openRole(call: Call, database: string, { name, preset, replication }: WantedRole) {
  const params = { database }
  const { databaseName } = await call(databaseRoutes.connection, { params })
  const grants = [{ database: databaseName, preset }]
  const { operation } = await call(accessRoutes.createRole, { params, body: { name, grants, replication } })
  await untilEnded(call, operation.id)
  return call(accessRoutes.revealRole, { params: { database, role: name } })
}

const marks = [
  'create table public.probe_ground as select 1 as n',
  'create table public.probe_marks (trap text, session_role text, acting_role text)',
  'grant insert on public.probe_marks to public',
  `create function public.probe_spring(trap text) returns void language plpgsql as $$begin
    begin perform pg_catalog.set_config('role', 'none', false); exception when others then null; end;
    if current_setting('is_superuser') = 'on' or current_user operator(pg_catalog.=) any ('{postgres,hf_keeper}'::name[]) then
      insert into public.probe_marks values (trap, session_user, current_user);
    end if;
  end$$`,
]

async function findControl({ name, environment }: Stage['platform']): Promise<Stage['control']> {
  const network = `${name}-control`
  const addressOf = async (part: string) => {
    const { NetworkSettings } = await docker.getContainer(`${name}-${part}`).inspect()
    return NetworkSettings.Networks[network]?.IPAddress ?? ''
  }
  const [store, clock, api] = await Promise.all(['store', 'clock', 'api'].map(addressOf))
  if (!store || !clock || !api) throw new Error('the control plane is not on this machine')
  const [apiPort, linkPort] = [Number(environment.HOLDFAST_PORT), Number(environment.HOLDFAST_LINK_PORT)]
  return { network, store, clock, api, apiPort, linkPort }
}

/** Answers on every address of the host: what reaches it got past everything. */
async function layBait(bridge: string): Promise<{ bait: Stage['bait']; listener: Server }> {
  const listener = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end('the host answers')
  }).listen(0, '::')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const interfaces = networkInterfaces()
  const v4 = (name: string) => interfaces[name]?.find(({ family }) => family === 'IPv4')?.address
  const linkLocal = interfaces[bridge]?.find(({ address }) => address.startsWith('fe80:'))?.address
  const outward = Object.keys(interfaces).find((name) => !/^(lo|hf|br-|docker|veth)/.test(name) && v4(name))
  const found = { bridge: v4(bridge), own: v4(outward ?? 'docker0') }
  if (!found.bridge || !found.own) throw new Error('the host has no address that a tenant could dial')
  return { listener, bait: { port, bridge: found.bridge, own: found.own, linkLocal: linkLocal ?? 'fe80::1' } }
}

const loginOf = (url: string): string => decodeURIComponent(new URL(url).username)

/** Makes both tenants on a running platform. They go with the platform. */
export async function setStage(call: Call, platform: Stage['platform']): Promise<Stage> {
  const [mine, other] = await Promise.all([openDatabase(call), openDatabase(call)])
  const reader = await openRole(call, mine.id, { name: 'probe_reader', preset: 'read' })
  const replicator = await openRole(call, mine.id, { name: 'probe_stream', preset: 'read', replication: true })
  for (const sql of marks) await runPsql(mine.url, sql)
  const [instance, neighbor] = await Promise.all([
    findContainer(mine.id, 'instance'),
    findContainer(other.id, 'instance'),
  ])
  const { Name, NetworkSettings } = await docker.getContainer(neighbor.id).inspect()
  const { bait, listener } = await layBait(bridgeName(platform.name, mine.id))
  return {
    call,
    platform,
    databaseId: mine.id,
    container: instance.id,
    shell: instance.id,
    owner: { url: mine.url, role: await runPsql(mine.url, 'select current_user') },
    reader: { url: reader.url },
    replicator: { url: replicator.url },
    largeObject: await runPsql(mine.url, "select lo_from_bytea(0, 'kept')"),
    neighbor: {
      url: other.url,
      login: loginOf(other.url),
      address: neighbor.address,
      network: Object.keys(NetworkSettings.Networks)[0] ?? '',
      containerName: Name.replace(/^\//, ''),
    },
    control: await findControl(platform),
    bait,
    close: () => listener.close(),
  }
}
