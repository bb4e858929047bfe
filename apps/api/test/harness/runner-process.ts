import { argv } from 'node:process'
import { startRunner } from '../../src/operation-runner/runner.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { childErrand, errand, errandTools } from '../worlds/errand.ts'

/** A program that runs errands until it is killed: `runner-process.ts <url of the store> <url of Redis> <name>`. */
const [url = '', redisUrl = '', name = ''] = argv.slice(2)
startRunner({
  database: openDatabase({ url }),
  definitions: [errand, childErrand],
  tools: errandTools,
  redisUrl,
  name,
  leaseSeconds: 1,
})
