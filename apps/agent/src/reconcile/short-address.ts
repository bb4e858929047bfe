import { isIPv6 } from 'node:net'

/** Certificates are read with their IPv6 addresses written out (`0:0:0:0:0:0:0:1`); pages name them short (`::1`). */
export const shortAddress = (name: string): string =>
  isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name
