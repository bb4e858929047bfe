import { matchesGlob } from 'node:path'
import { importsOf, isRelative, packageOf, resolveImport } from './imports.ts'
import { type Finding, type RoomRules, reservedPackages } from './rules.ts'
import type { SourceFile } from './source-file.ts'

export const matchesAny = (path: string, globs: readonly string[]): boolean =>
  globs.some((glob) => matchesGlob(path, glob))

export type Room = { folder: string; rules: RoomRules }

/** Nobody but tests and the lab itself imports the lab; other rooms only by the doors that the rules name. */
export function crossesRooms(file: SourceFile, room: Room): Finding[] {
  return importsOf(file).flatMap(({ specifier, line }) => {
    if (isRelative(specifier)) {
      const target = resolveImport(file, specifier)
      const leaves = !file.isTest && !`${target}/`.startsWith(`${room.folder}/`) && room.folder !== ''
      if (room.rules.doors?.includes(target)) return []
      return leaves ? [{ line, because: `imports ${target}, outside its room ${room.folder}` }] : []
    }
    if (file.isTest || specifier.startsWith('node:')) return []
    const name = packageOf(specifier)
    if (name.startsWith('@holdfast/'))
      return room.rules.rooms.includes(name) ? [] : [{ line, because: `imports the room ${name}` }]
    const isOutside = room.rules.packages && !room.rules.packages.includes(name)
    return isOutside ? [{ line, because: `imports ${name}; this room may import only its listed packages` }] : []
  })
}

/** Prisma, BullMQ and dockerode each stay behind their one door. */
export function usesReservedPackages(file: SourceFile): Finding[] {
  if (file.isTest) return []
  return importsOf(file).flatMap(({ specifier, line }) =>
    reservedPackages
      .filter(({ packages, files }) => packages.test(specifier) && !matchesAny(file.path, files))
      .map(({ files }) => ({ line, because: `imports ${specifier}, which only ${files.join(', ')} may` })),
  )
}

/** The direction between the folders of one room. */
export function crossesFolders(file: SourceFile, { folder, rules }: Room): Finding[] {
  if (file.isTest || !rules.folders) return []
  const source = `${folder}/src/`
  const own = topFolder(file.path, source)
  const forbidden = Object.entries(rules.folders).find(([name]) => name === own)?.[1]
  if (!forbidden) return []
  return importsOf(file).flatMap(({ specifier, line }) => {
    const target = isRelative(specifier) ? topFolder(resolveImport(file, specifier), source) : undefined
    if (!target || target === own) return []
    const isForbidden = forbidden.includes(target) || forbidden.includes('*')
    return isForbidden ? [{ line, because: `${own} imports ${target}` }] : []
  })
}

function topFolder(path: string, source: string): string | undefined {
  if (!path.startsWith(source)) return undefined
  const [first, second] = path.slice(source.length).split('/')
  return second === undefined ? undefined : first
}

/** `export *` hides where a name comes from; within one folder it may gather sisters. */
export function exportsEverything(file: SourceFile): Finding[] {
  return file.parsed.module.staticExports.flatMap(({ entries, start }) =>
    entries.flatMap(({ importName, moduleRequest }) => {
      const isStar = importName.kind === 'All' || importName.kind === 'AllButDefault'
      const isSister = moduleRequest && /^\.\/[^/]+$/.test(moduleRequest.value)
      return isStar && moduleRequest && !isSister
        ? [{ line: file.lineOf(start), because: `export * across folders from ${moduleRequest.value}` }]
        : []
    }),
  )
}
