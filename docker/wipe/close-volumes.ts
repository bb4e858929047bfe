import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { waitUntil } from '../platform/wait-until.ts'
import { runProgram } from '../run-program.ts'

/** mountinfo writes blanks, tabs, newlines and backslashes as octal escapes. */
const unescaped = (text: string) =>
  text.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))

/** Mount points below `home`, innermost first. */
export const mountsBelow = (mountinfo: string, home: string): string[] =>
  mountinfo
    .split('\n')
    .map((line) => unescaped(line.split(' ')[4] ?? ''))
    .filter((point) => point.startsWith(`${home}/`))
    .reverse()

export interface LoopDevice {
  device: string
  backingFile: string
}

/** Devices whose image lies, or lay, below `home`. */
export const loopsBelow = (devices: LoopDevice[], home: string): LoopDevice[] =>
  devices.filter(({ backingFile }) => backingFile.startsWith(`${home}/`))

const backingFileOf = (device: string) => `/sys/block/${device}/loop/backing_file`

const loopDevices = (): LoopDevice[] =>
  readdirSync('/sys/block')
    .filter((device) => device.startsWith('loop') && existsSync(backingFileOf(device)))
    .map((device) => ({ device, backingFile: readFileSync(backingFileOf(device), 'utf8').trim() }))

const ENGINE_PID_FILE = '/var/run/docker.pid'

/**
 * Volumes are mounted where the engine resolves bind sources, in its own mount namespace. Mostly that is this one, and
 * then nothing needs entering.
 */
const inEngineNamespace = (): string[] => {
  try {
    const pid = readFileSync(ENGINE_PID_FILE, 'utf8').trim()
    const isSame = readlinkSync(`/proc/${pid}/ns/mnt`) === readlinkSync('/proc/self/ns/mnt')
    return isSame ? [] : ['nsenter', '-t', pid, '-m', '--']
  } catch {
    return []
  }
}

const run = (prefix: string[], program: string, args: string[]) => {
  const [first = program, ...rest] = [...prefix, program, ...args]
  return runProgram(first, rest)
}

const mountinfo = (prefix: string[]) =>
  readFileSync(prefix[2] ? `/proc/${prefix[2]}/mountinfo` : '/proc/self/mountinfo', 'utf8')

/**
 * Unmounts everything below `home` and detaches its loop devices, in the one safe order: umount, detach, verify.
 * @throws Error when something still holds a volume.
 */
export const closeVolumes = async (home: string): Promise<{ mounts: number; loops: number }> => {
  const prefix = inEngineNamespace()
  const mounts = mountsBelow(mountinfo(prefix), home)
  for (const point of mounts) await run(prefix, 'umount', [point])
  const left = mountsBelow(readFileSync('/proc/self/mountinfo', 'utf8'), home)
  for (const point of left) await run([], 'umount', [point])
  const loops = loopsBelow(loopDevices(), home)
  for (const { device } of loops) await run([], 'losetup', ['-d', `/dev/${device}`])
  for (const { device } of loops) {
    await waitUntil({ what: `Loop device ${device}`, withinSeconds: 10, everyMs: 50 }, async () =>
      existsSync(backingFileOf(device)) ? 'somebody still has its file system mounted' : { value: undefined },
    )
  }
  return { mounts: mounts.length + left.length, loops: loops.length }
}
