import { forwardingChain, forwardingRules } from '@holdfast/shared/tenant-bridges'
import type { HostAccess } from './host-access.ts'

const stands = (host: HostAccess, rule: readonly string[]): Promise<boolean> =>
  host.run('iptables', ['-w', '-C', forwardingChain, ...rule]).then(
    () => true,
    () => false,
  )

export async function isForwarding(host: HostAccess, installation: string): Promise<boolean> {
  for (const rule of forwardingRules(installation)) if (!(await stands(host, rule))) return false
  return true
}

/** Throws a sentence where this host cannot: it has no iptables, or Docker keeps its rules elsewhere. */
export async function openForwarding(host: HostAccess, installation: string): Promise<void> {
  for (const rule of forwardingRules(installation))
    if (!(await stands(host, rule))) await host.run('iptables', ['-w', '-I', forwardingChain, ...rule])
}
