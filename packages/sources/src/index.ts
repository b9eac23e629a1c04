export { createPostgresSource, type PostgresSourceOptions } from './postgres/postgres-source.ts'
export type {
  DigestedTable,
  RowDigests,
  Snapshot,
  Source,
  SourceColumn,
  TableFingerprint,
} from './source.ts'
