import { readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BoundedLog } from '../../../instance-manager/bounded-log.ts'
import type { EngineProcess, EngineRun, Probe, ProcessInput } from '../../../instance-manager/engine-process.ts'
import { awaitNoLeftovers, runEngine } from '../../../instance-manager/run-engine.ts'
import { observeAccess } from './access/observe-access.ts'
import { reconcileAccess } from './access/reconcile-access.ts'
import { replicationGuard } from './access/replication-guard.ts'
import type { Refusal } from './access/wishes.ts'
import { configurator } from './configure.ts'
import { readDataState } from './control-file.ts'
import { type EnginePaths, enginePaths } from './engine-paths.ts'
import { readFigures } from './figures.ts'
import { growthGate } from './growth-gate.ts'
import { finish, initialise, isInitialised } from './initialise.ts'
import { lastWords } from './last-words.ts'
import { type KeptSession, keptSession } from './observe.ts'
import { reconcile } from './reconcile.ts'
import { reload } from './reload.ts'
import { certificateIn, servedCertificate } from './served-certificate.ts'
import { loadClient, openSession, type Session } from './session.ts'

/** Milliseconds in which processes left behind must have ended. */
const leftoverLimit = 5_000

async function start(
  paths: EnginePaths,
  log: BoundedLog,
  environment: Readonly<Record<string, string>>,
): Promise<EngineRun> {
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
        ...environment,
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

async function pendingRestart(session: Session): Promise<string[]> {
  const { rows } = await session.query('SELECT name FROM pg_catalog.pg_settings WHERE pending_restart ORDER BY name')
  return rows.map((row) => row.name)
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
  const gate = growthGate(paths.sockets)
  const configured = configurator(paths)
  let unusable: readonly Refusal[] = []
  let refused: readonly Refusal[] = []
  let knownAuthority: string | undefined
  return {
    isInitialised: () => isInitialised(paths),
    initialise: () => initialise(paths),
    finish: () => finish(paths),
    configure: async (page) => {
      unusable = await configured.write(page)
    },
    start: async () => {
      await guard.end()
      await kept.close()
      await gate.make()
      return start(paths, overheard, gate.environment)
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
    restrain: async (restraint) => {
      await gate.set(restraint.floors)
      await configured.restrain(restraint, async () => reload(await kept.open(), paths))
    },
    observe: () => kept.look(),
    figures: async () => readFigures(await kept.open()),
    pendingRestart: async () => pendingRestart(await kept.open()),
  }
}
