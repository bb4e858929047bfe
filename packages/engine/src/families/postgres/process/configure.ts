import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { readSettings } from '../../../engine-setting.ts'
import { type Restraint, unrestrained } from '../../../instance-manager/disk-ladder.ts'
import { replaceFile } from '../../../instance-manager/durable-file.ts'
import { PageRefused } from '../../../instance-manager/keep-promise.ts'
import { settings } from '../settings.ts'
import { readClientAuthority } from './access/client-authority.ts'
import { item, type Refusal } from './access/wishes.ts'
import { accessRules, identities } from './access-rules.ts'
import { configuration, loneReplication } from './configuration.ts'
import type { EnginePaths } from './engine-paths.ts'

/** Gives what is refused of the page; throws where the page cannot be obeyed at all. */
async function configure(paths: EnginePaths, page: InstancePage, restraint: Restraint): Promise<Refusal[]> {
  const verdict = readSettings(settings, page.settings)
  if ('refused' in verdict) throw new PageRefused(Object.values(verdict.refused).join('; '))
  // Without a repository there is nowhere to push: this file says so, and the log is let go. No file, no letting go.
  await replaceFile(paths.archiveNowhere, 'no repository is configured for this database\n')
  const read = await readClientAuthority(page.access)
  const authority = read && 'ca' in read ? read : null
  if (authority) await replaceFile(paths.clientCa, authority.ca)
  if (authority?.crl) await replaceFile(paths.clientCrl, authority.crl)
  await replaceFile(paths.accessRules, accessRules(authority !== null))
  await replaceFile(paths.identities, identities())
  await replaceFile(paths.replication, loneReplication())
  await replaceFile(paths.configuration, configuration(page, paths, { tenant: verdict.settings, authority, restraint }))
  const certified = page.access?.roles.filter((role) => role.needsCertificate && role.state === 'present') ?? []
  if (authority) return []
  const because = read && 'because' in read ? read.because : 'there is no authority for clients’ certificates'
  return certified.map((role) => ({ item: item.role(role.name), because }))
}

/** Everything below `conf/`: written for a page, and again when the room on the volume allows something else. One at a time. */
export function configurator(paths: EnginePaths) {
  let newest: InstancePage | null = null
  let restraint = unrestrained
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
  return {
    write: (page: InstancePage) =>
      inTurn(async () => {
        const refused = await configure(paths, page, restraint)
        newest = page
        return refused
      }),
    /** Puts another restraint in force by `reload`; does nothing while it is the same. */
    restrain: (wanted: Restraint, reload: (page: InstancePage) => Promise<void>) =>
      inTurn(async () => {
        const isSame = wanted.isReadOnly === restraint.isReadOnly && wanted.logBytes === restraint.logBytes
        if (isSame || !newest) return
        await configure(paths, newest, wanted)
        await reload(newest)
        restraint = wanted
      }),
  }
}
