import { afterAll } from 'vitest'
import { operations } from '../../src/operations/catalogue.ts'
import { everyOperationSurvivesCrashes } from '../harness/every-operation-survives-crashes.ts'
import { useStores } from '../harness/stores.ts'
import { databaseCases } from '../worlds/database-cases.ts'
import { houses } from '../worlds/database-world.ts'

const stores = useStores()
everyOperationSurvivesCrashes({ stores, definitions: operations, cases: databaseCases })

afterAll(() => Promise.all(houses.map((house) => house.close())))
