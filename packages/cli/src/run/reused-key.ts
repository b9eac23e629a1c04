import { SyncError } from '@aaps-data/contracts'
import type { RunRecord } from '@aaps-data/ledger'
import type { RunWish } from './ask-for-run.ts'

const compared = ['dataset', 'onlyTables', 'mode', 'preview', 'note', 'retryOf'] as const

/**
 * Why a run that has the key of a wish is not the one that was wished for, as a `REQUEST_KEY_REUSED`
 * with what was asked for and what that run is; undefined when it is. Pure.
 */
export function reusedKey(wish: RunWish, run: RunRecord): SyncError | undefined {
  const textOf = (value: unknown) => JSON.stringify(value ?? null)
  const differing = compared.filter((name) => textOf(wish[name]) !== textOf(run[name]))
  if (differing.length === 0) return undefined
  const partOf = (request: Readonly<Partial<Record<(typeof compared)[number], unknown>>>) =>
    Object.fromEntries(differing.map((name) => [name, request[name] ?? null]))
  return new SyncError('REQUEST_KEY_REUSED', {
    key: wish.key,
    asked: partOf(wish),
    found: partOf(run),
  })
}
