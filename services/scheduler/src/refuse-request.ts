import type { Dataset } from '@aaps-data/catalog'
import { isFinal, reportError, SyncError } from '@aaps-data/contracts'
import { findRun, putReply, refuseRequest } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { IntakeContext, IntakeRequest } from './intake.ts'

/** Why a request can never be carried out; undefined when it can. */
export async function refusalOf(
  ledger: Knex,
  { dataset: name, tables = [], retryOf }: IntakeRequest,
  dataset: Dataset | undefined,
): Promise<SyncError | undefined> {
  if (dataset === undefined) return new SyncError('DATASET_UNKNOWN', { dataset: name })
  const unknown = tables.filter((table) => !dataset.tables.some((each) => each.name === table))
  if (unknown.length > 0) return new SyncError('TABLE_UNKNOWN', { dataset: name, tables: unknown })
  if (retryOf === undefined) return undefined
  const repeated = await findRun(ledger, retryOf)
  if (repeated?.dataset === name && isFinal(repeated.state)) return undefined
  return new SyncError('RETRY_IMPOSSIBLE', { runId: retryOf, state: repeated?.state ?? 'unknown' })
}

/** Keeps what cannot be carried out as a run that has failed, and tells its publisher. */
export async function refuse(
  { ledger, writer, log }: IntakeContext,
  { reply, ...request }: IntakeRequest,
  refusal: SyncError,
): Promise<void> {
  const { dataset, requestedBy } = request
  const error = reportError(refusal)
  await ledger.transaction(async (transaction) => {
    const runId = await refuseRequest(transaction, request, error, writer)
    if (reply === undefined) return
    const { code, message: reason } = refusal
    await putReply(transaction, reply, { answer: 'rejected', runId, dataset, code, reason }, writer)
  })
  log.warn({ err: refusal, dataset, requestedBy }, 'Request that cannot be carried out')
}
