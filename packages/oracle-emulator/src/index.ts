export { Faults, type RowFault, type RowFaultOptions } from './faults.ts'
export type { GivenValue } from './images/encode-value.ts'
export type { SessionFacts } from './open-session.ts'
export { OracleError } from './oracle-error.ts'
export type { Generation } from './protocol/generations.ts'
export {
  startOracleEmulator,
  type OracleEmulator,
  type OracleEmulatorOptions,
} from './start-oracle-emulator.ts'
export type { GivenFields, GivenRow, GivenRows } from './store/change-tables.ts'
export type { ColumnDefinition, TableOptions } from './store/objects.ts'
export type { EmulatedUser } from './users.ts'
