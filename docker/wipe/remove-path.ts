import { forwardingChain, forwardingRules, pathTable } from '@holdfast/shared/tenant-bridges'
import { tryProgram } from '../run-program.ts'

const noSuchProgram = 127

/** Takes away the rules that lead clients through the kernel. What cannot be taken away is told. */
export const removePath = async (installation: string): Promise<void> => {
  const table = pathTable(installation)
  const { exitCode, stderr } = await tryProgram('nft', ['delete', 'table', 'ip', table])
  if (exitCode !== 0 && exitCode !== noSuchProgram && !/no such file/i.test(stderr))
    throw new Error(`The packet filter ${table} could not be removed: ${stderr.trim()}`)
  for (const rule of forwardingRules(installation)) {
    const stands = await tryProgram('iptables', ['-w', '-C', forwardingChain, ...rule])
    if (stands.exitCode !== 0) continue
    const removed = await tryProgram('iptables', ['-w', '-D', forwardingChain, ...rule])
    if (removed.exitCode !== 0)
      throw new Error(`A rule of ${forwardingChain} could not be removed: ${removed.stderr.trim()}`)
  }
}
