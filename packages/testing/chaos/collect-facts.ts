import type { Pool } from 'pg'
import { waitFor } from '../src/index.ts'
import type { Facts, RunFact } from './figures.ts'
import { monitorPassword } from './fleet.ts'

/** What was asked for, as whoever asked knows it. */
export interface Asked {
  commands: number
  /** The runs of the requests that the broker confirmed. */
  readonly confirmed: Set<string>
}

/** Reads from the ledger, the triggers' notes and the monitor what has happened. */
export async function collectFacts({
  asked,
  target,
  monitorUrl,
}: {
  readonly asked: Asked
  readonly target: Pool
  readonly monitorUrl: string
}): Promise<Omit<Facts, 'tornReads' | 'differing' | 'recoverySeconds'>> {
  const { rows: runs } = await target.query<RunFact>(
    `select r.id, r.state,
       (select count(*) from sync.receipts t where t.run_id = r.id)::integer as receipts,
       (select count(*) from sync.attempts a
        where a.run_id = r.id and a.outcome = 'succeeded')::integer as "succeededAttempts"
     from sync.runs r where r.finished_at is not null`,
  )
  const { rows: writes } = await target.query<{ transaction: string; runId: string | null }>(
    `select w.transaction_id::text as transaction, t.run_id as "runId"
     from chaos.writes w left join sync.receipts t
       on t.transaction_id = w.transaction_id and t.dataset = w.dataset`,
  )
  const { rows: fences } = await target.query<{ dataset: string; fences: string[] }>(
    `select dataset, array_agg(fence order by written_at) as fences
     from sync.receipts group by dataset`,
  )
  const states = new Map(runs.map(({ id, state }) => [id, state]))
  const shown = await waitFor(
    async () => {
      const seen = await shownStates(monitorUrl)
      return [...states].every(([id, state]) => seen.get(id) === state) ? seen : undefined
    },
    { what: 'the monitor to show it all', timeoutMs: 20_000, intervalMs: 500 },
  ).catch(() => shownStates(monitorUrl))
  return {
    commands: asked.commands,
    confirmed: [...asked.confirmed],
    runs,
    writes,
    fences: new Map(fences.map((row) => [row.dataset, row.fences.map(Number)])),
    shown,
  }
}

interface RunPage {
  readonly runs: readonly { readonly id: string; readonly state: string }[]
  readonly next: string | null
}

/** The state of every run, page by page as the monitor lists them. */
async function shownStates(monitorUrl: string): Promise<ReadonlyMap<string, string>> {
  const authorization = `Basic ${Buffer.from(`admin:${monitorPassword}`).toString('base64')}`
  const states = new Map<string, string>()
  let before: string | null = null
  do {
    const url = new URL('/api/v1/runs?limit=200', monitorUrl)
    if (before !== null) url.searchParams.set('before', before)
    const response = await fetch(url, { headers: { authorization } })
    if (!response.ok) throw new Error(`The monitor answers ${response.status} to ${url.pathname}`)
    const page = (await response.json()) as RunPage
    for (const { id, state } of page.runs) states.set(id, state)
    before = page.next
  } while (before !== null)
  return states
}
