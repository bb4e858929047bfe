import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { z } from 'zod'
import { writeFile } from '../../../../docker/platform/write-file.ts'
import { runProgram } from '../../../../docker/run-program.ts'
import { killMachine, startEngine } from './engine.ts'
import { type Lab, type LabMachine, type LabWish, labPlaces, machinesOf, mostHosts } from './lab-places.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { attachDisk, makeDisk } from './own-disk.ts'
import { linkImages, loadMissingImages, type SeedImage } from './seed-images.ts'
import { undo, undoAll } from './undo.ts'
import { isMachineLaid, isRouterLaid, layMachine, layRouter, openLoopbackDoor } from './wires.ts'

export interface RaiseOptions extends LabWish {
  /** The engine that has the images. */
  readonly source: Docker
  /** What the control plane's engine and every host's must have before anything runs there. */
  readonly images: { readonly control: readonly SeedImage[]; readonly host: readonly SeedImage[] }
  /** Ports of the control plane that this machine's loopback shows. */
  readonly doors: readonly number[]
}

/** What a lab remembers of itself, beside its ledger. */
const LabRecord = z.object({ name: z.string(), number: z.int(), hosts: z.int() })
type LabRecord = z.infer<typeof LabRecord>

const recordPath = (root: string) => join(root, 'lab.json')
/** Where whatever is made around a lab is written down. */
export const ledgerOf = (root: string): Ledger => openLedger(join(root, 'ledger.jsonl'))

const readRecord = (root: string): LabRecord | undefined => {
  const path = recordPath(root)
  return existsSync(path) ? LabRecord.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined
}

/** The lab below this folder, up or not; undefined where there has never been one. */
export const findLab = (root: string): Lab | undefined => {
  const record = readRecord(root)
  return record && labPlaces({ ...record, root }, record.number)
}

const ROUTE = /^10\.213\.(\d+)\.0\/24 /gm

/** A block that no other lab of this machine has just now. */
const freeNumber = async (): Promise<number> => {
  const routes = await runProgram('ip', ['-4', 'route', 'show', 'root', '10.213.0.0/16'])
  const taken = new Set([...routes.matchAll(ROUTE)].map(([, number]) => Number(number)))
  const free = Array.from({ length: 256 }, (_, number) => number).filter((number) => !taken.has(number))
  const chosen = free[Math.floor(Math.random() * free.length)]
  if (chosen === undefined) throw new Error('No block of 10.213.0.0/16 is free for another lab.')
  return chosen
}

const remember = async ({ name, root, hosts }: LabWish): Promise<LabRecord> => {
  const known = readRecord(root)
  if (known && known.hosts > hosts) {
    throw new Error(`This installation has ${known.hosts} simulated hosts already: it can get more of them, not fewer.`)
  }
  const record = { name, number: known?.number ?? (await freeNumber()), hosts }
  mkdirSync(root, { recursive: true, mode: 0o711 })
  // Whole or not at all: without it not even a wipe would know the lab.
  writeFile({ path: recordPath(root), content: JSON.stringify(record), mode: 0o644, owner: 0 })
  return record
}

/** What a crash has left half laid goes first, with whatever runs there. */
const layAnew = async (ledger: Ledger, namespace: string, lay: () => Promise<void>) => {
  await undo(ledger, { kind: 'namespace', name: namespace })
  await lay()
}

/** Everything of one machine but what runs on it. */
const raiseMachine = async (lab: Lab, machine: LabMachine, ledger: Ledger) => {
  ledger.note({ kind: 'folder', path: machine.folder })
  mkdirSync(machine.home, { recursive: true, mode: 0o755 })
  ledger.note({ kind: 'volumes', folder: machine.folder })
  await attachDisk(machine, ledger)
  if (!(await isMachineLaid(machine))) await layAnew(ledger, machine.namespace, () => layMachine(lab, machine, ledger))
}

/**
 * Brings the lab up, or what is missing of it: namespaces, links, engines with their images. What was there before (data, containers)
 * is there again.
 */
export const raiseLab = async (options: RaiseOptions): Promise<Lab> => {
  const { source, images, doors, root } = options
  if (options.hosts < 1 || options.hosts > mostHosts) throw new Error(`A lab has 1 to ${mostHosts} hosts.`)
  const lab = labPlaces(options, (await remember(options)).number)
  const ledger = ledgerOf(root)
  if (!(await isRouterLaid(lab))) await layAnew(ledger, lab.router.namespace, () => layRouter(lab, ledger))
  for (const machine of machinesOf(lab)) await raiseMachine(lab, machine, ledger)
  if (doors.length > 0) await openLoopbackDoor(lab, doors, ledger)
  await Promise.all(
    machinesOf(lab).map(async (machine) => {
      const wanted = machine === lab.control ? images.control : images.host
      await linkImages(source, machine, wanted)
      await startEngine(machine, ledger)
      await loadMissingImages(source, machine, wanted)
    }),
  )
  return lab
}

/** Switches everything off and keeps what lies on disk, like machines whose power was cut. Stop containers before. */
export const lowerLab = async (root: string): Promise<void> => {
  const lab = findLab(root)
  if (!lab) return
  await Promise.all(machinesOf(lab).map(killMachine))
  await undoAll(ledgerOf(root), ['folder'])
}

/** Leaves nothing: also after a crash, also twice. */
export const removeLab = async (root: string): Promise<void> => {
  if (!existsSync(root)) return
  const ledger = ledgerOf(root)
  await lowerLab(root)
  await undoAll(ledger)
  ledger.close()
  rmSync(root, { recursive: true, force: true })
}

/** A host's power is cut and comes back: processes, memory, links, mounts and loop devices are gone, its disk is not. */
export const restartMachine = async (lab: Lab, machine: LabMachine): Promise<void> => {
  const ledger = ledgerOf(lab.root)
  await killMachine(machine)
  await undo(ledger, { kind: 'cgroup', name: machine.cgroup })
  await undo(ledger, { kind: 'namespace', name: machine.namespace })
  await undo(ledger, { kind: 'volumes', folder: machine.folder })
  await raiseMachine(lab, machine, ledger)
  await startEngine(machine, ledger)
}

/** Gives a host a disk of its own for its home. To be done before anything runs there. */
export const giveDisk = async (lab: Lab, machine: LabMachine, bytes: number): Promise<void> => {
  await makeDisk(machine, bytes)
  await attachDisk(machine, ledgerOf(lab.root))
}
