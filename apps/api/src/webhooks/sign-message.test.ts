import { expect, it } from 'vitest'
import { newWebhookSecret, signMessage } from './sign-message.ts'

it('signs as the example of Standard Webhooks', () => {
  const headers = signMessage({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  })
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

it('makes a secret of 32 bytes, another one each time', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()]
  expect(new Set(secrets).size).toBe(2)
  for (const secret of secrets) expect(Buffer.from(secret.replace('whsec_', ''), 'base64').length).toBe(32)
})
