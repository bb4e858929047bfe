import { everyOperationSurvivesCrashes } from '../harness/every-operation-survives-crashes.ts'
import { useStores } from '../harness/stores.ts'
import { childErrand, errand, errandCases } from '../worlds/errand.ts'

everyOperationSurvivesCrashes({ stores: useStores(), definitions: [errand, childErrand], cases: errandCases })
