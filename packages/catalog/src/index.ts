export type {
  BilingualText,
  Catalog,
  Column,
  Dataset,
  DerivedTable,
  Guards,
  Reference,
  RetryPolicy,
  Schedule,
  SourceTable,
  Table,
} from './dataset.ts'
export { connectionVariable } from './connection-variable.ts'
export type { CatalogFault } from './fault.ts'
export { loadCatalog } from './load-catalog.ts'
export { retryDelaySeconds } from './retry-delay.ts'
export { resolveGuards } from './resolve-guards.ts'
export { isValidSchedule, plannedInstants } from './schedule.ts'
