import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { memberRoutes } from '@holdfast/shared/contract/member-routes'
import { platformRoutes } from '@holdfast/shared/contract/platform-routes'
import type { Context, Offer } from './command.ts'
import { listProfiles } from './profiles.ts'

/** Enough to choose from; who has more goes on typing. */
const limit = 200

export const databaseNames: Offer = async ({ call }) =>
  (await call(databaseRoutes.list, { query: { limit } })).items.map(({ name }) => name)

export const deletedDatabaseIds: Offer = async ({ call }) =>
  (await call(databaseRoutes.list, { query: { limit, deleted: 'true' } })).items.map(({ id }) => id)

export const memberEmails: Offer = async ({ call }) =>
  (await call(memberRoutes.list, { query: { limit } })).items.map(({ email }) => email)

export const hostNames: Offer = async ({ call }) =>
  (await call(platformRoutes.hosts, { query: { limit } })).items.map(({ name }) => name)

/** Those that this machine holds a token for: the only ones that can be spoken for. */
export const organizationNames: Offer = async ({ profile }: Context) =>
  profile?.organizations.map(({ name }) => name) ?? []

export const profileNames: Offer = async ({ config }: Context) => listProfiles(config.folder)

export const sizeNames: Offer = async ({ call }) => (await call(platformRoutes.sizes, {})).items.map(({ name }) => name)

/** Those that can be changed here. */
export const roleNames: Offer = async ({ call }, [database = '']) =>
  (await call(accessRoutes.listRoles, { params: { database }, query: { limit } })).items.flatMap((role) =>
    role.isPlatformMade ? [role.name] : [],
  )

const logicalDatabases = async ({ call }: Context, [database = '']: readonly string[]) =>
  (await call(accessRoutes.listLogicalDatabases, { params: { database }, query: { limit } })).items

export const logicalDatabaseNames: Offer = async (context, given) =>
  (await logicalDatabases(context, given)).flatMap(({ name, state }) => (state === 'deleted' ? [] : [name]))

export const deletedLogicalDatabaseNames: Offer = async (context, given) =>
  (await logicalDatabases(context, given)).flatMap(({ name, state }) => (state === 'deleted' ? [name] : []))

export const extensionNames: Offer = async ({ call }, [database = '']) =>
  (await call(accessRoutes.listExtensions, { params: { database }, query: { limit } })).items.flatMap((extension) =>
    extension.isOffered ? [extension.name] : [],
  )
