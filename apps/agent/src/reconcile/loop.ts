import type { DesiredHost } from '@holdfast/shared/state/desired'
import { type Drift, drift } from '@holdfast/shared/state/drift'
import type { Capacity, ObservedHost } from '@holdfast/shared/state/observed'
import { type Log, sentence } from '../log.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { apply } from './apply.ts'
import { type Attempts, makeAttempts } from './attempts.ts'
import { makeLanes } from './lanes.ts'
import type { Observation } from './observation.ts'
import { observe } from './observe.ts'
import { plan } from './plan.ts'
import { isWorthReporting, makeReport } from './report.ts'
import { keepRhythm } from './rhythm.ts'
import type { Step } from './step.ts'
import type { Tools } from './tools.ts'

/** observe → plan → apply → report, for as long as it runs. */
export interface Loop {
  /** Something may have changed. Many wakes in a moment make one round. */
  wake(): void
  /** A newer page is there. */
  take(page: DesiredHost): void
  /** What had to wait after a failure is tried again at once. */
  retry(): void
  close(): Promise<void>
}

export interface LoopWishes {
  readonly tools: Tools
  /** The page to begin with; undefined when this host never had one: then nothing is planned. */
  readonly firstPage: DesiredHost | undefined
  /** Used for the report while there is no page. */
  readonly emptyPage: DesiredHost
  readonly tasks: Tasks
  readonly agentVersion: string
  readonly readCapacity: () => Promise<Capacity>
  readonly readAddresses: () => string[]
  readonly readPeers: () => Pick<ObservedHost, 'peerPort' | 'peers'>
  readonly memory: ReadonlyMap<string, number>
  readonly report: (page: ObservedHost) => void
  /** Each look, worth a report or not. */
  readonly onSeen: (desired: DesiredHost, seen: Observation) => void
  /** Writes the look down for people: what the plan was made from. */
  readonly keep: (seen: Observation) => void
  readonly log: Log
}

/** Docker, managers and the link wake the loop at once; this is for what nobody tells. */
const restMs = 5_000
/**
 * While the host differs from its page, and for a while only: Docker tells of a container's death before its own list
 * shows it, and the gateway does not tell when a target begins to answer.
 */
const unsettledRestMs = 100
const unsettledForMs = 15_000

export function startLoop(wishes: LoopWishes): Loop {
  const { tools, log, tasks } = wishes
  const attempts = makeAttempts()
  const tell = makeTeller(wishes, attempts)
  let page = wishes.firstPage

  const lanes = makeLanes({
    apply: (step) => apply(step, tools),
    attempts,
    onRest: () => rhythm.wake(),
    onStep: (step, { ms, failure }) => logStep(log, step, { ms, failure }),
  })

  /** One round; how long to rest when nothing wakes. */
  async function look(): Promise<number> {
    const mark = lanes.mark()
    const desired = page ?? wishes.emptyPage
    const [seen, capacity] = await Promise.all([observe(desired, tools), wishes.readCapacity()])
    wishes.onSeen(desired, seen)
    const isNewest = desired === (page ?? wishes.emptyPage)
    const steps = page ? plan(desired, seen) : []
    // A page that came meanwhile is planned in its own round, on its own look.
    if (isNewest) lanes.run(steps, mark)
    tasks.take(desired.tasks)
    const unsettledMs = tell({ desired, hasPage: page !== undefined, seen, capacity, steps })
    const now = Date.now()
    const rest = unsettledMs > 0 && unsettledMs < unsettledForMs ? unsettledRestMs : restMs
    return Math.min(rest, (attempts.nextMoment(steps, now) ?? now + restMs) - now + 1)
  }

  const rhythm = keepRhythm(look, (error) => {
    log.error('a round failed', { because: sentence(error) })
    return restMs
  })

  return {
    wake: rhythm.wake,
    take(newer) {
      page = newer
      attempts.forgetDelays()
      log.info('a newer page came', { generation: newer.generation })
      rhythm.now()
    },
    retry() {
      attempts.forgetDelays()
      rhythm.wake()
    },
    async close() {
      await rhythm.close()
      await lanes.rest()
    },
  }
}

interface Round {
  readonly desired: DesiredHost
  readonly hasPage: boolean
  readonly seen: Observation
  readonly capacity: Capacity
  readonly steps: readonly Step[]
}

/** Tells the api what was seen, when it is worth it. Answers for how long the host has differed from its page in this way, in milliseconds; 0 when it does not. */
function makeTeller(wishes: LoopWishes, attempts: Attempts): (round: Round) => number {
  const { tasks, log, agentVersion, memory } = wishes
  let last: ObservedHost | undefined
  let before = ''
  let since = 0
  return ({ desired, hasPage, seen, capacity, steps }) => {
    const addresses = wishes.readAddresses()
    const failures = attempts.conditions(steps)
    const { growths } = wishes.tools
    const facts = {
      desired,
      hasPage,
      seen,
      capacity,
      addresses,
      peers: wishes.readPeers(),
      failures,
      agentVersion,
      memory,
      growths,
      tasks: tasks.reports(),
    }
    const report = makeReport(facts)
    const differences = drift(desired, report)
    const now = JSON.stringify([desired.generation, differences])
    if (now !== before) {
      before = now
      since = seen.at
      logSettling(log, desired, differences)
    }
    if (isWorthReporting(report, last)) {
      last = report
      wishes.report(report)
      wishes.keep(seen)
    }
    return differences.length > 0 ? Math.max(1, seen.at - since) : 0
  }
}

function logStep(log: Log, step: Step, { ms, failure }: { ms: number; failure: unknown }): void {
  const facts = { step: step.do, subject: step.subject, stepBecause: step.because, ms }
  if (failure === undefined) log.info('a step was done', facts)
  else log.warn('a step failed', { ...facts, because: sentence(failure) })
}

function logSettling(log: Log, { generation }: DesiredHost, differences: readonly Drift[]): void {
  if (differences.length === 0) log.info('the host is what its page says', { generation })
  else log.debug('the host differs from its page', { generation, differences })
}
