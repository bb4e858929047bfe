import { guardTable } from '@holdfast/shared/tenant-bridges'
import { tryProgram } from '../run-program.ts'

const noSuchProgram = 127

/** Takes away the agent's packet filter. A machine without nft has none; what nft cannot take away is told. */
export const removeGuard = async (installation: string): Promise<void> => {
  const { exitCode, stderr } = await tryProgram('nft', ['delete', 'table', 'inet', guardTable(installation)])
  if (exitCode === 0 || exitCode === noSuchProgram || /no such file/i.test(stderr)) return
  throw new Error(`The packet filter ${guardTable(installation)} could not be removed: ${stderr.trim()}`)
}
