import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLedger } from './ledger.ts'

const namespace = { kind: 'namespace', name: 'hl-1-host-1' } as const
const link = { kind: 'link', name: 'hl12345' } as const

describe('the ledger of a lab', () => {
  let folder = ''
  const path = () => join(folder, 'ledger.jsonl')
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-ledger-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('tells another process what may exist, without what was taken away', () => {
    const ledger = openLedger(path())
    ledger.note(namespace)
    ledger.note(link)
    ledger.note(link)
    ledger.forget(namespace)
    expect(openLedger(path()).list()).toEqual([link])
  })

  it('goes on behind a line that a crash cut off', () => {
    openLedger(path()).note(namespace)
    appendFileSync(path(), '{"step":"made","thing":{"kind":"li')
    const ledger = openLedger(path())
    ledger.note(link)
    expect(openLedger(path()).list()).toEqual([namespace, link])
  })

  it('does not overlook a damaged line in the middle', () => {
    appendFileSync(path(), '{"step"\n')
    expect(() => openLedger(path()).list()).toThrow()
  })
})
