export { createCsvSource } from './csv/csv-source.ts'
export { createExcelSource } from './excel/excel-source.ts'
export { openPlace } from './files/open-place.ts'
export { limitSource } from './limit-source.ts'
export { openSources } from './open-sources.ts'
export { createPostgresSource, type PostgresSourceOptions } from './postgres/postgres-source.ts'
export type {
  DigestedTable,
  RelationColumn,
  RowDigests,
  RowFault,
  RowImages,
  RowPlaces,
  Snapshot,
  Source,
  SourceColumn,
  SourceRemark,
  TableFingerprint,
  TableReader,
} from './source.ts'
