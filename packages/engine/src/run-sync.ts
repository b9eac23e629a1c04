import type { Dataset } from '@aaps-data/catalog'
import type { AttemptLedger, Receipt } from '@aaps-data/ledger'
import type { Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import type { ReportProgress } from './sync-progress.ts'

export interface RunSyncOptions {
  readonly run: { readonly id: string; readonly attempt: number; readonly fence: number }
  readonly dataset: Dataset
  readonly source: Source
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly progress: ReportProgress
  readonly signal: AbortSignal
  readonly now: () => Date
}

export declare function runSync(options: RunSyncOptions): Promise<Receipt>
