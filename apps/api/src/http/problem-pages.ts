import { type ProblemCode, problemCatalogue } from '@holdfast/shared/problems/catalogue'
import type { FastifyInstance } from 'fastify'
import { statusOf } from './problem-status.ts'

const retryWords = {
  never: 'Sending the same request again will not help.',
  later: 'Sending the same request again later may help.',
  'after-change': 'Change the request or what it is about, then send it again.',
} as const

/** `type` of every problem resolves to a page that says what it means and what to do. */
export function mountProblemPages(fastify: FastifyInstance): void {
  fastify.get('/problems', (_request, reply) => {
    const codes = Object.keys(problemCatalogue) as ProblemCode[]
    const items = codes.map((code) => `<li><a href="/problems/${code}"><code>${code}</code></a> – ${title(code)}</li>`)
    return reply.type('text/html; charset=utf-8').send(page('Problems', `<ul>${items.join('')}</ul>`))
  })
  fastify.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params
    if (!isCode(code)) return reply.callNotFound()
    const { remedy, retry } = problemCatalogue[code]
    const text = `<p><code>${code}</code>, HTTP status ${statusOf[code]}</p><h2>What to do</h2><p>${escapeHtml(remedy)}</p>
<p>${retryWords[retry]}</p><p><a href="/problems">All problems</a> · <a href="/docs/">API reference</a></p>`
    return reply.type('text/html; charset=utf-8').send(page(title(code), text))
  })
}

const isCode = (code: string): code is ProblemCode => Object.hasOwn(problemCatalogue, code)
const title = (code: ProblemCode): string => escapeHtml(problemCatalogue[code].title)

const page = (heading: string, content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${heading} · Holdfast</title></head><body><main><h1>${heading}</h1>${content}</main></body></html>`

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
