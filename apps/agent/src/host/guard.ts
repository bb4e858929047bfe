import { bridgePrefix, guardTable } from '@holdfast/shared/tenant-bridges'
import { runProgram } from './run-program.ts'

/**
 * Keeps tenants' containers from opening connections to this host. An internal network keeps them from everything
 * beyond it, but the host's own addresses stay reachable through the bridge: its ssh, its databases, other gateways.
 */
export interface Guard {
  /** Whether it stands; a yes is believed for some seconds. */
  stands(): Promise<boolean>
  /** Puts it up, or up again, in one transaction. Throws a sentence when this host cannot. */
  raise(): Promise<void>
}

const believedMs = 5_000

export function guardHost(installation: string): Guard {
  const table = guardTable(installation)
  const rule = `iifname "${bridgePrefix(installation)}*" ct state != { established, related } drop`
  let seenAt = Number.NEGATIVE_INFINITY
  return {
    async stands() {
      if (Date.now() - seenAt < believedMs) return true
      const told = await runProgram('nft', ['list', 'table', 'inet', table]).catch(() => '')
      if (!told.includes(`iifname "${bridgePrefix(installation)}*"`)) return false
      seenAt = Date.now()
      return true
    },
    async raise() {
      // Before every other filter of the host. Loopback is another interface; answers to the gateway are established.
      const chain = `chain input {\n type filter hook input priority -10; policy accept;\n ${rule}\n}`
      const batch = `add table inet ${table}\ndelete table inet ${table}\nadd table inet ${table}\ntable inet ${table} {\n${chain}\n}\n`
      await runProgram('nft', [batch]).catch((error: unknown) => {
        const because = error instanceof Error ? error.message : String(error)
        throw new Error(`tenants’ containers can open connections to this host: ${because}`)
      })
      seenAt = Date.now()
    },
  }
}
