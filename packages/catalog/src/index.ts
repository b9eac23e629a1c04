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
