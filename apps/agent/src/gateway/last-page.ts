import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { GatewayPage } from '@holdfast/shared/state/gateway-page'
import { type Log, sentence } from '../log.ts'

/** The last page on disk (0600), so that the gateway serves at once after its own restart, without the agent. */
export class LastPage {
  readonly #file: string
  readonly #log: Log
  #written = ''

  constructor(directory: string, log: Log) {
    this.#file = join(directory, 'page.json')
    this.#log = log
  }

  /** Undefined when there is none or it cannot be read; the latter is logged, and the agent will bring a new one. */
  async read(): Promise<GatewayPage | undefined> {
    try {
      const text = await readFile(this.#file, 'utf8')
      const page = GatewayPage.parse(JSON.parse(text))
      this.#written = JSON.stringify(page)
      return page
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!isAbsent) this.#log.warn('the last page is unreadable', { file: this.#file, because: sentence(error) })
      return undefined
    }
  }

  /** Replaces the file whole and durably; the same page again costs nothing. Says whether it was another one. */
  async write(page: GatewayPage): Promise<boolean> {
    const text = JSON.stringify(page)
    if (text === this.#written) return false
    const next = `${this.#file}.next`
    await mkdir(join(this.#file, '..'), { recursive: true, mode: 0o700 })
    const file = await open(next, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(next, this.#file)
    this.#written = text
    return true
  }
}
