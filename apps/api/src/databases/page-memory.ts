import type { HostId } from '@holdfast/shared/ids'
import type { HostPage, SeenHost } from './seen-store.ts'

/**
 * The hosts' pages that this replica has read last. A page is a host's, never an organization's: what of it a caller sees is
 * picked by the ids of databases that were found for this caller.
 */
export interface PageMemory {
  /** Pages at least as new as the versions that the hosts were seen with; `read` fetches those that are not remembered. */
  of(
    hosts: readonly SeenHost[],
    read: (ids: readonly HostId[]) => Promise<Map<HostId, HostPage>>,
  ): Promise<Map<HostId, HostPage>>
}

export function openPageMemory(mostRemembered = 500): PageMemory {
  const remembered = new Map<HostId, HostPage>()
  const remember = (id: HostId, page: HostPage) => {
    remembered.delete(id)
    remembered.set(id, page)
    for (const oldest of remembered.keys()) {
      if (remembered.size <= mostRemembered) break
      remembered.delete(oldest)
    }
  }
  return {
    async of(hosts, read) {
      const pages = new Map<HostId, HostPage>()
      const missing = new Set<HostId>()
      for (const { id, pageVersion } of hosts) {
        if (pageVersion === null) continue
        const known = remembered.get(id)
        if (known?.version === pageVersion) pages.set(id, known)
        else missing.add(id)
      }
      if (missing.size === 0) return pages
      for (const [id, page] of await read([...missing])) {
        remember(id, page)
        pages.set(id, page)
      }
      return pages
    },
  }
}
