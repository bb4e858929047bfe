import { readFile } from 'node:fs/promises'

export interface Mount {
  /** Major and minor number of the device, `7:3` for /dev/loop3. */
  readonly device: string
  readonly target: string
  readonly source: string
}

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** Reads the text of /proc/…/mountinfo. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ')
    const [, , device, , target] = (left ?? '').split(' ')
    const source = (right ?? '').split(' ')[1]
    return device && target && source ? [{ device, target: unescapeOctal(target), source: unescapeOctal(source) }] : []
  })
}

export const readMounts = async (file: string): Promise<Mount[]> => parseMounts(await readFile(file, 'utf8'))
