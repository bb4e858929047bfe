import { z } from 'zod'

/** Kebab-case statements of fact about a host, a volume or an instance; each with a sentence that says why. */
export const ConditionCode = z.enum([
  'not-encrypted',
  'size-not-enforced',
  'io-not-isolated',
  'image-missing',
  'release-not-signed',
  'volume-failed',
  'container-failed',
  'network-failed',
  'certificate-failed',
  'secret-missing',
  'disk-full',
  /** The rungs of a volume's ladder; see `DiskRung`. */
  'disk-filling',
  'disk-nearly-full',
  'disk-full-read-only',
  /** Tenants' containers can open connections to the host itself. */
  'host-not-guarded',
  /** The api turned away somebody who speaks as this host; said by the api, not by the host. */
  'agent-refused',
  /** Clients reach no database here: the gateway does not run. */
  'gateway-missing',
  /** The host's clock differs from the control plane's by more than is safe to place something new on. */
  'clock-skewed',
  'step-failed',
])
export type ConditionCode = z.infer<typeof ConditionCode>

export const Condition = z.object({
  code: ConditionCode,
  /** What it is about: an instance, a volume, a database or the host. */
  subject: z.string(),
  because: z.string(),
})
export type Condition = z.infer<typeof Condition>
