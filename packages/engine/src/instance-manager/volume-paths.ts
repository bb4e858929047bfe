import { join } from 'node:path'

/** Where things lie on an instance's volume. What must survive a new copy of the data lies beside it. */
export const volumePaths = (volume: string) => ({
  volume,
  conf: join(volume, 'conf'),
  page: join(volume, 'conf', 'instance.json'),
  promise: join(volume, 'ha', 'promise.json'),
  ballast: join(volume, 'ha', 'ballast'),
  logins: join(volume, 'run', 'logins.json'),
  certificate: join(volume, 'run', 'server.crt'),
  key: join(volume, 'run', 'server.key'),
})

export type VolumePaths = ReturnType<typeof volumePaths>
