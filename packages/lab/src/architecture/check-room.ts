import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crossesFolders, crossesRooms, exportsEverything, type Room, usesReservedPackages } from './import-laws.ts'
import type { Finding, RoomRules } from './rules.ts'
import {
  exportsDefault,
  hasLongFunctions,
  isBadlyNamed,
  isTooLong,
  namesEngineFamilies,
  readsEnvironment,
} from './shape-laws.ts'
import { readSources, type SourceFile } from './source-file.ts'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))

/**
 * Holds every source file of a room against the laws of the house and the room's own rules.
 * `root` is the folder of the room (`new URL('../', import.meta.url)` from its `src/`).
 * Returns one sentence for each breach, `path:line because`, in the order of the paths; nothing is an empty list.
 */
export function checkRoom({ root, rules }: { root: URL; rules: RoomRules }): string[] {
  const folder = relative(repository, fileURLToPath(root))
  const room = { folder, rules, families: engineFamilies() }
  const parts = ['src', 'test'].map((name) => join(repository, folder, name))
  const hasSource = parts[0] !== undefined && existsSync(parts[0])
  const folders = hasSource ? parts.filter((part) => existsSync(part)) : [join(repository, folder)]
  return folders
    .flatMap((part) => readSources(repository, part))
    .flatMap((file) => checkFile(file, room).map(({ line, because }) => `${file.path}:${line} ${because}`))
}

export function checkFile(file: SourceFile, room: Room & { families: readonly string[] }): Finding[] {
  return [
    ...isBadlyNamed(file),
    ...isTooLong(file),
    ...hasLongFunctions(file),
    ...exportsDefault(file),
    ...exportsEverything(file),
    ...readsEnvironment(file, room),
    ...crossesRooms(file, room),
    ...crossesFolders(file, room),
    ...usesReservedPackages(file),
    ...namesEngineFamilies(file, room),
  ]
}

function engineFamilies(): string[] {
  const families = join(repository, 'packages/engine/src/families')
  if (!existsSync(families)) return []
  return readdirSync(families, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
}
