import type { SyncError } from '@aaps-data/contracts'
import type { RunRecord } from '@aaps-data/ledger'
import { exitCodes } from '../exit-codes.ts'
import { explainReport, type Language } from '../explain/explain-report.ts'
import type { ProgramContext } from '../program-context.ts'

/** Tells that a request was refused for its key, and shows nothing of the run that has it but its id. */
export function refuseKey(
  { print, exit }: Pick<ProgramContext, 'print' | 'exit'>,
  { id }: RunRecord,
  error: SyncError,
  { asJson, language }: { readonly asJson: boolean; readonly language: Language },
): void {
  const { code, message, details } = error
  const explained = explainReport(language, { code, message, details, causes: [] })
  if (asJson) print(JSON.stringify({ id, state: 'refused', error: explained }))
  const facts = `asked for ${JSON.stringify(details['asked'])}, run ${id} has ${JSON.stringify(details['found'])}`
  exit(exitCodes.refused, `${message} (${code}): ${facts}`)
}
