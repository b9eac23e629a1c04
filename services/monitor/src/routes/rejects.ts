import { Uuid } from '@aaps-data/contracts'
import { Type } from '@sinclair/typebox'
import type { Knex } from 'knex'
import type { CsvLanguage } from '../csv/csv-line.ts'
import { eachPage } from '../csv/each-page.ts'
import { rejectHeader, rejectLine } from '../csv/reject-lines.ts'
import { sendCsv } from '../csv/send-csv.ts'
import type { MonitorApp } from '../monitor-app.ts'
import { Problem } from '../schemas/action.ts'
import { CsvQuery } from '../schemas/csv-query.ts'
import { Keyset } from '../schemas/keyset.ts'
import { RejectFilter, RunRejectPage } from '../schemas/reject.ts'
import { findDatasetOfRun } from '../store/find-dataset-of-run.ts'
import { countMatchingRejects, listRejects } from '../store/list-rejects.ts'

const RunParams = Type.Object({ id: Uuid })
const rowsAtOnce = 1_000

/** The rows that broke a rule in a run: to page through and to download. */
export function rejectRoutes(app: MonitorApp, { db }: { readonly db: Knex }): void {
  app.get(
    '/runs/:id/rejects',
    {
      schema: {
        tags: ['runs'],
        summary: 'Rows of the source that broke a rule in a run',
        params: RunParams,
        querystring: Type.Composite([RejectFilter, Keyset]),
        response: { 200: RunRejectPage, 404: Problem },
      },
    },
    async ({ params: { id }, query }) => {
      await findDatasetOfRun(db, id)
      const wanted = { runId: id, ...query }
      const [page, matching] = await Promise.all([
        listRejects(db, wanted),
        countMatchingRejects(db, wanted),
      ])
      return { ...page, matching }
    },
  )

  app.get(
    '/runs/:id/rejects.csv',
    {
      schema: {
        tags: ['runs'],
        summary: 'The same as a file for spreadsheets, with the cause in words',
        produces: ['text/csv'],
        params: RunParams,
        querystring: Type.Composite([RejectFilter, CsvQuery]),
        response: { 200: Type.String(), 404: Problem },
      },
    },
    async ({ params: { id }, query: { language, ...filter } }, reply) => {
      const dataset = await findDatasetOfRun(db, id)
      return sendCsv(reply, {
        name: `${dataset}-${language === 'es' ? 'rechazos' : 'rejects'}-${id}.csv`,
        header: rejectHeader(language),
        batches: batchesOf(db, { runId: id, ...filter }, language),
      })
    },
  )
}

async function* batchesOf(
  db: Knex,
  filter: RejectFilter & { readonly runId: string },
  language: CsvLanguage,
): AsyncGenerator<string> {
  const pages = eachPage(async (after) => {
    const { rejects, next } = await listRejects(db, { ...filter, after, limit: rowsAtOnce })
    return { rows: rejects, next }
  })
  for await (const rejects of pages) {
    yield rejects.map((reject) => rejectLine(reject, language)).join('')
  }
}
