export type { AttemptLedger } from './attempt-ledger.ts'
export type { Receipt, TableReceipt } from './receipt.ts'
