import { randomInt } from 'node:crypto'

/** The seed of a run of random faults: the one that is given, to see a run again, else another one each time. */
export const faultSeed = (): number => Number(process.env.HOLDFAST_FAULT_SEED ?? randomInt(2 ** 31))
