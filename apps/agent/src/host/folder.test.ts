import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readFileIn } from './folder.ts'
import { writeFileSafely } from './write-file-safely.ts'

let root: string
let volume: string
let secret: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hf-folder-'))
  volume = join(root, 'volume')
  secret = join(root, 'secrets')
  for (const folder of [volume, secret, join(volume, 'run')]) await mkdir(folder)
  await writeFile(join(secret, 'server.crt'), 'of somebody else')
})
afterEach(() => rm(root, { recursive: true }))

const put = (folder: string) => writeFileSafely({ path: join(volume, folder, 'server.crt'), content: 'new' })

it('reads and writes plain files', async () => {
  await put('run')
  expect(await readFileIn(join(volume, 'run'), 'server.crt')).toBe('new')
  expect((await stat(join(volume, 'run/server.crt'))).mode & 0o777).toBe(0o600)
  expect(await readFileIn(join(volume, 'run'), 'absent')).toBeUndefined()
})

it('follows no link out of an instance’s folder', async () => {
  await symlink('../secrets', join(volume, 'linked'))
  await expect(put('linked')).rejects.toThrow(/ENOTDIR|ELOOP/)
  expect(await readFileIn(join(volume, 'linked'), 'server.crt')).toBeUndefined()
  await symlink('../../secrets/server.crt', join(volume, 'run/server.crt'))
  expect(await readFileIn(join(volume, 'run'), 'server.crt')).toBeUndefined()
  await symlink('../../secrets/server.crt', join(volume, 'run/server.crt.new'))
  await put('run')
  expect(await readFile(join(secret, 'server.crt'), 'utf8')).toBe('of somebody else')
  expect(await readFileIn(join(volume, 'run'), 'server.crt')).toBe('new')
})

it('waits for no pipe and reads nothing without end', async () => {
  execFileSync('mkfifo', [join(volume, 'run/pipe')])
  expect(await readFileIn(join(volume, 'run'), 'pipe')).toBeUndefined()
  await writeFile(join(volume, 'run/long'), '')
  await truncate(join(volume, 'run/long'), 1e10)
  expect(await readFileIn(join(volume, 'run'), 'long')).toBeUndefined()
})
