import { contract } from '@holdfast/shared/contract/contract'
import { everyRouteProblems, type Route } from '@holdfast/shared/contract/define-route'
import type { ProblemCode } from '@holdfast/shared/problems/catalogue'
import { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import { z } from 'zod'
import { type PlainRoute, plainRoutes } from './plain-routes.ts'
import { statusOf } from './problem-status.ts'

type Json = Record<string, unknown>

/** Every route of the contract by its operation id: `databases.create`. */
export const routesById = (): [string, Route][] =>
  Object.entries(contract).flatMap(([noun, routes]) =>
    Object.entries(routes).map(([verb, route]): [string, Route] => [`${noun}.${verb}`, route]),
  )

/** OpenAPI 3.1 made from the same data as the mounted routes and the typed client. */
export function makeOpenApi(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [id, route] of routesById()) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(id, route) }
  }
  for (const [id, route] of Object.entries(plainRoutes)) paths[route.path] = { get: plainOperationOf(id, route) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version,
      description: 'Managed PostgreSQL on your own hosts.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token (hf_pat_…) or the access token of a session',
        },
      },
      schemas: { Problem: toSchema(ProblemDocument, 'output') },
    },
  }
}

function operationOf(id: string, route: Route): Json {
  const { body, reply, access } = route
  return {
    operationId: id,
    summary: route.summary,
    tags: [route.tag],
    ...(access === 'public' ? { security: [] } : {}),
    ...(access === 'public' || access === 'signed-in' ? {} : { description: `Needs the permission \`${access}\`.` }),
    parameters: parametersOf(route),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: toSchema(body, 'input') } } } }
      : {}),
    responses: {
      [route.status ?? (reply ? 200 : 204)]: {
        description: 'Done',
        ...(reply ? { content: { 'application/json': { schema: toSchema(reply, 'output') } } } : {}),
      },
      ...problemResponses([...everyRouteProblems, ...(route.problems ?? [])]),
    },
  }
}

function parametersOf(route: Route): Json[] {
  const organization = {
    ...header('holdfast-organization', false),
    description: 'For sessions: the organization spoken for',
  }
  return [
    ...fieldsOf(route.params).map(([name, schema]) => ({ name, in: 'path', required: true, schema })),
    ...fieldsOf(route.query).map(([name, schema]) => ({ name, in: 'query', required: false, schema })),
    ...(route.idempotent ? [header('Idempotency-Key', true)] : []),
    ...(route.ifMatch ? [header('If-Match', true)] : []),
    ...(route.access === 'public' ? [] : [organization]),
  ]
}

const header = (name: string, required: boolean): Json => ({ name, in: 'header', required, schema: { type: 'string' } })

const fieldsOf = (schema: z.ZodObject | undefined): [string, Json][] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => [name, toSchema(field as z.ZodType, 'input')])

/** One response a status; the codes that share it are named. */
function problemResponses(codes: readonly ProblemCode[]): Json {
  const byStatus = Map.groupBy([...new Set(codes)], (code) => String(statusOf[code]))
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      {
        description: those.toSorted().join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

const plainOperationOf = (
  id: string,
  { summary, tag, replyType, access, statuses, parameters = [] }: PlainRoute,
): Json => ({
  operationId: `plain.${id}`,
  summary,
  tags: [tag],
  ...(access === 'public' ? { security: [] } : {}),
  parameters: parameters.map((parameter) => ({ ...parameter, required: false, schema: { type: 'string' } })),
  responses: Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: status === 200 ? 'Done' : 'Not now', content: { [replyType]: {} } },
    ]),
  ),
})

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' })
  return withoutDefs(rest) as Json
}

/** The only recursive schema is "any JSON value", which JSON Schema says as `true`-like `{}`. */
function withoutDefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefs)
  if (typeof value !== 'object' || value === null) return value
  if ('$ref' in value && String(value.$ref).startsWith('#/$defs/')) return { description: 'Any JSON value' }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutDefs(inner)]))
}
