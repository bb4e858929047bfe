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
import { loadClient } from './session.ts'

async function configure(paths: EnginePaths, page: InstancePage): Promise<void> {
  const verdict = readSettings(settings, page.settings)
  if ('refused' in verdict) throw new PageRefused(Object.values(verdict.refused).join('; '))
  // Without a repository there is nowhere to push: this file says so, and the log is let go. No file, no letting go.
  await replaceFile(paths.archiveNowhere, 'no repository is configured for this database\n')
  await replaceFile(paths.accessRules, accessRules())
  await replaceFile(paths.identities, identities())
  await replaceFile(paths.replication, loneReplication())
  await replaceFile(paths.configuration, configuration(page, paths, verdict.settings))
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
  return {
    isInitialised: () => isInitialised(paths),
    initialise: () => initialise(paths),
    finish: () => finish(paths),
    configure: (page) => configure(paths, page),
    start: async () => {
      await kept.close()
      return start(paths, log)
    },
    awaitAnswer: (signal, report) => awaitAnswer({ paths, kept }, signal, report),
    reconcile: async (page, logins) => reconcile(await kept.open(), page, logins),
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
