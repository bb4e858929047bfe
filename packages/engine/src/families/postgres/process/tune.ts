import { GiB, KiB, MiB } from '@holdfast/shared/units'
import { poolSize } from '../pooler/pool-size.ts'

export interface TuneInput {
  readonly cpus: number
  readonly memoryBytes: number
  readonly storageBytes: number
  readonly connectionLimit: number
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.floor(value)))
const mebibytes = (bytes: number) => `${Math.floor(bytes / MiB)}MB`
const kibibytes = (bytes: number) => `${Math.floor(bytes / KiB)}kB`

/** Kept free for superusers, so that a full house cannot lock the instance manager out. */
const reservedSessions = 5
/** Kept free for the keeper, which is no superuser. */
const keeperSessions = 2
/** Sessions of the platform that stay open and must not cost the tenant one of its own: the instance manager's kept one, a look-up, an inspector, the guard over replication. */
const platformSessions = 4

/** Settings that follow from the size of an instance. Pure; all of them are the same on every member. */
export function tune(input: TuneInput): Record<string, string> {
  const { memoryBytes, storageBytes, connectionLimit } = input
  const wholeCpus = Math.max(1, Math.ceil(input.cpus))
  const sharedBuffers = clamp(memoryBytes / 4, 64 * MiB, 16 * GiB)
  const { usual, reserve } = poolSize(connectionLimit)
  // Direct clients cannot take the pooler's sessions away, nor the other way round.
  const maxConnections = connectionLimit + usual + reserve + platformSessions + keeperSessions + reservedSessions
  // Half of what shared buffers leave, over the sessions that may sort at once (a third of them).
  const workMemory = clamp((memoryBytes - sharedBuffers) / 2 / Math.max(8, maxConnections / 3), MiB, 64 * MiB)
  const maxLog = clamp(storageBytes / 8, 128 * MiB, 8 * GiB)
  return {
    max_connections: String(maxConnections),
    superuser_reserved_connections: String(reservedSessions),
    reserved_connections: String(keeperSessions),
    shared_buffers: mebibytes(sharedBuffers),
    effective_cache_size: mebibytes((memoryBytes * 5) / 8),
    work_mem: kibibytes(workMemory),
    maintenance_work_mem: mebibytes(clamp(memoryBytes / 16, 32 * MiB, GiB)),
    autovacuum_work_mem: mebibytes(clamp(memoryBytes / 32, 16 * MiB, 512 * MiB)),
    logical_decoding_work_mem: mebibytes(clamp(memoryBytes / 32, 16 * MiB, 64 * MiB)),
    max_worker_processes: String(Math.max(8, 4 + 2 * wholeCpus)),
    max_parallel_workers: String(wholeCpus),
    max_parallel_workers_per_gather: String(input.cpus < 2 ? 0 : clamp(wholeCpus / 2, 1, 4)),
    max_parallel_maintenance_workers: String(input.cpus < 2 ? 0 : clamp(wholeCpus / 2, 1, 4)),
    autovacuum_max_workers: String(clamp(wholeCpus, 2, 5)),
    min_wal_size: mebibytes(clamp(maxLog / 8, 16 * MiB, 256 * MiB)),
    max_wal_size: mebibytes(maxLog),
    // 512 MiB for quick rejoining, less on volumes where that would be much.
    wal_keep_size: mebibytes(clamp(storageBytes / 20, 32 * MiB, 512 * MiB)),
    max_slot_wal_keep_size: mebibytes(clamp(storageBytes / 4, 64 * MiB, 16 * GiB)),
    // One runaway query must not fill the volume.
    temp_file_limit: mebibytes(clamp(storageBytes / 4, 64 * MiB, 64 * GiB)),
  }
}
