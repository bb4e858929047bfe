import { parseArgs } from 'node:util'

export interface StartArguments {
  isDemo: boolean
}

const LATER: Record<string, string> = {
  hosts: 'Simulated hosts (--hosts) come with a later version: start without it, and this machine is the one host.',
  recover: 'Recovery from a kit (--recover) comes with a later version: start without it.',
}

/** Reads the arguments of `npm start`. @throws Error with one sentence. */
export const readStartArguments = (args: string[]): StartArguments => {
  const parse = () => {
    try {
      const options = { demo: { type: 'boolean' }, hosts: { type: 'string' }, recover: { type: 'string' } } as const
      return parseArgs({ args, options }).values
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('. ')[0] : String(error)
      throw new Error(`${reason}: npm start takes --demo.`)
    }
  }
  const values = parse()
  for (const [name, sentence] of Object.entries(LATER)) {
    if (name in values) throw new Error(sentence)
  }
  return { isDemo: values.demo === true }
}
