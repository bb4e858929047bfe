/** Server connections that the pooler opens to one logical database: a quarter of what the size takes directly, and a small reserve for clients that wait. */
export function poolSize(connectionLimit: number): { readonly usual: number; readonly reserve: number } {
  const usual = Math.max(4, Math.floor(connectionLimit / 4))
  return { usual, reserve: Math.ceil(usual / 5) }
}

/** Clients cost the pooler some tens of kilobytes each, not a session of the engine. */
export const pooledClientLimit = (connectionLimit: number): number => connectionLimit * 10
