import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from, to } from 'pg-copy-streams'
import { rounds, rows, task } from './task.ts'

/** node-postgres (`pg`) with pg-copy-streams. */
const { url, table } = task()
const client = new pg.Client({ connectionString: url })
await client.connect()
await client.query(`CREATE TABLE ${table} (n int)`)
const lines = Array.from({ length: rows }, (_, n) => `${n}\n`)
await pipeline(Readable.from(lines), client.query(from(`COPY ${table} FROM STDIN`)))
const copied = await text(client.query(to(`COPY ${table} TO STDOUT`)))
let sum = 0
for (let n = 0; n < rounds; n++) {
  const statement = { name: 'one', text: `SELECT n FROM ${table} WHERE n = $1`, values: [n] }
  sum += (await client.query<{ n: number }>(statement)).rows[0]?.n ?? 0
}
await client.end()
console.log(JSON.stringify({ copied: copied.trim().split('\n').length, sum }))
