const notOurs = '(?!pg_|hf_|(?:postgres|template0|template1|holdfast|public|none|user|current_user|session_user)$)'
const notMade = '(?!.*_(?:a|b|owner)$)'

/** A further role's name. Its logins get `_a` and `_b` behind it, and owners of logical databases `_owner`: no role is called so. */
export const roleName = {
  pattern: new RegExp(`^${notOurs}${notMade}[a-z][a-z0-9_]{0,58}$`),
  rule: 'a role begins with a letter and has up to 59 lower-case letters, digits and underscores; it is none of the engine’s own words, does not begin with pg_ or hf_, and does not end with _a, _b or _owner',
} as const

/** A further logical database's name; with `_owner` behind it, it names the role that owns it. */
export const logicalDatabaseName = {
  pattern: new RegExp(`^${notOurs}[a-z][a-z0-9_]{0,56}$`),
  rule: 'a logical database begins with a letter and has up to 57 lower-case letters, digits and underscores; it is none of the engine’s own words and does not begin with pg_ or hf_',
} as const

export const loginPair = (role: string): readonly [string, string] => [`${role}_a`, `${role}_b`]

export const ownerOf = (database: string): string => `${database}_owner`
