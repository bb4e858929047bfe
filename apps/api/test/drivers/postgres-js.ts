import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { rounds, rows, task } from './task.ts'

/** postgres.js takes the CA by its own option; it prepares every statement by name, and knows lists of hosts. */
const { url, table } = task()
const [address = '', query = ''] = url.split('?')
const ca = readFileSync(new URLSearchParams(query).get('sslrootcert') ?? '', 'utf8')
const sql = postgres(address, { max: 1, ssl: { ca }, onnotice: () => {} })
await sql`CREATE TABLE ${sql(table)} (n int)`
const lines = Array.from({ length: rows }, (_, n) => `${n}\n`)
await pipeline(Readable.from(lines), await sql`COPY ${sql(table)} FROM STDIN`.writable())
const copied = await text(await sql`COPY ${sql(table)} TO STDOUT`.readable())
let sum = 0
for (let n = 0; n < rounds; n++) {
  const [row] = await sql<{ n: number }[]>`SELECT n FROM ${sql(table)} WHERE n = ${n}`
  sum += row?.n ?? 0
}
await sql.end()
console.log(JSON.stringify({ copied: copied.trim().split('\n').length, sum }))
