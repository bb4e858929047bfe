import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EnginePaths } from './engine-paths.ts'
import { certificateIn, servedCertificate } from './served-certificate.ts'
import { openSession, type Session } from './session.ts'

/** Milliseconds until a reload must be in force for new sessions. */
const limit = 5_000

const loadedAt = async (session: Session): Promise<number> => {
  const { rows } = await session.query('SELECT extract(epoch FROM pg_catalog.pg_conf_load_time())::float8 AS at')
  return rows[0].at
}

const mistakes = `SELECT format('%s: %s', coalesce(name, sourcefile), error) AS mistake FROM pg_catalog.pg_show_all_file_settings() f
WHERE error IS NOT NULL AND error <> 'setting could not be applied'
UNION ALL SELECT format('pg_hba.conf line %s: %s', line_number, error) FROM pg_catalog.pg_hba_file_rules() WHERE error IS NOT NULL`

async function awaitLoaded(paths: EnginePaths, before: number): Promise<void> {
  const deadline = Date.now() + limit
  while (Date.now() < deadline) {
    const session = await openSession(paths, limit)
    const now = await loadedAt(session).finally(() => session.end())
    if (now > before) return
    await sleep(10)
  }
  throw new Error('the new configuration was not loaded within 5 s')
}

/**
 * Reloads and makes sure of it: a new session sees the new files, none of them has a mistake, and the entrance shows the
 * certificate that lies on the volume. A reload is not instantaneous, and a wrong value is skipped without a word.
 */
export async function reload(session: Session, paths: EnginePaths): Promise<void> {
  const before = await loadedAt(session)
  const [pid] = (await readFile(`${paths.data}/postmaster.pid`, 'utf8')).split('\n')
  // An empty file would be the number 0, and that is everybody in here.
  if (!(Number(pid) > 1)) throw new Error('the engine’s pid file holds no number')
  process.kill(Number(pid), 'SIGHUP')
  await awaitLoaded(paths, before)
  const { rows } = await session.query(mistakes)
  if (rows.length > 0) throw new Error(rows.map((row) => row.mistake).join('; '))
  const [shown, wanted] = await Promise.all([servedCertificate(limit), certificateIn(paths.certificate)])
  if (!shown.equals(wanted))
    throw new Error('the engine still shows its old certificate: key and certificate may not match')
}
