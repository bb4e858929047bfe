import { isIP } from 'node:net'

/** One spelling for one name: lower case, IPv6 addresses in their short form. */
export const canonicalName = (name: string): string =>
  isIP(name) === 6 ? new URL(`http://[${name}]/`).hostname.slice(1, -1) : name.toLowerCase()

/** The names of a certificate, from Node's rendering `DNS:a, IP Address:0:0:0:0:0:0:0:1`. */
export const readCertificateNames = (subjectAltName: string | undefined): string[] =>
  (subjectAltName ?? '')
    .split(', ')
    .filter(Boolean)
    .map((name) => canonicalName(name.replace(/^(DNS|IP Address):/, '')))

/** The first wanted name that a certificate does not carry. */
export const missingName = (wanted: readonly string[], carried: readonly string[]): string | undefined =>
  wanted.find((name) => !carried.includes(canonicalName(name)))
