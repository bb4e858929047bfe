const levels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof levels)[number]

/** One JSON line an event on stdout. Facts must never hold a secret. */
export interface Log {
  debug(event: string, facts?: Readonly<Record<string, unknown>>): void
  info(event: string, facts?: Readonly<Record<string, unknown>>): void
  warn(event: string, facts?: Readonly<Record<string, unknown>>): void
  error(event: string, facts?: Readonly<Record<string, unknown>>): void
}

export function makeLog(least: LogLevel, write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  const at =
    (level: LogLevel) =>
    (event: string, facts: Readonly<Record<string, unknown>> = {}): void => {
      if (levels.indexOf(level) < levels.indexOf(least)) return
      write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...facts })}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** The sentence of an error, whatever was thrown. */
export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
