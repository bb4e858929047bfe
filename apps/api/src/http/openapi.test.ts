import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'
import { makeOpenApi, routesById } from './openapi.ts'

it('is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(makeOpenApi('0.0.0')))
  expect(result).toEqual({ valid: true })
})

it('names every route once, with the problems it may answer', () => {
  const ids = routesById().map(([id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const { paths } = makeOpenApi('0.0.0') as { paths: Record<string, Record<string, { responses: object }>> }
  expect(Object.keys(paths['/v1/databases']?.post?.responses ?? {})).toEqual(
    expect.arrayContaining(['202', '401', '403', '409', '413', '415', '422', '429', '500', '503']),
  )
})
