import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../repository-root.ts'

const KEPT_LINES = 40

/**
 * Runs a program of the repository as its owner: through sudo it would leave files behind that the owner cannot
 * replace. Gives nothing; @throws Error with the end of the output.
 */
const runAsOwner = (program: string, args: string[], environment: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((resolve, reject) => {
    const { uid, gid } = statSync(repositoryRoot)
    const child = spawn(program, args, {
      cwd: repositoryRoot,
      uid,
      gid,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      const lines = Buffer.concat(chunks).toString('utf8').trim().split('\n').slice(-KEPT_LINES)
      reject(new Error(`The programs could not be built:\n${lines.join('\n')}`))
    })
  })

/** Generates the store's client and bundles every program; what did not change comes from turbo's cache. */
export const buildBundles = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  const bin = (name: string) => join(repositoryRoot, 'node_modules', '.bin', name)
  await runAsOwner(bin('node'), [join(repositoryRoot, 'prisma', 'generate.mjs')], environment)
  await runAsOwner(bin('turbo'), ['run', 'build', '--output-logs=errors-only', '--no-color'], environment)
}
