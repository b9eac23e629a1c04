export type {
  BilingualText,
  Catalog,
  Column,
  Dataset,
  DerivedTable,
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
export { isValidSchedule, plannedInstants } from './schedule.ts'
