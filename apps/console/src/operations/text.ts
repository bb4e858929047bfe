import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { formatBytes, formatCount, formatDuration } from '../ui/numbers.ts'

interface Words {
  /** While it runs. */
  readonly doing: (subject: string) => string
  /** Afterwards, for what was done. */
  readonly done: (subject: string) => string
  readonly failed: (subject: string) => string
}

const kinds: Readonly<Partial<Record<string, Words>>> = {
  'create-database': {
    doing: (subject) => `Creating ${subject}`,
    done: (subject) => `Created ${subject}`,
    failed: (subject) => `Could not create ${subject}`,
  },
  'delete-database': {
    doing: (subject) => `Deleting ${subject}`,
    done: (subject) => `Deleted ${subject}`,
    failed: (subject) => `Could not delete ${subject}`,
  },
  'undelete-database': {
    doing: (subject) => `Bringing ${subject} back`,
    done: (subject) => `Brought ${subject} back`,
    failed: (subject) => `Could not bring ${subject} back`,
  },
  'restart-database': {
    doing: (subject) => `Restarting ${subject}`,
    done: (subject) => `Restarted ${subject}`,
    failed: (subject) => `Could not restart ${subject}`,
  },
  'grow-database': {
    doing: (subject) => `Making the storage of ${subject} larger`,
    done: (subject) => `Made the storage of ${subject} larger`,
    failed: (subject) => `Could not make the storage of ${subject} larger`,
  },
  'erase-database': {
    doing: (subject) => `Erasing ${subject} for good`,
    done: (subject) => `Erased ${subject} for good`,
    failed: (subject) => `Could not erase ${subject}`,
  },
  'change-access': {
    doing: (subject) => `Changing access to ${subject}`,
    done: (subject) => `Changed access to ${subject}`,
    failed: (subject) => `Could not change access to ${subject}`,
  },
}

/** Steps whose names say what is awaited rather than what is done. */
const steps: Readonly<Partial<Record<string, string>>> = {
  awaitInstance: 'Start the instance',
  awaitEndpoint: 'Open the port',
  awaitGrown: 'Stop, grow and start again',
  tellHeld: 'Tell how long clients were held',
  awaitRestart: 'Start the engine again',
  awaitStopped: 'Stop the instance',
  eraseVolume: 'Erase the volume',
  awaitErased: 'Wait until it is erased',
  cleanUp: 'Remove what was made',
  awaitClean: 'Wait until it is removed',
  awaitApplied: 'Wait until the engine has it',
}

/** `fenceLostPrimary` → `Fence lost primary`: names of steps are made to be read after splitting. */
export function stepWords(step: string): string {
  const known = steps[step]
  if (known) return known
  const words = step.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const kindWords = (kind: string): string => stepWords(kind.replaceAll('-', ' '))

type Named = Pick<OperationView, 'kind' | 'subject' | 'state'>

/** Verb and object, in the tense that fits: `Creating orders`, `Created orders`. */
export function operationTitle({ kind, subject, state }: Named): string {
  const words = kinds[kind]
  const object = subject ?? ''
  if (!words) return `${kindWords(kind)} ${object}`.trim()
  if (state === 'running') return words.doing(object)
  return state === 'succeeded' ? words.done(object) : words.failed(object)
}

const formatAmount = (amount: number, unit: string) =>
  unit === 'bytes' ? formatBytes(amount) : `${formatCount(amount)} ${unit}`

export const text = {
  wait: {
    because: (because: string) => `because ${because}`,
    step: (n: number, of: number) => `step ${n} of ${of}`,
    progress: ({ done, total, unit }: { done: number; total: number; unit: string }) =>
      `${unit === 'bytes' ? formatBytes(done) : formatCount(done)} of ${formatAmount(total, unit)}`,
    usual: (seconds: number) => `usually ${formatDuration(seconds * 1000)}`,
    slow: 'slower than usual',
    cancel: 'Cancel',
    cancelling: 'Cancelling…',
    open: 'Open',
    onlyForward: 'From here there is only the way forward; it cannot be cancelled any more.',
    leave: 'You may leave this page; it goes on.',
  },
  now: 'Now',
  recent: 'Recent operations',
  all: 'All operations',
  none: 'Nothing has been done here yet.',
  title: 'Operations',
  sentence: (running: number, failed: number) =>
    running === 0 && failed === 0
      ? 'Nothing runs, and nothing failed among the newest.'
      : `${running} running, ${failed} failed among the newest.`,
  filter: 'Which operations',
  filters: { all: 'All', running: 'Running', failed: 'Failed' },
  noneLikeThis: 'No operation of this kind.',
  empty:
    'Whatever takes longer than one request is listed here: creating, restarting, deleting. Nothing has been started yet.',
  columns: { what: 'Operation', state: 'State', started: 'Started', took: 'Took' },
  states: { running: 'Running', succeeded: 'Done', failed: 'Failed', cancelled: 'Cancelled' },
  one: {
    timeline: 'Steps',
    events: 'What happened',
    at: 'At',
    step: 'Step',
    move: 'What',
    why: 'Because',
    stepStates: { done: 'done', now: 'now', ahead: 'ahead', failed: 'failed here', skipped: 'not reached' },
    moves: {
      started: 'started',
      went: 'went on',
      waited: 'waits',
      stopped: 'ended',
      'cancel-requested': 'was asked to cancel',
      'failed-and-retried': 'failed and tries again',
      overdue: 'passed its deadline',
    },
    wentTo: (next: string) => `went on to: ${next}`,
    usual: 'Usually',
    deadline: 'Deadline was',
  },
  running: (count: number) => `${formatCount(count)} running`,
  runningLabel: (count: number) => `Operations: ${count} running`,
}
