import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

export interface TakenLetter {
  readonly from: string
  readonly to: readonly string[]
  /** Head and body as they came. */
  readonly text: string
}

export interface SmtpPeer {
  readonly port: number
  readonly letters: readonly TakenLetter[]
  /** Every line that a client said, each after `plain` or `tls`. */
  readonly heard: readonly string[]
  /** Answer to the next letters instead of taking them: `451 later`. Undefined takes them again. */
  refuse: string | undefined
  /** What it offers after EHLO. */
  offers: string[]
  close(): Promise<void>
}

export interface SmtpTls {
  readonly key: string
  readonly cert: string
  /** From the first byte; otherwise after STARTTLS. */
  readonly isImplicit: boolean
}

/** A mail server as small as RFC 5321 allows, on loopback. */
export async function startSmtpPeer(tls?: SmtpTls): Promise<SmtpPeer> {
  const letters: TakenLetter[] = []
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const peer = { letters, heard, tls, refuse: undefined as string | undefined, offers: ['8BITMIME'] }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    talk(tls?.isImplicit ? secured(socket, tls) : socket, peer, '220 peer')
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

const secured = (socket: Socket, { key, cert }: SmtpTls): Socket =>
  new TLSSocket(socket, { isServer: true, key, cert }).on('error', () => {})

interface Memory {
  readonly letters: TakenLetter[]
  readonly heard: string[]
  readonly tls: SmtpTls | undefined
  readonly refuse: string | undefined
  readonly offers: string[]
}

const emptyLetter = () => ({ from: '', to: [] as string[], text: '' })

function talk(socket: Socket, memory: Memory, greeting?: string): void {
  let rest = ''
  let letter = emptyLetter()
  let isText = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  const endText = () => {
    isText = false
    if (memory.refuse === undefined) memory.letters.push(letter)
    say(memory.refuse ?? '250 taken')
    letter = emptyLetter()
  }
  const startTls = (tls: SmtpTls) => {
    say('220 go on')
    socket.removeAllListeners('data')
    talk(secured(socket, tls), memory)
  }
  const obey = (line: string) => {
    memory.heard.push(`${socket instanceof TLSSocket ? 'tls' : 'plain'} ${line}`)
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') return say(listed(['peer', ...memory.offers]))
    if (verb === 'STAR' && memory.tls) return startTls(memory.tls)
    if (verb === 'MAIL') letter.from = /<(.*?)>/.exec(line)?.[1] ?? ''
    if (verb === 'RCPT') letter.to.push(/<(.*?)>/.exec(line)?.[1] ?? '')
    if (verb === 'QUIT') return socket.end('221 bye\r\n')
    if (verb === 'AUTH') return say('235 welcome')
    isText = verb === 'DATA'
    return say(isText ? '354 go on' : verb === 'STAR' ? '502 not here' : '250 ok')
  }
  if (greeting) say(greeting)
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines)
      if (!isText) obey(line)
      else if (line === '.') endText()
      else letter.text += `${line.replace(/^\.\./, '.')}\n`
  })
}

const listed = (offers: string[]): string =>
  offers.map((it, n) => `250${n === offers.length - 1 ? ' ' : '-'}${it}`).join('\r\n')
