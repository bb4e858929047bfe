import { randomBytes } from 'node:crypto'
import { runProgram } from '../../../../docker/run-program.ts'
import { inNamespace } from '../hosts/in-namespace.ts'
import { ledgerOf } from '../hosts/lab.ts'
import type { Lab, LabMachine } from '../hosts/lab-places.ts'
import { undo } from '../hosts/undo.ts'
import { type Fault, faultOf } from './fault.ts'

export interface Direction {
  readonly from: LabMachine
  readonly to: LabMachine
  /** This TCP port of the target alone; everything when absent. */
  readonly port?: number
}

/** `drop` is silence, as behind a broken cable; `reset` is what a machine without the port answers. */
export type Cut = 'drop' | 'reset'

/** Stops packets in one direction, also those of connections that stand. The other direction is another fault. */
export const cutTraffic = async (lab: Lab, { from, to, port }: Direction, cut: Cut = 'drop'): Promise<Fault> => {
  const table = `ip cut_${randomBytes(4).toString('hex')}`
  const match = [
    `ip saddr ${from.address} ip daddr ${to.address}`,
    ...(port === undefined ? [] : [`tcp dport ${port}`]),
  ]
  const verdict = cut === 'drop' ? 'drop' : 'meta l4proto tcp reject with tcp reset'
  const chain = `chain forward {\ntype filter hook forward priority 0; policy accept;\n${match.join(' ')} ${verdict}\n}`
  const thing = { kind: 'table', namespace: lab.router.namespace, name: table } as const
  const ledger = ledgerOf(lab.root)
  ledger.note(thing)
  const [program, ...args] = inNamespace(lab.router.namespace, ['nft', `table ${table} {\n${chain}\n}\n`])
  await runProgram(program, args)
  const where = port === undefined ? '' : `, port ${port},`
  return faultOf(`traffic from ${from.name} to ${to.name}${where} meets a ${cut}`, () => undo(ledger, thing))
}

/** Neither hears the other. */
export const partition = async (lab: Lab, one: LabMachine, other: LabMachine): Promise<Fault> => {
  const cuts = [await cutTraffic(lab, { from: one, to: other }), await cutTraffic(lab, { from: other, to: one })]
  return faultOf(`${one.name} and ${other.name} do not hear each other`, () => Promise.all(cuts.map((it) => it.undo())))
}

/** A machine that hears nobody and is heard by nobody of the lab. */
export const isolate = async (lab: Lab, machine: LabMachine): Promise<Fault> => {
  const others = [lab.control, ...lab.hosts].filter((it) => it.name !== machine.name)
  const cuts: Fault[] = []
  for (const other of others) cuts.push(await partition(lab, machine, other))
  return faultOf(`${machine.name} is cut off`, () => Promise.all(cuts.map((it) => it.undo())))
}
