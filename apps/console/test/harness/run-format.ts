import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runLine } from './run-line.ts'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../../../', import.meta.url))
const jdbcJar = '/usr/share/java/postgresql.jar'
const question = 'select current_user'

/** A form of the connection panel, by the word of its choice. */
export type FormatName = 'psql' | 'URL' | '.env' | 'Node' | 'Python' | 'JDBC' | 'Go' | 'Prisma'

const tries = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean => {
  try {
    execFileSync(program, [...args], { stdio: 'ignore', env: { PATH: '/usr/bin:/bin', ...env } })
    return true
  } catch {
    return false
  }
}

const goEnvironment = { GOPATH: '/usr/share/gocode', GO111MODULE: 'off', GOFLAGS: '', HOME: tmpdir() }

/** Why a form cannot be tried on this machine; null where it can. */
export function missingFor(format: FormatName): string | null {
  if (format === 'Python') return tries('/usr/bin/python3', ['-c', 'import psycopg']) ? null : 'psycopg is not here'
  if (format === 'JDBC')
    return tries('java', ['-cp', jdbcJar, '-version']) && tries('test', ['-r', jdbcJar]) ? null : 'pgJDBC is not here'
  if (format === 'Go')
    return tries('go', ['list', 'github.com/jackc/pgx/v4'], goEnvironment) ? null : 'Go with pgx is not here'
  return null
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-format-'))
  return work(folder).finally(() => rm(folder, { recursive: true, force: true }))
}

const printed = async (program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv }) =>
  (await run(program, [...args], { env: { PATH: '/usr/bin:/bin' }, timeout: 120_000, ...options })).stdout.trim()

const javaProgram = (url: string) => `
import java.sql.*;
public class Main {
  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection(${JSON.stringify(url)})) {
      ResultSet result = connection.createStatement().executeQuery("${question}");
      result.next();
      System.out.println(result.getString(1));
    }
  }
}`

const goProgram = (pasted: string) => `
package main
import ("context"; "fmt"; "github.com/jackc/pgx/v4")
func main() {
  ${pasted}
  if err != nil { panic(err) }
  var user string
  if err := connection.QueryRow(context.Background(), "${question}").Scan(&user); err != nil { panic(err) }
  fmt.Println(user)
}`

const prismaProgram = `
import { PrismaPg } from '@prisma/adapter-pg'
const users = []
for (const connectionString of [process.env.DATABASE_URL, process.env.DIRECT_URL]) {
  const adapter = await new PrismaPg({ connectionString }).connect()
  users.push((await adapter.queryRaw({ sql: '${question}', args: [], argTypes: [] })).rows[0][0])
  await adapter.dispose()
}
console.log(users[0] === users[1] ? users[0] : users.join(' is not '))`

const runners: Readonly<Record<FormatName, (pasted: string) => Promise<string>>> = {
  psql: (pasted) => runLine(`${pasted} -XAtc '${question}'`),
  URL: (pasted) => printed('psql', [pasted, '-XAtc', question], {}),
  '.env': (pasted) => runLine(`${pasted}\npsql "$DATABASE_URL" -XAtc '${question}'`),
  Node: (pasted) => {
    const rest = `console.log((await client.query('${question}')).rows[0].current_user)\nawait client.end()`
    return printed(process.execPath, ['--input-type=module', '-e', `${pasted}\n${rest}`], { cwd: repository })
  },
  Python: (pasted) =>
    printed('/usr/bin/python3', ['-c', `${pasted}\nprint(connection.execute("${question}").fetchone()[0])`], {}),
  JDBC: (pasted) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'Main.java'), javaProgram(pasted))
      return printed('java', ['-cp', jdbcJar, join(folder, 'Main.java')], {})
    }),
  Go: (pasted) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'main.go'), goProgram(pasted))
      const env = { PATH: '/usr/bin:/bin', ...goEnvironment }
      return printed('go', ['run', join(folder, 'main.go')], { env })
    }),
  Prisma: (pasted) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, '.env'), pasted)
      const args = [`--env-file=${join(folder, '.env')}`, '--input-type=module', '-e', prismaProgram]
      return printed(process.execPath, args, { cwd: repository })
    }),
}

/** Pastes what the panel gave, unchanged, where it belongs, and asks who one is there. */
export const runFormat = (format: FormatName, pasted: string): Promise<string> => runners[format](pasted)
