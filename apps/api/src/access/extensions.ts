import type { ExtensionView } from '@holdfast/shared/contract/access-views'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Asked } from '../databases/asked.ts'
import type { Change } from '../databases/database-parts.ts'
import { type ExtensionRecord, itemOf } from './access-record.ts'
import { saveExtension } from './access-store.ts'
import {
  type AccessDescriptor,
  beginChange,
  demandRoom,
  type Inside,
  livingDatabases,
  lockInside,
  lookInside,
} from './change-access.ts'
import { type PageAsked, pageByName } from './page-by-name.ts'
import { type Standing, standing } from './standing.ts'

/** Extensions of all logical databases of a database together. */
const extensionsAtMost = 200

type Extension = AccessDescriptor['extensions'][number]

export interface ExtensionChanged {
  readonly extension: ExtensionView
  readonly revision: number
  readonly operation: OperationView
}

export async function listExtensions(
  asked: Asked,
  { database, logicalDatabase, ...page }: PageAsked & { database: string; logicalDatabase?: string | undefined },
) {
  const inside = await lookInside(asked, database)
  const place = logicalDatabase ?? inside.database.databaseName
  const places = [...livingDatabases(inside), ...(inside.observed?.databases.map(({ name }) => name) ?? [])]
  if (!places.includes(place)) throw unknownPlace(place)
  const views = inside.engine?.extensions.map((extension) => extensionView(inside, place, extension)) ?? []
  return pageByName(views, page)
}

export type ExtensionAsked = Change & { readonly extension: string; readonly logicalDatabase: string }

/** Throws `extension-not-offered`, `access-limit-reached` or `database-busy`. */
export async function installExtension(asked: Asked, change: ExtensionAsked): Promise<ExtensionChanged> {
  const inside = await lockInside(asked, change)
  const { name, isOffered, because } = findExtension(inside, change)
  if (!isOffered) throw new Problem('extension-not-offered', { name, because: because.replace(/\.$/, '') })
  const { extensions } = inside.access
  if (!extensions.some((it) => it.name === name && it.database === change.logicalDatabase))
    demandRoom(extensions.length, extensionsAtMost, 'extensions')
  return write(asked, inside, { database: change.logicalDatabase, name, state: 'present' })
}

/** Also of what the tenant has installed by SQL. Throws `not-found` where it is not installed. */
export async function removeExtension(asked: Asked, change: ExtensionAsked): Promise<ExtensionChanged> {
  const inside = await lockInside(asked, change)
  const { name } = findExtension(inside, change)
  const isThere = (it: { database: string; name: string }) => it.name === name && it.database === change.logicalDatabase
  const { access, observed } = inside
  if (!access.extensions.some(isThere) && !observed?.extensions.some(isThere))
    throw new Problem('not-found', { subject: `extension "${name}" in "${change.logicalDatabase}"` })
  return write(asked, inside, { database: change.logicalDatabase, name, state: 'absent' })
}

async function write(asked: Asked, inside: Inside, row: ExtensionRecord): Promise<ExtensionChanged> {
  await saveExtension(asked.tx, inside.database.id, row)
  const items = [itemOf.extension(row.database, row.name)]
  const { inside: now, revision, operation } = await beginChange(asked, inside.database, items)
  const known = findExtension(now, { extension: row.name, logicalDatabase: row.database })
  return { extension: extensionView(now, row.database, known), revision, operation }
}

/** The entry of the catalogue, for a logical database of the platform's making: in others its owner speaks SQL. */
function findExtension(inside: Inside, { extension, logicalDatabase }: Omit<ExtensionAsked, keyof Change>): Extension {
  const found = inside.engine?.extensions.find(({ name }) => name === extension)
  if (!found) throw new Problem('not-found', { subject: `extension "${extension}"` })
  if (!livingDatabases(inside).includes(logicalDatabase)) throw unknownPlace(logicalDatabase)
  return found
}

const unknownPlace = (name: string) => new Problem('not-found', { subject: `logical database "${name}"` })

function extensionView({ access, observed, underWay }: Inside, place: string, extension: Extension): ExtensionView {
  const { name, about, verdict, isOffered } = extension
  const isIt = (it: { database: string; name: string }) => it.name === name && it.database === place
  const wished = access.extensions.find(isIt)
  const version = observed?.extensions.find(isIt)?.version ?? null
  const stand =
    wished &&
    standing({
      isWanted: wished.state === 'present',
      observed,
      isSeen: version !== null,
      items: (item) => item === itemOf.extension(place, name),
      underWay,
    })
  const view = { name, about, verdict, isOffered, version }
  if (stand && stand.state !== 'gone') return { ...view, state: words[stand.state], because: stand.because }
  if (version !== null) return { ...view, state: 'installed', because: 'it is installed' }
  return { ...view, state: isOffered ? 'available' : 'not-offered', because: extension.because }
}

const words: Readonly<Record<Exclude<Standing['state'], 'gone'>, ExtensionView['state']>> = {
  making: 'installing',
  there: 'installed',
  changing: 'installing',
  going: 'removing',
  refused: 'refused',
}
