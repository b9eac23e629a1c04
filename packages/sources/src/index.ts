export { limitSource } from './limit-source.ts'
export { openSources } from './open-sources.ts'
export { createPostgresSource, type PostgresSourceOptions } from './postgres/postgres-source.ts'
export type {
  DigestedTable,
  RelationColumn,
  RowDigests,
  RowImages,
  Snapshot,
  Source,
  SourceColumn,
  TableFingerprint,
  TableReader,
} from './source.ts'
