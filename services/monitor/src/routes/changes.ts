import { Uuid } from '@aaps-data/contracts'
import { Type } from '@sinclair/typebox'
import type { Knex } from 'knex'
import { changeHeader, changeLines } from '../csv/change-lines.ts'
import type { CsvLanguage } from '../csv/csv-line.ts'
import { eachPage } from '../csv/each-page.ts'
import { sendCsv } from '../csv/send-csv.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { Problem } from '../schemas/action.ts'
import { ChangeFilter, RunChangeCounts, RunChangePage } from '../schemas/change.ts'
import { CsvQuery } from '../schemas/csv-query.ts'
import { Keyset } from '../schemas/keyset.ts'
import { countChanges, countMatchingChanges, listChanges } from '../store/list-changes.ts'
import { findDatasetOfRun } from '../store/find-dataset-of-run.ts'

const RunParams = Type.Object({ id: Uuid })
const rowsAtOnce = 1_000

/** What runs changed, or held runs would change, row by row: to page through and to download. */
export function changeRoutes(app: MonitorApp, { db }: { readonly db: Knex }): void {
  app.get(
    '/runs/:id/changes',
    {
      schema: {
        tags: ['runs'],
        summary: 'What a run changed, or would change, row by row',
        params: RunParams,
        querystring: Type.Composite([ChangeFilter, Keyset]),
        response: { 200: RunChangePage, 404: Problem },
      },
    },
    async ({ params: { id }, query }) => {
      await findDatasetOfRun(db, id)
      const wanted = { runId: id, ...query }
      const [page, matching] = await Promise.all([
        listChanges(db, wanted),
        countMatchingChanges(db, wanted),
      ])
      return { ...page, matching }
    },
  )

  app.get(
    '/runs/:id/changes/counts',
    {
      schema: {
        tags: ['runs'],
        summary: 'How many changes of a run were kept, by table and column',
        params: RunParams,
        response: { 200: Type.Array(RunChangeCounts), 404: Problem },
      },
    },
    async ({ params: { id } }) => {
      await findDatasetOfRun(db, id)
      return countChanges(db, id)
    },
  )

  app.get(
    '/runs/:id/changes.csv',
    {
      schema: {
        tags: ['runs'],
        summary: 'The same as a file for spreadsheets, one line a column',
        produces: ['text/csv'],
        params: RunParams,
        querystring: Type.Composite([ChangeFilter, CsvQuery]),
        response: { 200: Type.String(), 404: Problem },
      },
    },
    async ({ params: { id }, query: { language, ...filter } }, reply) => {
      const dataset = await findDatasetOfRun(db, id)
      return sendCsv(reply, {
        name: `${dataset}-${language === 'es' ? 'cambios' : 'changes'}-${id}.csv`,
        header: changeHeader(language),
        batches: batchesOf(db, { runId: id, ...filter }, language),
      })
    },
  )
}

async function* batchesOf(
  db: Knex,
  filter: ChangeFilter & { readonly runId: string },
  language: CsvLanguage,
): AsyncGenerator<string> {
  const pages = eachPage(async (after) => {
    const { changes, next } = await listChanges(db, { ...filter, after, limit: rowsAtOnce })
    return { rows: changes, next }
  })
  for await (const changes of pages) {
    yield changes.map((change) => changeLines(change, language)).join('')
  }
}
