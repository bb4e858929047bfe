import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { UsageError } from './command.ts'

/** What the CLI reads from the environment, which wins over what `holdfast login` kept. */
const CliConfig = z.object({
  HOLDFAST_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Origin of the API'),
  HOLDFAST_TOKEN: z.string().optional().describe('API token'),
  HOLDFAST_PROFILE: z.string().optional().describe('Profile that holdfast login --profile kept'),
  XDG_CONFIG_HOME: z.string().optional(),
})

export interface Config {
  readonly url: string | undefined
  readonly token: string | undefined
  readonly profile: string | undefined
  /** Folder for profiles and CA certificates, made when first needed. */
  readonly folder: string
  /** The environment of programs started for the person, without what names us or another way in. */
  readonly ofChildren: NodeJS.ProcessEnv
}

export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is one that is not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = CliConfig.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new UsageError(`${String(issue?.path[0])} in the environment cannot be used: ${issue?.message}`)
  }
  const { HOLDFAST_URL, HOLDFAST_TOKEN, HOLDFAST_PROFILE, XDG_CONFIG_HOME } = read.data
  return {
    url: HOLDFAST_URL,
    token: HOLDFAST_TOKEN,
    profile: HOLDFAST_PROFILE,
    folder: join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'holdfast'),
    ofChildren: Object.fromEntries(
      Object.entries(given).filter(([name]) => !/^(HOLDFAST_|PGPASS|PGSERVICE)/.test(name)),
    ),
  }
}
