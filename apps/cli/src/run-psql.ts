import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from './command.ts'
import type { Config } from './config.ts'

interface Target {
  /** Without its password: whatever stands in an argument can be read by every user of the machine. */
  readonly url: string
  /** The lines of a password file for exactly the addresses of the URL. */
  readonly passwords: string
}

/** Takes the password out of a connection string. */
export function splitPassword(url: string): Target {
  const parts = /^(postgres(?:ql)?:\/\/)([^:@/]+):([^@]*)@([^/?]+)(.*)$/.exec(url)
  if (!parts) throw new UsageError('the connection string has no password')
  const [, scheme = '', user = '', password = '', addresses = '', rest = ''] = parts
  const escaped = (text: string) => text.replace(/[\\:]/g, (letter) => `\\${letter}`)
  const lines = addresses.split(',').map((address) => {
    const [, host = '', port = '5432'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(address) ?? []
    const bare = host.replace(/^\[|\]$/g, '')
    return [bare, port, '*', decodeURIComponent(user), decodeURIComponent(password)]
      .map((field, index) => (index === 2 ? field : escaped(field)))
      .join(':')
  })
  return { url: `${scheme}${user}@${addresses}${rest}`, passwords: `${lines.join('\n')}\n` }
}

/** A file that has no name any more when this returns: only who inherits it can read it, and nothing is left of it afterwards. */
async function namelessFile(folder: string, text: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `psql-${randomBytes(8).toString('hex')}`)
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
  await rm(path)
  await file.writeFile(text)
  return file
}

/** Runs the machine's own psql on a connection string; gives its exit code. */
export async function runPsql(config: Config, url: string, args: readonly string[]): Promise<number> {
  const { url: bare, passwords } = splitPassword(url)
  const file = await namelessFile(config.folder, passwords)
  // psql answers to Ctrl-C itself: it cancels a query, it does not end.
  const ignore = () => undefined
  process.on('SIGINT', ignore)
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn('psql', ['-d', bare, ...args], {
        stdio: ['inherit', 'inherit', 'inherit', file.fd],
        env: { ...config.ofChildren, PGPASSFILE: '/proc/self/fd/3' },
      })
      const forward = (signal: NodeJS.Signals) => void child.kill(signal)
      process.once('SIGTERM', forward)
      process.once('SIGHUP', forward)
      child.on('error', (error) =>
        reject(
          'code' in error && error.code === 'ENOENT'
            ? new Error('psql is not installed on this machine (package postgresql-client)')
            : error,
        ),
      )
      child.on('exit', (code) => resolve(code ?? 1))
    })
  } finally {
    process.off('SIGINT', ignore)
    await file.close()
  }
}
