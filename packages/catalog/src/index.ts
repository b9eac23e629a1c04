export { isSameWord, type ColumnReading } from './column-reading.ts'
export type { CsvPart, TextEncoding } from './csv-part.ts'
export type { ExcelPart } from './excel-part.ts'
export type { NumberForm } from './file-part.ts'
export type {
  BilingualText,
  Catalog,
  Column,
  Cursor,
  Dataset,
  DerivedTable,
  DriftPolicy,
  Guards,
  Reference,
  Relation,
  RetryLimits,
  RetryPolicy,
  SourceTable,
  Table,
  TimeLimit,
} from './dataset.ts'
export { resolveLimits, type ClosedHours, type SourceLimits } from './source-limits.ts'
export {
  connectionVariable,
  connectionVariables,
  type ConnectionKind,
} from './connection-variable.ts'
export {
  dataAgeSeconds,
  datasetHealth,
  type DatasetHealth,
  type HealthFacts,
} from './dataset-health.ts'
export type { CatalogFault } from './fault.ts'
export { keepCatalog, type KeptCatalog } from './keep-catalog.ts'
export { loadCatalog } from './load-catalog.ts'
export { retryDelaySeconds } from './retry-delay.ts'
export { resolveGuards } from './resolve-guards.ts'
export { relationOf } from './relation-of.ts'
export type { Cleaning, Rule, RuleOf } from './rule.ts'
export {
  isValidSchedule,
  nextInstant,
  plannedInstants,
  type CatchUp,
  type DatasetSchedule,
  type Schedule,
} from './schedule.ts'
