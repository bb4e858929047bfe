import { stderr, stdin } from 'node:process'
import { text } from 'node:stream/consumers'
import { makeApiLogin } from './api-login.ts'

try {
  await makeApiLogin(JSON.parse(await text(stdin)))
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
