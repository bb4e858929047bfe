import { Prisma } from './generated/client.ts'

interface DriverCause {
  originalCode?: string
  constraint?: { index?: string }
}

const causeOf = (error: Prisma.PrismaClientKnownRequestError): DriverCause | undefined =>
  (error.meta as { driverAdapterError?: { cause?: DriverCause } } | undefined)?.driverAdapterError?.cause

const known = (error: unknown): Prisma.PrismaClientKnownRequestError | undefined =>
  error instanceof Prisma.PrismaClientKnownRequestError ? error : undefined

/** The same transaction may succeed when it is run again: a deadlock, a serialization failure, or a long queue for a lock. */
export function isTransient(error: unknown): boolean {
  const request = known(error)
  const code = request && causeOf(request)?.originalCode
  return request?.code === 'P2034' || ['40001', '40P01', '55P03'].includes(code ?? '')
}

/** True when a unique index refused the write; with `index` only when it was this one (`database_name_key`). */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  const request = known(error)
  const cause = request && causeOf(request)
  if (request?.code !== 'P2002' && cause?.originalCode !== '23505') return false
  return index === undefined || cause?.constraint?.index === index
}
