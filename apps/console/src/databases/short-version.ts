/** `17.12 (Debian 17.12-0+deb13u1)` → `17.12`: what packagers add is for the page of the release. */
export const shortVersion = (serverVersion: string | null, wanted: string): string =>
  serverVersion?.split(' ')[0] ?? wanted
