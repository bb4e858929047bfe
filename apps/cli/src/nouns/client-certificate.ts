import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import type { BodyInputOf } from '@holdfast/shared/contract/define-route'
import { type Arguments, type Command, type Context, type Offer, UsageError } from '../command.ts'
import { listCommand } from '../list-command.ts'
import { databaseNames } from '../offers.ts'

const list = listCommand({
  usage: 'client-certificate list DATABASE',
  summary: 'Client certificates of a database',
  example: 'holdfast client-certificate list orders',
  offers: { DATABASE: databaseNames },
  ask: ({ call }, query, args) =>
    call(accessRoutes.listClientCertificates, { params: { database: args.at(0) }, query }),
  head: ['serial', 'login', 'state', 'since', 'until', 'revoked'],
  row: (it) => [it.serial, it.login, it.state, it.issuedAt, it.expiresAt, it.revokedAt],
  none: 'It has no client certificates.',
})

const mostOfRequest = 16_384

async function requestIn(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new UsageError(`there is no file ${file}`)
  if (found.size > mostOfRequest) throw new UsageError(`${file} is too long for a certificate request`)
  return readFile(file, 'utf8')
}

async function wishOf(args: Arguments): Promise<BodyInputOf<typeof accessRoutes.issueClientCertificate>> {
  const days = args.text('days')
  if (days !== undefined && !/^\d{1,3}$/.test(days)) throw new UsageError('--days is a whole number from 1 to 365')
  const csr = args.text('csr')
  return {
    login: args.at(1),
    ...(days !== undefined && { days: Number(days) }),
    ...(csr !== undefined && { csrPem: await requestIn(csr) }),
  }
}

/** Makes the files before there is something to keep, so that a key is never lost for want of a place. */
async function newFiles(folder: string, names: readonly string[]): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const made: string[] = []
  try {
    for (const name of names) {
      const file = await open(join(folder, name), 'wx', 0o600)
      await file.close()
      made.push(join(folder, name))
    }
    return made
  } catch (error) {
    await Promise.all(made.map((file) => rm(file)))
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}; nothing was issued`)
  }
}

async function fill(file: string, text: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.writeFile(text)
  await handle.close()
}

async function issueInto(context: Context, args: Arguments, out: string): Promise<number> {
  const body = await wishOf(args)
  const isKeyOurs = body.csrPem === undefined
  if (!/^[a-z0-9_-]+$/i.test(body.login)) throw new UsageError(`"${body.login}" is not a login`)
  const files = await newFiles(resolve(out), [`${body.login}.crt`, ...(isKeyOurs ? [`${body.login}.key`] : [])])
  try {
    const made = await context.call(accessRoutes.issueClientCertificate, { params: { database: args.at(0) }, body })
    const [certificate, key] = files
    if (certificate) await fill(certificate, made.certificatePem)
    if (key && made.keyPem) await fill(key, made.keyPem)
    context.output.remark(
      `${made.certificate.serial} for ${body.login}, until ${made.certificate.expiresAt}. Add to the connection string:`,
    )
    context.output.result(
      { certificate: made.certificate, files },
      [`sslcert=${certificate}`, ...(key ? [`sslkey=${key}`] : [])].join('&'),
    )
    return 0
  } catch (error) {
    await Promise.all(files.map((file) => rm(file, { force: true })))
    throw error
  }
}

const issue: Command = {
  usage: 'client-certificate issue DATABASE LOGIN --out FOLDER [--days N] [--csr FILE]',
  summary: 'Issue a certificate for a login into a folder, with its key unless there is a request (--csr)',
  example: 'holdfast client-certificate issue orders reporting_a --out ~/.postgresql --days 30',
  options: { out: { type: 'string' }, days: { type: 'string' }, csr: { type: 'string' } },
  offers: {
    DATABASE: databaseNames,
    LOGIN: async ({ call }, [database = '']) =>
      (await call(accessRoutes.listRoles, { params: { database }, query: { limit: 200 } })).items.flatMap(
        (it) => it.logins,
      ),
  },
  async run(context, args) {
    const out = args.text('out')
    if (!out) throw new UsageError('needs --out FOLDER: the key is shown to nobody else')
    return issueInto(context, args, out)
  },
}

const validSerials: Offer = async ({ call }, [database = '']) =>
  (await call(accessRoutes.listClientCertificates, { params: { database }, query: { limit: 200 } })).items.flatMap(
    (it) => (it.state === 'valid' ? [it.serial] : []),
  )

const revoke: Command = {
  usage: 'client-certificate revoke DATABASE SERIAL --yes',
  summary: 'Revoke a client certificate; new connections with it are refused',
  example: 'holdfast client-certificate revoke orders 5f3a90c1 --yes',
  offers: { DATABASE: databaseNames, SERIAL: validSerials },
  async run(context, args) {
    const [database, serial] = [args.at(0), args.at(1).toLowerCase()]
    if (!/^[0-9a-f]{1,40}$/.test(serial))
      throw new UsageError('a serial is hexadecimal; see holdfast client-certificate list')
    if (!args.flag('yes')) throw new UsageError(`this revokes ${serial} for good; confirm with --yes`)
    const revoked = await context.call(accessRoutes.revokeClientCertificate, { params: { database, serial } })
    context.output.result(revoked, `${serial} of ${revoked.login} is revoked`)
    return 0
  },
}

export const clientCertificateCommands: readonly Command[] = [list, issue, revoke]
