import { parseArgs } from 'node:util'
import { measureBar } from './bars.ts'
import { startBenchStack, type BenchStack } from './bench-stack.ts'
import { prepareContenders, type Contender, type ContenderName } from './merge-contenders.ts'
import { changeOnePercent, makeSerie } from './merge-source.ts'
import { writeReport } from './report.ts'
import { describeSeconds, median } from './statistics.ts'

/** What is done in each round, in this order, and by whom. */
const cases = {
  'full load': ['ours', 'psql'],
  unchanged: ['ours', 'ours, by delta', 'psql'],
  '1 % changed': ['ours', 'ours, no change log', 'psql'],
} as const satisfies Readonly<Record<string, readonly ContenderName[]>>

type Case = keyof typeof cases

/**
 * Merges a large table through the real scheduler, broker and worker, and with psql alone, in
 * turns: a full load into an empty target, then the same again with nothing changed, then with one
 * row of a hundred changed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
    },
  })
  const rows = Number(values.rows)
  const rounds = Number(values.rounds)
  const stack = await startBenchStack()
  try {
    const contenders = await prepareContenders(stack, await makeSerie(stack, rows))
    // Those that take no part in the full load need their rows once.
    await contenders['ours, by delta'].run()
    await contenders['ours, no change log'].run()
    const seconds: Record<string, number[]> = {}
    const walMegabytes: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      const measure = async (what: Case, prepare: (contender: Contender) => Promise<void>) => {
        const names: readonly ContenderName[] = cases[what]
        // Whoever goes first in one round goes last in the next.
        for (const name of round % 2 === 1 ? names : names.toReversed()) {
          const contender = contenders[name]
          await prepare(contender)
          await stack.query(contender.database, 'checkpoint')
          const before = await walPosition(stack)
          ;(seconds[`${what}, ${name}`] ??= []).push(await contender.run())
          if (what === 'unchanged' && name !== 'psql') {
            walMegabytes.push((await walPosition(stack)) - before)
          }
          await requireRows(stack, contender, rows)
        }
      }
      await measure('full load', (contender) => empty(stack, contender))
      await measure('unchanged', (contender) => settle(stack, contender))
      await changeOnePercent(stack, round)
      await measure('1 % changed', (contender) => settle(stack, contender))
      await contenders['ours, by delta'].run()
      process.stderr.write(`  round ${round} of ${rounds} done\n`)
    }
    report({ rows, rounds, seconds, walMegabytes, stack, json: values.json })
  } finally {
    await stack.stop()
  }
}

function report({
  rows,
  rounds,
  seconds,
  walMegabytes,
  stack,
  json,
}: {
  readonly rows: number
  readonly rounds: number
  readonly seconds: Readonly<Record<string, readonly number[]>>
  readonly walMegabytes: readonly number[]
  readonly stack: BenchStack
  readonly json: string | undefined
}): void {
  const of = (what: Case, name: ContenderName) => median(seconds[`${what}, ${name}`] ?? [])
  const peakMib = stack.workerPeakMib()
  writeReport(
    {
      bench: 'merge',
      lines: [
        ['rows, rounds', `${rows}, ${rounds}`],
        ...Object.entries(seconds).map(([what, all]) => [what, describeSeconds(all)] as const),
        ['log written by an unchanged run', `${median(walMegabytes).toFixed(3)} MB`],
        ['peak memory of the worker', `${peakMib.toFixed(0)} MiB`],
      ],
      measurements: { ...seconds, walMegabytes },
      bars: [
        measureBar('merge.full-load-ratio', of('full load', 'ours') / of('full load', 'psql')),
        measureBar(
          'merge.unchanged-by-delta-ratio',
          of('unchanged', 'ours, by delta') / of('unchanged', 'psql'),
        ),
        measureBar(
          'merge.unchanged-by-fingerprint-ratio',
          of('unchanged', 'ours') / of('unchanged', 'psql'),
        ),
        measureBar('merge.changed-ratio', of('1 % changed', 'ours') / of('1 % changed', 'psql')),
        measureBar(
          'merge.change-log-ratio',
          of('1 % changed', 'ours') / of('1 % changed', 'ours, no change log'),
        ),
        measureBar('merge.worker-peak-mib', peakMib),
        measureBar('merge.unchanged-wal-mb', median(walMegabytes)),
      ],
    },
    json,
  )
}

async function empty(stack: BenchStack, { database, relation }: Contender): Promise<void> {
  await stack.query(database, `truncate ${relation}`)
}

/** Does what autovacuum does within a minute of a load: the rows' hint bits are its business. */
async function settle(stack: BenchStack, { database, relation }: Contender): Promise<void> {
  await stack.query(database, `vacuum analyze ${relation}`)
}

async function walPosition(stack: BenchStack): Promise<number> {
  const [row] = await stack.query<{ bytes: string }>(
    'bench_target',
    `select pg_current_wal_insert_lsn() - '0/0' as bytes`,
  )
  return Number(row?.bytes) / 1_000_000
}

async function requireRows(
  stack: BenchStack,
  { database, relation }: Contender,
  rows: number,
): Promise<void> {
  const [row] = await stack.query<{ found: string }>(
    database,
    `select count(*) as found from ${relation}`,
  )
  if (Number(row?.found) !== rows) throw new Error(`${relation} has ${row?.found} of ${rows} rows`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
