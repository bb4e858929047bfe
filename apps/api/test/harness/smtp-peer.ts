import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface TakenLetter {
  readonly from: string
  readonly to: readonly string[]
  /** Head and body as they came. */
  readonly text: string
}

export interface SmtpPeer {
  readonly port: number
  readonly letters: readonly TakenLetter[]
  /** Every line that a client said, passwords too. */
  readonly heard: readonly string[]
  /** Answer to the next letters instead of taking them: `451 later`. Undefined takes them again. */
  refuse: string | undefined
  /** What it offers after EHLO. */
  offers: string[]
  close(): Promise<void>
}

/** A mail server as small as RFC 5321 allows, on loopback. */
export async function startSmtpPeer(): Promise<SmtpPeer> {
  const letters: TakenLetter[] = []
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const peer = { letters, heard, refuse: undefined as string | undefined, offers: ['8BITMIME'] }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    talk(socket, peer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(peer, {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  })
}

interface Memory {
  readonly letters: TakenLetter[]
  readonly heard: string[]
  readonly refuse: string | undefined
  readonly offers: string[]
}

function talk(socket: Socket, memory: Memory): void {
  let rest = ''
  let letter = { from: '', to: [] as string[], text: '' }
  let isText = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  const endText = () => {
    isText = false
    if (memory.refuse === undefined) memory.letters.push(letter)
    say(memory.refuse ?? '250 taken')
    letter = { from: '', to: [], text: '' }
  }
  const obey = (line: string) => {
    memory.heard.push(line)
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO')
      return say(
        ['peer', ...memory.offers].map((it, n, all) => `250${n === all.length - 1 ? ' ' : '-'}${it}`).join('\r\n'),
      )
    if (verb === 'MAIL') letter.from = /<(.*?)>/.exec(line)?.[1] ?? ''
    if (verb === 'RCPT') letter.to.push(/<(.*?)>/.exec(line)?.[1] ?? '')
    if (verb === 'QUIT') return socket.end('221 bye\r\n')
    if (verb !== 'DATA') return say(['AUTH', 'STAR'].includes(verb) ? '502 not here' : '250 ok')
    isText = true
    return say('354 go on')
  }
  say('220 peer')
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines)
      if (!isText) obey(line)
      else if (line === '.') endText()
      else letter.text += `${line.replace(/^\.\./, '.')}\n`
  })
}
