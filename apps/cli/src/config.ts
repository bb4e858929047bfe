import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** What the CLI reads from the environment. A token in the environment wins over the one that `holdfast login` kept. */
export const CliConfig = z.object({
  HOLDFAST_URL: z.url().optional().describe('Origin of the API'),
  HOLDFAST_TOKEN: z.string().optional().describe('API token'),
  XDG_CONFIG_HOME: z.string().optional(),
})

export interface Config {
  readonly url: string | undefined
  readonly token: string | undefined
  /** Folder for credentials and CA certificates, made when first needed. */
  readonly folder: string
}

export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { HOLDFAST_URL, HOLDFAST_TOKEN, XDG_CONFIG_HOME } = CliConfig.parse(environment)
  return {
    url: HOLDFAST_URL,
    token: HOLDFAST_TOKEN,
    folder: join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'holdfast'),
  }
}
