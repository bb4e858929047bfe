import { expect, it } from 'vitest'
import { forgetSecret, keepSecret } from './kept-secret.ts'

it('keeps the secret of each page apart, until a newer link is opened or it was used up', () => {
  expect(keepSecret('/invitation', '')).toEqual({ secret: undefined, isInAddress: false })
  expect(keepSecret('/invitation', 'one')).toEqual({ secret: 'one', isInAddress: true })
  expect(keepSecret('/invitation', '')).toEqual({ secret: 'one', isInAddress: false })
  expect(keepSecret('/password-reset', '')).toEqual({ secret: undefined, isInAddress: false })
  expect(keepSecret('/invitation', 'two').secret).toBe('two')
  forgetSecret('/invitation')
  expect(keepSecret('/invitation', '').secret).toBeUndefined()
})
