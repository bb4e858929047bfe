import { join } from 'node:path'
import { type VolumePaths, volumePaths } from '../../../instance-manager/volume-paths.ts'

/** Inside the container: its tmpfs, its image, its volume. */
export const enginePaths = (volume: string, version: string) => {
  const paths: VolumePaths = volumePaths(volume)
  return {
    ...paths,
    data: join(volume, 'pgdata'),
    configuration: join(paths.conf, 'postgresql.conf'),
    replication: join(paths.conf, 'ha.conf'),
    accessRules: join(paths.conf, 'pg_hba.conf'),
    identities: join(paths.conf, 'pg_ident.conf'),
    clientCa: join(paths.conf, 'client-ca.crt'),
    clientCrl: join(paths.conf, 'client-ca.crl'),
    archiveNowhere: join(volume, 'ha', 'archive-nowhere'),
    sockets: '/run/postgresql',
    program: `/usr/lib/postgresql/${version}/bin/postgres`,
    template: `/usr/share/holdfast/template/${version}.tar`,
    unfinished: join(volume, 'ha', 'unfinished'),
  }
}

export type EnginePaths = ReturnType<typeof enginePaths>
