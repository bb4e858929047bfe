import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isInstalled } from './install-packages.mjs'

const wanted = {
  '': {},
  'apps/api': { version: '0.1.0' },
  'node_modules/@holdfast/api': { link: true },
  'node_modules/pg': { version: '8.16.0' },
  'node_modules/only-on-another-system': { version: '1.0.0', optional: true },
}

describe('whether packages must be installed', () => {
  it('does not install again when everything the lock names is there', () => {
    expect(isInstalled(wanted, { 'node_modules/pg': { version: '8.16.0' } })).toBe(true)
  })

  it.each([
    ['nothing was installed', undefined],
    ['a package is missing', {}],
    ['a package has another version', { 'node_modules/pg': { version: '8.15.0' } }],
  ])('installs when %s', (_, installed) => {
    expect(isInstalled(wanted, installed)).toBe(false)
  })
})

it('installs once when two commands begin at once', async () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-install-'))
  const lock = JSON.stringify({ packages: { 'node_modules/pg': { version: '1.0.0' } } })
  writeFileSync(join(root, 'package-lock.json'), lock)
  mkdirSync(join(root, 'bin'))
  // In npm's place: says that it ran, takes its time and leaves what npm leaves.
  const npm = `#!/bin/sh\necho ran >>${root}/ran; sleep 0.3; mkdir -p node_modules; cp package-lock.json node_modules/.package-lock.json\n`
  writeFileSync(join(root, 'bin', 'npm'), npm)
  chmodSync(join(root, 'bin', 'npm'), 0o755)
  const module = fileURLToPath(new URL('./install-packages.mjs', import.meta.url))
  const script = `import { installPackages } from ${JSON.stringify(module)}; installPackages(${JSON.stringify(root)})`
  const env = { PATH: `${root}/bin:/usr/bin:/bin` }
  const run = () =>
    new Promise((resolve) =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { env }).once('exit', resolve),
    )
  try {
    expect(await Promise.all([run(), run()])).toEqual([0, 0])
    expect(readFileSync(join(root, 'ran'), 'utf8')).toBe('ran\n')
  } finally {
    rmSync(root, { recursive: true })
  }
})
