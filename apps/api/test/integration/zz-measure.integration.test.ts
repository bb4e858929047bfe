import { it } from 'vitest'
import { useApi } from '../harness/use-api.ts'
const api = useApi((c) => ({ ...c, people: { ...c.people, quota: { databases: 999, cpus: 9999, memoryBytes: 1e15, storageBytes: 1e16 } } }))
it('m', async () => {
  const op = await api.signUp()
  await api.joinHost()
  const { body: t } = await api.ask('POST', '/v1/tokens', { token: op.token, body: { name: 'x' } })
  const token = t.value
  const post: number[] = [], done: number[] = [], who: number[] = []
  for (let n = 0; n < 40; n++) {
    const a = performance.now()
    const { body } = await api.ask('POST', '/v1/databases', { token, body: { name: `m-${n}`, size: 'micro', storageBytes: 2 ** 30 }, headers: { 'idempotency-key': `k${n}` } })
    if (!body.operation) { console.log(JSON.stringify(body)); break }
    post.push(performance.now() - a)
    for (;;) { const { body: o } = await api.ask('GET', `/v1/operations/${body.operation.id}`, { token }); if (o.state !== 'running') break }
    done.push(performance.now() - a)
    await api.ask('DELETE', `/v1/databases/m-${n}`, { token, headers: { 'if-match': '*' } })
    const b = performance.now(); await api.ask('GET', '/v1/whoami', { token }); who.push(performance.now() - b)
  }
  const p = (v: number[]) => { const s = v.toSorted((x, y) => x - y); return `p50 ${s[s.length >> 1]?.toFixed(1)} max ${s.at(-1)?.toFixed(1)}` }
  process.stdout.write(`POST ${p(post)} · POST→succeeded ${p(done)} · whoami ${p(who)} n=${post.length}\n`)
})
