import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../../../docker/run-program.ts'
import type { LabMachine } from '../hosts/lab-places.ts'
import { diskNumberOf } from '../hosts/own-disk.ts'
import { type Fault, faultOf } from './fault.ts'

/** Takes what is free on a host's own disk but for `leftBytes`. */
export const fillDisk = async (machine: LabMachine, leftBytes = 0): Promise<Fault> => {
  diskNumberOf(machine)
  const { bavail, bsize } = statfsSync(machine.home)
  const ballast = join(machine.home, 'ballast')
  const bytes = Math.max(bavail * bsize - leftBytes, bsize)
  // Bookkeeping of the file system takes a little of what was free.
  await runProgram('fallocate', ['-l', String(bytes), ballast]).catch(() =>
    runProgram('fallocate', ['-l', String(Math.floor(bytes * 0.99)), ballast]),
  )
  return faultOf(`the disk of ${machine.name} is full`, async () => rmSync(ballast, { force: true }))
}

const LIMITS = ['read_bps_device', 'write_bps_device'].map((name) => `/sys/fs/cgroup/blkio/blkio.throttle.${name}`)

/** Lets a host's own disk read and write so many bytes a second. Control groups of version 1 only. */
export const throttleDisk = async (machine: LabMachine, bytesPerSecond: number): Promise<Fault> => {
  const number = diskNumberOf(machine)
  const limit = (bytes: number) => {
    for (const path of LIMITS) writeFileSync(path, `${number} ${bytes}`)
  }
  limit(bytesPerSecond)
  return faultOf(`the disk of ${machine.name} moves ${bytesPerSecond} bytes a second`, async () => limit(0))
}
