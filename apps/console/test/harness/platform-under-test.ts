import { startThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'

/** The platform a story walks through: its console's origin and the code of its first sign-up. */
export interface PlatformUnderTest {
  readonly url: string
  readonly setupCode: string
  readonly wipe: () => Promise<void>
}

/**
 * A throw-away platform of its own; or the running one that HOLDFAST_E2E_URL and HOLDFAST_E2E_SETUP_CODE name, which is left
 * as it is afterwards.
 */
export async function platformUnderTest(): Promise<PlatformUnderTest> {
  const { HOLDFAST_E2E_URL: url, HOLDFAST_E2E_SETUP_CODE: setupCode } = process.env
  if (url && setupCode) return { url, setupCode, wipe: async () => undefined }
  return startThrowawayPlatform()
}
