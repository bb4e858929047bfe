import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'

const block = 512
/** Larger than any image's own description; layers are judged by Docker, against what the description says. */
const largestDescription = 1024 * 1024
const mostEntries = 10_000
const mostBytes = 16 * 1024 ** 3

/** Files, links and folders, and what says more about the next entry. */
const plainTypes: ReadonlySet<string> = new Set(['0', '\0', '1', '2', '5', 'x'])
const renaming = /(^|\n)\d+ (path|linkpath|size)=/

const Manifest = z.array(z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish() }))

/**
 * Whether an archive holds this very image and nothing else. An image's id is the hash of its description, which names every layer
 * by hash, and Docker compares those when it loads. Throws a sentence that says what is wrong.
 */
export async function judgeArchive(path: string, imageId: string): Promise<void> {
  const seen = await readDescriptions(path)
  const manifest = Manifest.safeParse(seen.manifest)
  if (!manifest.success) throw new Error('the archive holds no list of its images')
  const [image] = manifest.data
  if (!image || manifest.data.length !== 1) throw new Error('the archive holds another number of images than one')
  if (`sha256:${seen.hashes.get(image.Config)}` !== imageId)
    throw new Error(`the archive holds another image than ${imageId}, which the release names`)
  const foreign = image.RepoTags?.find((tag) => !tag.startsWith('holdfast/'))
  if (foreign !== undefined) throw new Error('the archive would give its image a name that is not Holdfast’s')
}

interface Descriptions {
  readonly hashes: Map<string, string>
  manifest: unknown
}

/** The entry of the archive that is being read. */
interface Entry {
  readonly name: string
  left: number
  padding: number
  readonly isExtension: boolean
  readonly hash: Hash | undefined
  readonly text: Buffer[] | undefined
}

async function readDescriptions(path: string): Promise<Descriptions> {
  const found: Descriptions = { hashes: new Map(), manifest: undefined }
  let entry: Entry | undefined
  let rest: Buffer = Buffer.alloc(0)
  let total = 0
  for await (const chunk of createReadStream(path).pipe(createGunzip()) as AsyncIterable<Buffer>) {
    total += chunk.length
    if (total > mostBytes) throw new Error('the archive is too large when unpacked')
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    for (;;) {
      if (entry) {
        rest = take(entry, rest)
        if (entry.left + entry.padding > 0) break
        keep(entry, found)
        entry = undefined
      }
      if (rest.length < block) break
      entry = readHeader(rest.subarray(0, block))
      rest = rest.subarray(block)
      if (found.hashes.size > mostEntries) throw new Error('the archive has too many entries')
    }
  }
  return found
}

function readHeader(header: Buffer): Entry | undefined {
  // Blocks of zeros end an archive.
  if (header[0] === 0) return undefined
  const name = header.toString('utf8', 0, 100).split('\0', 1)[0] ?? ''
  const left = Number.parseInt(header.toString('latin1', 124, 136).replaceAll('\0', '').trim() || '0', 8)
  if (!Number.isSafeInteger(left) || left < 0) throw new Error('the archive cannot be read')
  const type = header.toString('latin1', 156, 157)
  // Whatever would make Docker read another name than this does.
  if (header[345] !== 0 || !plainTypes.has(type)) throw new Error('the archive is not written as Docker writes it')
  const isExtension = type === 'x'
  if (isExtension && left > largestDescription) throw new Error('the archive cannot be read')
  const isDescription = isExtension || ((type === '0' || type === '\0') && left <= largestDescription)
  return {
    name,
    left,
    padding: (block - (left % block)) % block,
    isExtension,
    hash: isDescription ? createHash('sha256') : undefined,
    text: isExtension || (isDescription && name === 'manifest.json') ? [] : undefined,
  }
}

/** Takes what belongs to the entry; returns what does not. */
function take(entry: Entry, bytes: Buffer): Buffer {
  const own = bytes.subarray(0, entry.left)
  entry.hash?.update(own)
  entry.text?.push(Buffer.from(own))
  entry.left -= own.length
  const padding = Math.min(entry.padding, bytes.length - own.length)
  entry.padding -= padding
  return bytes.subarray(own.length + padding)
}

function keep({ name, isExtension, hash, text }: Entry, found: Descriptions): void {
  if (!hash) return
  if (isExtension) {
    if (renaming.test(Buffer.concat(text ?? []).toString('latin1'))) throw new Error('the archive renames its entries')
    return
  }
  // Of two entries with one name Docker takes the later: so a second one is never the same archive.
  if (found.hashes.has(name)) throw new Error(`the archive holds ${name.slice(0, 80)} twice`)
  found.hashes.set(name, hash.digest('hex'))
  if (text) found.manifest = parseJson(Buffer.concat(text).toString('utf8'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
