export interface Config {
  /** The instance's volume. */
  readonly volume: string
  /** The folder that the agent shares with this container. */
  readonly control: string
}

/** The container's places are fixed by its specification; tests may move them. */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env): Config => ({
  volume: environment.HOLDFAST_VOLUME ?? '/volume',
  control: environment.HOLDFAST_CONTROL ?? '/control',
})
