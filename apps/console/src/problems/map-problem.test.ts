import { describe, expect, it } from 'vitest'
import { ApiProblem } from '../api/problem.ts'
import { mapProblem } from './map-problem.ts'

const problem = (code: string, errors: readonly { pointer: string; detail: string }[] = []) =>
  new ApiProblem({
    type: `/problems/${code}`,
    title: code,
    status: 422,
    code,
    detail: `about ${code}`,
    remedy: 'x',
    retry: 'after-change',
    facts: {},
    errors: errors.map((error) => ({ ...error, code: 'wrong' })),
  })

describe('a problem and the fields of a form', () => {
  it('puts an error at the field its pointer names', () => {
    const { fields, others } = mapProblem(problem('invalid-input', [{ pointer: '/name', detail: 'too long' }]), [
      'name',
    ])
    expect(fields).toEqual([['name', 'too long']])
    expect(others).toEqual([])
  })

  it('keeps errors about fields that the form does not show', () => {
    const { fields, others } = mapProblem(problem('invalid-input', [{ pointer: '/region', detail: 'unknown' }]), [
      'name',
    ])
    expect(fields).toEqual([])
    expect(others).toMatchObject([{ pointer: '/region' }])
  })

  it('undoes the escapes of JSON pointers', () => {
    const { fields } = mapProblem(problem('invalid-input', [{ pointer: '/labels/a~1b~0c', detail: 'x' }]), [
      'labels.a/b~c',
    ])
    expect(fields).toEqual([['labels.a/b~c', 'x']])
  })

  it('puts a problem with one meaning at the field it is about', () => {
    expect(mapProblem(problem('name-taken'), ['name'], { 'name-taken': 'name' }).fields).toEqual([
      ['name', 'about name-taken'],
    ])
  })

  it('leaves any other problem to the summary', () => {
    expect(mapProblem(problem('quota-exceeded'), ['name'], { 'name-taken': 'name' }).fields).toEqual([])
  })
})
