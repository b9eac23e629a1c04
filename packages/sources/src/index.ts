export type { Snapshot, Source, SourceColumn } from './source.ts'
