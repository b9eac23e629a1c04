export { createPostgresSource, type PostgresSourceOptions } from './postgres/postgres-source.ts'
export type { Snapshot, Source, SourceColumn } from './source.ts'
