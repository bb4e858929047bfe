import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const secretNames = [
  'password',
  'setupCode',
  'token',
  'value',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'url',
]

/** One JSON line an event. Fields whose names promise a secret are blotted out at the top and one level down. */
export function openLog(level: LogLevel, name: string, destination: DestinationStream = pino.destination(1)): Log {
  const options: LoggerOptions = {
    level,
    base: { program: name },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretNames.flatMap((secret) => [secret, `*.${secret}`]), censor: '[secret]' },
  }
  return pino(options, destination)
}
