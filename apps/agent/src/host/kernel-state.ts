import { open } from 'node:fs/promises'
import { z } from 'zod'
import type { KernelTarget, KernelTraces } from './kernel-rules.ts'
import { runProgram } from './run-program.ts'

const Listing = z.object({
  nftables: z.array(
    z.object({
      counter: z.object({ name: z.string(), packets: z.int().nonnegative() }).optional(),
      chain: z.object({ name: z.string() }).optional(),
      set: z.object({ name: z.string(), elem: z.array(z.unknown()).optional() }).optional(),
    }),
  ),
})

const Element = z.object({ concat: z.tuple([z.int(), z.string(), z.int()]) })

const list = async (...what: string[]): Promise<z.infer<typeof Listing>['nftables']> =>
  Listing.parse(JSON.parse(await runProgram('nft', ['-j', '-t', 'list', ...what]))).nftables

/** Counter → packets; undefined when there is no such table. */
export async function readCounters(table: string): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    const listed = await list('counters', 'table', 'ip', table)
    return new Map(listed.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])))
  } catch (error) {
    if (error instanceof Error && /No such file or directory/.test(error.message)) return undefined
    throw error
  }
}

/** What an agent before this one has left in the table. */
export async function readTraces(table: string): Promise<KernelTraces> {
  const chains = new Map<number, string>()
  const targets = new Map<number, KernelTarget>()
  for (const { chain } of await list('table', 'ip', table)) {
    const [, port] = /^port_(\d+)_/.exec(chain?.name ?? '') ?? []
    if (chain && port !== undefined) chains.set(Number(port), chain.name)
  }
  const told = await runProgram('nft', ['-j', 'list', 'set', 'ip', table, 'targets'])
  for (const { set } of Listing.parse(JSON.parse(told)).nftables)
    for (const element of set?.elem ?? []) {
      const [port, host, targetPort] = Element.parse(element).concat
      targets.set(port, { host, port: targetPort })
    }
  return { chains, targets }
}

const tableOfConnections = '/proc/net/nf_conntrack'
/** A connection that is being made or has ended is none that somebody uses. */
const alive = /^(?:ipv4\s+2\s+)?tcp\s+6\s+\d+\s+(?:ESTABLISHED|CLOSE_WAIT|FIN_WAIT|LAST_ACK)\s/
const tuples = /dst=(\S+) sport=\d+ dport=(\d+).*?src=(\S+) dst=\S+ sport=(\d+)/

/** Open connections by the port that their clients asked for, of those that the kernel has translated. Throws when they cannot be read. */
export async function countConnections(ports: ReadonlySet<number>): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  if (ports.size === 0) return counts
  for await (const line of connections()) {
    const port = translatedPort(line)
    if (port !== undefined && ports.has(port)) counts.set(port, (counts.get(port) ?? 0) + 1)
  }
  return counts
}

/** The port asked for, when the answers come from somewhere else than where the client has turned to. */
export function translatedPort(line: string): number | undefined {
  if (!alive.test(line)) return undefined
  const [, asked, port, answering] = tuples.exec(line) ?? []
  return asked === answering || port === undefined ? undefined : Number(port)
}

/** Not every kernel shows its table as a file; where it does not, a program asks. */
async function* connections(): AsyncIterable<string> {
  const file = await open(tableOfConnections).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (file) yield* file.readLines()
  else yield* (await runProgram('conntrack', ['-L', '-p', 'tcp', '--dst-nat'])).split('\n')
}
