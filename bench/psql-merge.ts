import { runLocalTool } from '@aaps-data/testing'
import { spawn } from 'node:child_process'
import { once } from 'node:events'

interface Program {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
}

/** Merges a table as a careful person would with psql alone. Gives the seconds that it took. */
export type PsqlMerge = () => Promise<number>

// The shell joins the two, as a person would: nothing of ours stands between them.
const pipeline = `"$PSQL" -X -q -v ON_ERROR_STOP=1 -d "$SOURCE_URL" -c "$COPY_OUT" |
  "$PSQL" -X -q -v ON_ERROR_STOP=1 -d "$TARGET_URL" -1 -c "$EMPTY_STAGING" -c "$COPY_IN" \
    -c "$UPSERT" -c "$DELETE_MISSING"`

/**
 * Prepares the merge of `relation` with psql: COPY into an unlogged staging table, then a guarded
 * `insert … on conflict` and an anti-join delete, all in one transaction. Finds psql as the private
 * stack does, and fails with its message where there is none.
 */
export async function preparePsqlMerge({
  sourceUrl,
  targetUrl,
  relation,
  key,
  columns,
}: {
  readonly sourceUrl: string
  readonly targetUrl: string
  readonly relation: string
  readonly key: string
  readonly columns: readonly string[]
}): Promise<PsqlMerge> {
  const found = await runLocalTool<Program>(['find', 'psql'])
  await found.release()
  const { command, env } = found.answer
  const others = columns.filter((column) => column !== key)
  const row = (alias: string) => `(${others.map((column) => `${alias}.${column}`).join(', ')})`
  const statements = {
    PSQL: command,
    SOURCE_URL: sourceUrl,
    TARGET_URL: targetUrl,
    COPY_OUT: `copy (select ${columns.join(', ')} from ${relation}) to stdout`,
    EMPTY_STAGING: `truncate staging`,
    COPY_IN: `copy staging (${columns.join(', ')}) from stdin`,
    UPSERT: `insert into ${relation} as t (${columns.join(', ')})
      select ${columns.join(', ')} from staging
      on conflict (${key}) do update set
        ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
      where ${row('t')} is distinct from ${row('excluded')}`,
    DELETE_MISSING: `delete from ${relation} as t
      where not exists (select from staging as s where s.${key} = t.${key})`,
  }
  return async () => {
    const beganMs = performance.now()
    const shell = spawn('sh', ['-c', pipeline], {
      env: { PATH: process.env['PATH'], ...env, ...statements },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const [exitCode] = (await once(shell, 'exit')) as [number | null]
    if (exitCode !== 0) throw new Error(`psql ended with ${exitCode}; it says why above`)
    return (performance.now() - beganMs) / 1_000
  }
}
