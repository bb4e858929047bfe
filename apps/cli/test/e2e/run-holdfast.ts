import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const program = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url))

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface With {
  readonly input?: string
  /** Where profiles lie: another home is another person at another machine. */
  readonly home?: string
  readonly env?: NodeJS.ProcessEnv
}

export type Holdfast = (words: string | readonly string[], given?: With) => Promise<Ran>

/** Runs the CLI as a program of its own, with nothing of this one's environment; a text is split at its blanks. */
export const holdfastAt =
  (usualHome: string, environment: NodeJS.ProcessEnv): Holdfast =>
  (words, { input = '', home = usualHome, env = {} } = {}) =>
    new Promise((resolve, reject) => {
      const args = typeof words === 'string' ? words.split(' ') : words
      const child = spawn(process.execPath, [program, ...args], {
        env: { PATH: '/usr/bin:/bin', XDG_CONFIG_HOME: home, ...environment, ...env },
      })
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
      child.once('error', reject)
      child.once('close', (code) => resolve({ code: code ?? 1, out, err }))
      child.stdin.end(input)
    })
