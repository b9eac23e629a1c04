import type { Dataset, SourceTable } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { checkColumns, createTargetDatabase } from '@aaps-data/engine'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import type { Source } from '@aaps-data/sources'
import { targetConfig } from '../config.ts'
import type { Language } from '../explain/explain-report.ts'
import { openSource } from '../open-source.ts'
import { countedText } from '../text/count-text.ts'
import { noticeText } from '../explain/notice-text.ts'
import { findingsOfError, okFinding, type Finding } from './finding.ts'

const ofOneTable = new Set([
  'SOURCE_TABLE_MISSING',
  'SOURCE_COLUMN_MISSING',
  'SOURCE_PERMISSION_DENIED',
])

/**
 * Looks whether a source lets each table of a dataset and each of its columns be read, in a session
 * that can only read, and whether its columns are those of the definition. Names every table and
 * column with a fault.
 */
export async function checkSource(
  env: Environment,
  { dataset, language }: { readonly dataset: Dataset; readonly language: Language },
): Promise<readonly Finding[]> {
  const { TARGET_DATABASE_URL: targetUrl } = loadConfig(targetConfig, env)
  const subject = `source ${dataset.source.connection} of ${dataset.name}`
  const source = openSource(dataset, { env, targetUrl })
  const target = createTargetDatabase({ url: targetUrl })
  try {
    const unread = await checkTables(source, { subject, dataset, language })
    if (unread.length > 0) return unread
    const { signal } = new AbortController()
    const { errors, notices } = await checkColumns({ dataset, source, target, signal })
    if (errors.length > 0) return errors.flatMap((each) => findingsOfError(subject, each, language))
    const tables = dataset.tables.filter(({ kind }) => kind === 'source').length
    return [
      okFinding(subject, `${countedText(tables, 'table')} can be read`),
      ...notices
        .filter(({ code }) => code !== 'TARGET_ALTERED')
        .map((notice) => okFinding(subject, noticeText(notice, language))),
    ]
  } catch (error) {
    return findingsOfError(subject, error, language)
  } finally {
    await target.destroy()
    await source.close()
  }
}

async function checkTables(
  source: Source,
  {
    subject,
    dataset,
    language,
  }: { readonly subject: string; readonly dataset: Dataset; readonly language: Language },
): Promise<readonly Finding[]> {
  const tables = dataset.tables.filter((table) => table.kind === 'source')
  try {
    await describe(source, tables)
    return []
  } catch (error) {
    const isOfTable = error instanceof SyncError && ofOneTable.has(error.code)
    if (!isOfTable) return findingsOfError(subject, error, language)
  }
  const findings: Finding[] = []
  for (const table of tables) {
    // A snapshot each: what the server refuses costs the transaction.
    await describe(source, [table]).catch((error: unknown) => {
      // What is compared column by column afterwards tells them all.
      const isColumn = error instanceof SyncError && error.code === 'SOURCE_COLUMN_MISSING'
      if (!isColumn) findings.push(...findingsOfError(subject, error, language))
    })
  }
  return findings
}

async function describe(source: Source, tables: readonly SourceTable[]): Promise<void> {
  const { signal } = new AbortController()
  const snapshot = await source.openSnapshot({ signal, tables })
  try {
    await snapshot.describe(tables)
  } finally {
    await snapshot.release()
  }
}
