import type { EngineDescriptor } from './engine-family.ts'
import { postgres } from './families/postgres/descriptor.ts'

export type {
  Abilities,
  AccessDescriptor,
  BindMount,
  ConnectionTarget,
  ContainerInput,
  ContainerSpec,
  EngineDescriptor,
  EngineNames,
  Extension,
  PoolerDescriptor,
  PoolerRow,
  Tmpfs,
  VolumeLayout,
} from './engine-family.ts'
export type { EngineSetting, SettingsVerdict, SettingVerdict } from './engine-setting.ts'
export { readSetting, readSettings } from './engine-setting.ts'

/** Every engine family of this platform. A new one is a folder and a line here. */
export const catalogue: readonly EngineDescriptor[] = [postgres]

/** What a database gets when nobody names an engine. */
export const defaultEngine: EngineDescriptor = postgres

export const findEngine = (family: string): EngineDescriptor | undefined =>
  catalogue.find((engine) => engine.family === family)
