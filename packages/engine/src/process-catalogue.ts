import { postgresProcess } from './families/postgres/process/postgres-process.ts'
import type { EngineProcess, ProcessInput } from './instance-manager/engine-process.ts'

type MakeProcess = (input: ProcessInput) => EngineProcess

const processes: Readonly<Record<string, MakeProcess>> = { postgres: postgresProcess }

/** The catalogue's other half, for the instance manager alone: it brings the engines' client libraries with it. */
export const findProcess = (family: string): MakeProcess | undefined => processes[family]
