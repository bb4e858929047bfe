/** The environment of a throw-away installation's commands: this process's own, without the settings of another installation. */
export const platformEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('HOLDFAST_') && name !== 'DATABASE_URL'),
  )
