import { setFrozen } from '../hosts/cgroups.ts'
import { killMachine, signalEngine, startEngine } from '../hosts/engine.ts'
import { processesOfNamespace, signal } from '../hosts/kill-machine.ts'
import { ledgerOf, restartMachine } from '../hosts/lab.ts'
import type { Lab, LabMachine } from '../hosts/lab-places.ts'
import { type Fault, faultOf } from './fault.ts'

/** The engine is killed; its containers go on without it. Undone: started again. */
export const killEngine = async (lab: Lab, machine: LabMachine): Promise<Fault> => {
  signalEngine(machine, 'SIGKILL')
  return faultOf(`Docker of ${machine.name} is killed`, () => startEngine(machine, ledgerOf(lab.root)))
}

/** The engine answers nobody and has not ended. */
export const freezeEngine = async (machine: LabMachine): Promise<Fault> => {
  signalEngine(machine, 'SIGSTOP')
  return faultOf(`Docker of ${machine.name} is frozen`, async () => signalEngine(machine, 'SIGCONT'))
}

/** Every process of the host stands still: containers, shims and the engine. Its network answers pings, and nothing else. */
export const freezeHost = async (machine: LabMachine): Promise<Fault> => {
  setFrozen(machine.cgroup, true)
  const pids = await processesOfNamespace(machine.namespace)
  for (const pid of pids) signal(pid, 'SIGSTOP')
  return faultOf(`${machine.name} is frozen`, async () => {
    for (const pid of pids) signal(pid, 'SIGCONT')
    setFrozen(machine.cgroup, false)
  })
}

/** The host loses its power. Undone: it boots, with what its disk has. */
export const cutPowerOf = async (lab: Lab, machine: LabMachine): Promise<Fault> => {
  await killMachine(machine)
  return faultOf(`${machine.name} has no power`, () => restartMachine(lab, machine))
}
