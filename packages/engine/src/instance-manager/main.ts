import { boundedLog } from './bounded-log.ts'
import { readConfig } from './config.ts'
import { openControlSocket } from './control-socket.ts'
import { openInstance } from './instance.ts'

/** EX_CONFIG of sysexits.h: this volume is not ours, or not mounted. */
const notOurs = 78

const { volume, control } = readConfig()
const log = boundedLog(2)
const say = (line: string) => log.take(Buffer.from(`instance manager: ${line}\n`))

async function run(): Promise<number> {
  const instance = await openInstance({ volume, log: boundedLog(1), say })
  const close = await openControlSocket(control, instance)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, instance.stop)
  const status = await instance.live()
  await close()
  return status
}

run().then(
  (status) => process.exit(status),
  (error) => {
    process.stderr.write(`instance manager: ${error instanceof Error ? error.message : error}\n`)
    process.exit(notOurs)
  },
)
