import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../../../docker/run-program.ts'
import { inNamespace } from '../hosts/in-namespace.ts'
import { ledgerOf } from '../hosts/lab.ts'
import type { Lab } from '../hosts/lab-places.ts'
import { writePidFile } from '../hosts/pid-file.ts'
import { undo } from '../hosts/undo.ts'
import type { Direction } from './cut-traffic.ts'
import { type Fault, faultOf } from './fault.ts'

export interface Delay extends Required<Direction> {
  /** Of every piece, each way. */
  readonly delayMs: number
}

/** The relay listens before this returns. Its number is written down by itself being told to: a crash in between leaves a process of the router's namespace, which goes with it. */
const startRelay = async (lab: Lab, { to, port, delayMs }: Delay, at: { port: number; pidFile: string }) => {
  const program = fileURLToPath(new URL('./relay.ts', import.meta.url))
  const command = [process.execPath, program, String(delayMs), String(at.port), to.address, String(port)] as const
  const [entering, ...args] = inNamespace(lab.router.namespace, [...command])
  const child = spawn(entering, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.pid !== undefined) writePidFile(at.pidFile, child.pid)
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the relay ended with ${code}`)))
  })
  child.stdout.destroy()
  child.unref()
}

/**
 * Slows new TCP connections of one direction and port down: a relay in the router takes them. The target sees the router's address, and
 * connections that stand already go on as before; the end of the fault cuts those that it took.
 */
export const delayTraffic = async (lab: Lab, delay: Delay): Promise<Fault> => {
  const { from, to, port, delayMs } = delay
  const name = randomBytes(4).toString('hex')
  const ledger = ledgerOf(lab.root)
  const relay = { kind: 'process', pidFile: join(lab.root, `relay-${name}.pid`) } as const
  const table = { kind: 'table', namespace: lab.router.namespace, name: `ip delay_${name}` } as const
  const relayPort = randomInt(20_000, 60_000)
  ledger.note(relay)
  await startRelay(lab, delay, { port: relayPort, pidFile: relay.pidFile })
  const rule = `ip saddr ${from.address} ip daddr ${to.address} tcp dport ${port} dnat to ${lab.router.address}:${relayPort}`
  const chain = `chain prerouting {\ntype nat hook prerouting priority -100; policy accept;\n${rule}\n}`
  ledger.note(table)
  const [program, ...args] = inNamespace(lab.router.namespace, ['nft', `table ${table.name} {\n${chain}\n}\n`])
  await runProgram(program, args)
  return faultOf(`port ${port} of ${to.name} is ${delayMs} ms away from ${from.name}`, async () => {
    await undo(ledger, table)
    await undo(ledger, relay)
  })
}
