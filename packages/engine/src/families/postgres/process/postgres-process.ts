import { readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { readSettings } from '../../../engine-setting.ts'
import type { BoundedLog } from '../../../instance-manager/bounded-log.ts'
import { replaceFile } from '../../../instance-manager/durable-file.ts'
import type { EngineProcess, EngineRun, Probe, ProcessInput } from '../../../instance-manager/engine-process.ts'
import { PageRefused } from '../../../instance-manager/keep-promise.ts'
import { awaitNoLeftovers, runEngine } from '../../../instance-manager/run-engine.ts'
import { settings } from '../settings.ts'
import { readClientAuthority } from './access/client-authority.ts'
import { observeAccess } from './access/observe-access.ts'
import { reconcileAccess } from './access/reconcile-access.ts'
import { replicationGuard } from './access/replication-guard.ts'
import { item, type Refusal } from './access/wishes.ts'
import { accessRules, identities } from './access-rules.ts'
import { configuration, loneReplication } from './configuration.ts'
import { readDataState } from './control-file.ts'
import { type EnginePaths, enginePaths } from './engine-paths.ts'
import { finish, initialise, isInitialised } from './initialise.ts'
import { lastWords } from './last-words.ts'
import { type KeptSession, keptSession } from './observe.ts'
import { reconcile } from './reconcile.ts'
import { reload } from './reload.ts'
import { certificateIn, servedCertificate } from './served-certificate.ts'
import { loadClient, openSession } from './session.ts'

/** Gives what is refused of the page; throws where the page cannot be obeyed at all. */
async function configure(paths: EnginePaths, page: InstancePage): Promise<Refusal[]> {
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
  await replaceFile(paths.configuration, configuration(page, paths, { tenant: verdict.settings, authority }))
  const certified = page.access?.roles.filter((role) => role.needsCertificate && role.state === 'present') ?? []
  if (authority) return []
  const because = read && 'because' in read ? read.because : 'there is no authority for clients’ certificates'
  return certified.map((role) => ({ item: item.role(role.name), because }))
}

/** Milliseconds in which processes left behind must have ended. */
const leftoverLimit = 5_000

async function start(paths: EnginePaths, log: BoundedLog): Promise<EngineRun> {
  // A process that survived the last life would write beside the new one, and without the pid file nothing would tell.
  await awaitNoLeftovers({ path: paths.program, leftoverLimit })
  // Under the volume's lock nobody else can be running: the number in it means nothing in this container.
  await rm(`${paths.data}/postmaster.pid`, { force: true })
  return runEngine(
    {
      path: paths.program,
      args: ['-D', paths.data, '-c', `config_file=${paths.configuration}`],
      environment: {
        LANG: 'C.UTF-8',
        PATH: '/usr/bin:/bin',
        PG_OOM_ADJUST_FILE: '/proc/self/oom_score_adj',
        PG_OOM_ADJUST_VALUE: '900',
      },
      stopSignals: { fast: 'SIGINT', immediate: 'SIGQUIT' },
      lastWords,
      leftoverLimit,
    },
    log,
  )
}

/** The postmaster writes its state in the eighth line of its pid file: cheaper to read than to knock. */
const isReady = async (paths: EnginePaths): Promise<boolean> => {
  const lines = (await readFile(`${paths.data}/postmaster.pid`, 'utf8').catch(() => '')).split('\n')
  return lines[7]?.startsWith('ready') ?? false
}

async function awaitAnswer(
  { paths, kept }: { paths: EnginePaths; kept: KeptSession },
  signal: AbortSignal,
  report: (probe: Probe) => void,
): Promise<void> {
  void loadClient()
  const isClean = (await readDataState(paths.data)) === 'shut-down'
  report(
    isClean
      ? { answer: 'starting', because: 'the engine is starting' }
      : { answer: 'recovering', because: 'the engine reads its log again after an unclean end' },
  )
  for (let tries = 0; ; tries++) {
    signal.throwIfAborted()
    if (await isReady(paths)) {
      const probe = await kept.look()
      if (probe.answer === 'running') break
      report(probe)
    }
    await sleep(tries < 200 ? 5 : 100, undefined, { signal })
  }
  const [shown, wanted] = await Promise.all([servedCertificate(5_000), certificateIn(paths.certificate)])
  if (!shown.equals(wanted)) throw new Error('the engine shows another certificate than the one on the volume')
}

/** PostgreSQL under an instance manager. */
export function postgresProcess({ volume, version, log, onDisturbed }: ProcessInput): EngineProcess {
  const paths = enginePaths(volume, version)
  const kept = keptSession(paths, onDisturbed)
  const say = (line: string) => log.take(Buffer.from(`instance manager: ${line}\n`))
  const guard = replicationGuard(() => openSession(paths, 5_000), say)
  const overheard = {
    ...log,
    take: (output: Buffer) => {
      guard.hear(output)
      log.take(output)
    },
  }
  let unusable: readonly Refusal[] = []
  let refused: readonly Refusal[] = []
  let knownAuthority: string | undefined
  return {
    isInitialised: () => isInitialised(paths),
    initialise: () => initialise(paths),
    finish: () => finish(paths),
    configure: async (page) => {
      unusable = await configure(paths, page)
    },
    start: async () => {
      await guard.end()
      await kept.close()
      return start(paths, overheard)
    },
    awaitAnswer: async (signal, report) => {
      await awaitAnswer({ paths, kept }, signal, report)
      // Before anything else: whoever may replicate may be here already.
      await guard.begin(await kept.open())
    },
    reconcile: async (page, logins) => reconcile(await kept.open(), page, logins),
    reconcileAccess: async (page, verifiers) => {
      const authority = JSON.stringify([page.access?.clientCa ?? null, page.access?.clientCrl ?? null])
      const isAuthorityNew = knownAuthority !== undefined && knownAuthority !== authority
      const order = { paths, page, verifiers, isAuthorityNew, refused: unusable, onRoles: guard.begin }
      refused = await reconcileAccess(kept.open, order)
      knownAuthority = authority
    },
    observeAccess: async (page, known) => {
      const own = [page.ownerRole, ...Object.keys(page.logins)]
      const session = await kept.open()
      return observeAccess(session, paths, { own, known, refused: [...refused, ...guard.refused()] })
    },
    reload: async () => reload(await kept.open(), paths),
    observe: () => kept.look(),
    pendingRestart: async () => {
      const session = await kept.open()
      const { rows } = await session.query(
        'SELECT name FROM pg_catalog.pg_settings WHERE pending_restart ORDER BY name',
      )
      return rows.map((row) => row.name)
    },
  }
}
