import { parseArgs } from 'node:util'

export interface StartArguments {
  isDemo: boolean
  /** How many simulated hosts stand in for the machine itself; undefined: as it was, which is none the first time. */
  hosts: number | undefined
}

const readHosts = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (!/^[1-9]\d?$/.test(text)) throw new Error(`--hosts takes a number of simulated hosts from 1 to 99, not ${text}.`)
  return Number(text)
}

/** Reads the arguments of `npm start`. @throws Error with one sentence. */
export const readStartArguments = (args: string[]): StartArguments => {
  const parse = () => {
    try {
      const options = { demo: { type: 'boolean' }, hosts: { type: 'string' }, recover: { type: 'string' } } as const
      return parseArgs({ args, options }).values
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('. ')[0] : String(error)
      throw new Error(`${reason}: npm start takes --demo and --hosts N.`)
    }
  }
  const values = parse()
  if (values.recover !== undefined) {
    throw new Error('Recovery from a kit (--recover) comes with a later version: start without it.')
  }
  return { isDemo: values.demo === true, hosts: readHosts(values.hosts) }
}
