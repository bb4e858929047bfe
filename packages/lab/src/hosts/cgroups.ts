import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = '/sys/fs/cgroup'

/** The group under every controller (version 1) or once (version 2). */
const placesOf = (name: string): string[] => {
  const controllers = readdirSync(ROOT, { withFileTypes: true }).filter((it) => it.isDirectory())
  return [ROOT, ...controllers.map((it) => join(ROOT, it.name))]
    .map((folder) => join(folder, name))
    .filter((folder) => existsSync(folder))
}

/** A group and all below it, the innermost first. A group may vanish while one looks. */
const withChildren = (folder: string): string[] => {
  const children = ifThere(() => readdirSync(folder, { withFileTypes: true })) ?? []
  return [...children.filter((it) => it.isDirectory()).flatMap((it) => withChildren(join(folder, it.name))), folder]
}

const ifThere = <T>(look: () => T): T | undefined => {
  try {
    return look()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENODEV') return undefined
    throw error
  }
}

const groupsOf = (name: string) => placesOf(name).flatMap(withChildren)

/** Processes of a group and of all below it. */
export const processesIn = (name: string): number[] => {
  const texts = groupsOf(name).map((group) => ifThere(() => readFileSync(join(group, 'cgroup.procs'), 'utf8')) ?? '')
  return [...new Set(texts.flatMap((text) => text.split('\n').filter(Boolean).map(Number)))]
}

/** Freezes a group with all below it, or thaws it: what is frozen cannot even be killed (version 1). */
export const setFrozen = (name: string, isFrozen: boolean): void => {
  for (const group of isFrozen ? placesOf(name) : groupsOf(name)) {
    const old = join(group, 'freezer.state')
    const file = existsSync(old) ? old : join(group, 'cgroup.freeze')
    const value = file === old ? (isFrozen ? 'FROZEN' : 'THAWED') : isFrozen ? '1' : '0'
    if (existsSync(file)) ifThere(() => writeFileSync(file, value))
  }
}

export const removeGroup = (name: string): void => {
  for (const group of groupsOf(name)) ifThere(() => rmdirSync(group))
}
