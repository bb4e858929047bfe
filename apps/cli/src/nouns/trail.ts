import { ApiProblem, networkProblem } from '@holdfast/shared/client/api-problem'
import { AuditAction } from '@holdfast/shared/contract/audit-actions'
import { platformRoutes } from '@holdfast/shared/contract/platform-routes'
import type { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import { type Command, type Context, UsageError } from '../command.ts'
import { listCommand } from '../list-command.ts'

const auditList = listCommand({
  usage: 'audit list [--action A] [--actor WHO] [--from TIME] [--to TIME]',
  summary: 'Who did what, newest first',
  example: 'holdfast audit list --action database.deleted --from 2026-11-01T00:00:00Z',
  options: {
    action: { type: 'string' },
    actor: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
  offers: { '--action': AuditAction.options },
  ask: (context, query, args) => {
    const search = ['action', 'actor', 'from', 'to'].flatMap((name) => {
      const value = args.text(name)
      return value ? [[name, value]] : []
    })
    return context.call(platformRoutes.auditEvents, { query: { ...query, ...Object.fromEntries(search) } })
  },
  head: ['no', 'at', 'who', 'what', 'subject'],
  row: (it) => [it.sequence, it.at, it.actor.name, it.action, it.subject],
  none: 'Nothing was done yet.',
  usualLimit: 100,
})

interface Tail {
  readonly scope: 'organization' | 'installation'
  /** The number of the last event that was seen. */
  readonly after: string | undefined
}

const mostOfLine = 4_000_000

/** Prints what one connection tells; gives the number of the last event once it ends. */
async function followOnce(context: Context, { scope, after }: Tail): Promise<string | undefined> {
  const response = await fetch(new URL(`/v1/events?scope=${scope}`, context.url), {
    headers: {
      accept: 'text/event-stream',
      ...(context.token && { authorization: `Bearer ${context.token}` }),
      ...(context.organizationId && { 'holdfast-organization': context.organizationId }),
      ...(after !== undefined && { 'last-event-id': after }),
    },
  }).catch((error: unknown) => {
    throw networkProblem(`${context.url} cannot be reached (${error instanceof Error ? error.message : String(error)})`)
  })
  if (!response.ok) throw new ApiProblem((await response.json()) as ProblemDocument)
  if (!response.body) throw networkProblem('the event stream has no body')
  let last = after
  let isGap = false
  for await (const line of linesOf(response.body)) {
    if (line.startsWith('id: ')) last = line.slice(4)
    if (line === 'event: gap') isGap = true
    if (line === '') isGap = false
    if (line.startsWith('data: ') && !isGap) context.output.line(line.slice(6))
    if (line.startsWith('data: ') && isGap)
      context.output.remark(`There is no event ${after}; this begins with what happens from now on.`)
  }
  return last
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > mostOfLine) throw networkProblem('the event stream sent a line without end')
      yield* lines
    }
  } catch (error) {
    // A connection that broke is followed by the next one, from where this one stopped.
    if (error instanceof ApiProblem) throw error
  }
}

const secondsBetween = 2

const eventTail: Command = {
  usage: 'event tail [--after NUMBER] [--installation]',
  summary: 'Follow what happens, one JSON document a line; goes on by itself after a broken connection',
  example: 'holdfast event tail --after 0',
  options: { after: { type: 'string' }, installation: { type: 'boolean' } },
  async run(context, args) {
    const scope = args.flag('installation') ? 'installation' : 'organization'
    let after = args.text('after')
    if (after !== undefined && !/^\d{1,15}$/.test(after)) throw new UsageError('--after is the number of an event')
    after = await followOnce(context, { scope, after })
    for (;;) {
      context.output.remark(`The stream ended; asking again in ${secondsBetween} s.`)
      await new Promise((resolve) => setTimeout(resolve, secondsBetween * 1000))
      after = await followOnce(context, { scope, after }).catch((error: unknown) => {
        // An installation that restarts does not answer for a while; a refusal is final.
        if (error instanceof ApiProblem && error.document.status >= 400 && error.document.status < 500) throw error
        return after
      })
    }
  },
}

export const trailCommands: readonly Command[] = [auditList, eventTail]
