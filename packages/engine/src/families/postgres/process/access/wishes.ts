import type { PageAccess } from '@holdfast/shared/state/instance-page'

/** A wish that cannot be granted, and why, for a person. */
export interface Refusal {
  readonly item: string
  readonly because: string
}

export const item = {
  role: (name: string) => `role:${name}`,
  database: (name: string) => `database:${name}`,
  extension: (database: string, name: string) => `extension:${database}/${name}`,
  grant: (role: string, database: string) => `grant:${role}/${database}`,
  slot: (name: string) => `slot:${name}`,
} as const

/** Every wish of a page by its item. */
export const everyItem = (access: PageAccess): string[] => [
  ...access.roles.map((role) => item.role(role.name)),
  ...access.databases.map((database) => item.database(database.name)),
  ...access.extensions.map((extension) => item.extension(extension.database, extension.name)),
]
