import { ApiProblem, networkProblem } from '@holdfast/shared/client/api-problem'
import { platformRoutes } from '@holdfast/shared/contract/platform-routes'
import type { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import type { Command } from '../command.ts'
import { table } from '../output.ts'

const auditList: Command = {
  usage: 'audit list',
  summary: 'Who did what, newest first',
  async run(context) {
    const page = await context.call(platformRoutes.auditEvents, { query: { limit: 100 } })
    const rows = page.items.map((it) => [it.sequence, it.at, it.actor.name, it.action, it.subject])
    context.output.result(page, table(['no', 'at', 'who', 'what', 'subject'], rows))
    return 0
  },
}

const eventTail: Command = {
  usage: 'event tail [--after NUMBER]',
  summary: 'Follow the event stream, one JSON document a line',
  options: { after: { type: 'string' } },
  async run(context, args) {
    const after = args.text('after')
    const response = await fetch(new URL('/v1/events', context.url), {
      headers: {
        accept: 'text/event-stream',
        ...(context.token && { authorization: `Bearer ${context.token}` }),
        ...(after && { 'last-event-id': after }),
      },
    })
    if (!response.ok) throw new ApiProblem((await response.json()) as ProblemDocument)
    if (!response.body) throw networkProblem('the event stream has no body')
    let rest = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) process.stdout.write(`${line.slice(6)}\n`)
    }
    return 0
  },
}

export const trailCommands: readonly Command[] = [auditList, eventTail]
