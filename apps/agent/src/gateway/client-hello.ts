/** The greeting of a TLS client, read only as far as a router needs it: nothing is decrypted. */
export type ClientHello =
  | { kind: 'incomplete' }
  | { kind: 'malformed'; because: string }
  /** `serverName` is what the client calls its peer (SNI), in lower case; undefined when it says nothing, as for an address. */
  | { kind: 'hello'; serverName: string | undefined }

const handshakeRecord = 22
const clientHello = 1
const serverNameExtension = 0
const hostName = 0
const longestRecord = 16_384
const longestHello = 30 * 1024

const malformed = { kind: 'malformed', because: 'the TLS greeting is malformed' } as const
const dnsName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/

/** Judges the bytes received so far. A greeting may span several records. */
export function readClientHello(bytes: Buffer): ClientHello {
  const message = joinRecords(bytes)
  if (!message) return malformed
  if (message.length < 4) return { kind: 'incomplete' }
  const length = message.readUIntBE(1, 3)
  if (message[0] !== clientHello || length > longestHello) return malformed
  if (message.length < 4 + length) return { kind: 'incomplete' }
  const serverName = readServerName(new Reader(message.subarray(4, 4 + length)))
  return serverName === 'malformed' ? malformed : { kind: 'hello', serverName: serverName?.name }
}

/** The handshake's bytes without their records, as far as they have come; undefined for anything that is no handshake. */
function joinRecords(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== handshakeRecord) return undefined
    if (at + 5 > bytes.length) break
    const length = bytes.readUInt16BE(at + 3)
    if (bytes[at + 1] !== 3 || length === 0 || length > longestRecord) return undefined
    parts.push(bytes.subarray(at + 5, at + 5 + length))
    at += 5 + length
  }
  return Buffer.concat(parts)
}

function readServerName(hello: Reader): { name: string } | 'malformed' | undefined {
  hello.skip(2 + 32)
  hello.block(1)
  hello.block(2)
  hello.block(1)
  if (hello.isAtEnd) return hello.isShort ? 'malformed' : undefined
  const extensions = hello.block(2)
  while (!extensions.isAtEnd && !extensions.isShort) {
    const type = extensions.number(2)
    const content = extensions.block(2)
    if (type !== serverNameExtension) continue
    const names = content.block(2)
    const kind = names.number(1)
    const name = names.block(2).text().toLowerCase()
    const isWhole = kind === hostName && !names.isShort && name.length <= 253 && dnsName.test(name)
    return isWhole ? { name } : 'malformed'
  }
  return hello.isShort || extensions.isShort ? 'malformed' : undefined
}

/** Reads lengths and what they announce; remembers when there was less than announced instead of throwing. */
class Reader {
  readonly #bytes: Buffer
  #at = 0
  isShort: boolean

  constructor(bytes: Buffer, isShort = false) {
    this.#bytes = bytes
    this.isShort = isShort
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  skip(count: number): void {
    this.#at += count
    if (this.#at > this.#bytes.length) this.isShort = true
  }

  number(size: 1 | 2): number {
    const from = this.#at
    this.skip(size)
    return this.isShort ? 0 : this.#bytes.readUIntBE(from, size)
  }

  /** What follows a length of `size` bytes. */
  block(size: 1 | 2): Reader {
    const length = this.number(size)
    const from = this.#at
    this.skip(length)
    return new Reader(this.isShort ? Buffer.alloc(0) : this.#bytes.subarray(from, from + length), this.isShort)
  }

  text(): string {
    return this.#bytes.toString('latin1')
  }
}
