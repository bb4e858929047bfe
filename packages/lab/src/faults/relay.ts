import { connect, createServer, type Socket } from 'node:net'

/** A relay that hands every piece on after a while, in both directions: `node relay.ts DELAY_MS LISTEN_PORT HOST PORT`. */
const [delayMs = 0, listenPort = 0] = process.argv.slice(2, 4).map(Number)
const [host = '', port = ''] = process.argv.slice(4)

const later = (work: () => void) => setTimeout(work, delayMs)

/** Timers of one length fire in the order they were set, so pieces keep theirs. */
const pass = (from: Socket, to: Socket) => {
  from.on('data', (piece) => later(() => to.writable && to.write(piece)))
  from.on('end', () => later(() => to.end()))
  from.on('close', (hadError) => later(() => hadError && to.resetAndDestroy()))
  from.on('error', () => undefined)
}

createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const target = connect({ host, port: Number(port), allowHalfOpen: true, noDelay: true })
  pass(client, target)
  pass(target, client)
}).listen(listenPort, () => process.stdout.write('listening\n'))
