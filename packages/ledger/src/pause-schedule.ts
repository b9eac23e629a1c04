import type { Knex } from 'knex'

/** Names all datasets where one may be named. */
export const allDatasets = '*'

/** Who has paused a schedule, and when, as ISO 8601 in UTC. */
export interface Pause {
  readonly by: string
  readonly at: string
  readonly note: string | null
}

/**
 * SQL: as JSON the pause that is in force for the dataset whose name `name` gives, its own before
 * that of all; null when its schedule is not paused.
 */
export function selectPause(name: string): string {
  return `(select json_build_object('by', paused_by, 'at', sync.instant(paused_at), 'note', note)
    from sync.pauses where dataset in (${name}, '*') order by dataset = '*' limit 1)`
}

/**
 * Pauses the schedule of a dataset, or of all: its slots get no runs, and its scheduled runs do not
 * start. What people and services ask for goes on, and so does what runs. Gives whether it was
 * not paused before. Safe to repeat.
 */
export async function pauseSchedule(
  db: Knex,
  {
    dataset,
    by,
    note,
  }: { readonly dataset: string; readonly by: string; readonly note?: string | undefined },
): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { done: boolean }[] }>(
    `select sync.pause_schedule(?, ?, ?) as done`,
    [dataset, by, note ?? null],
  )
  return rows[0]?.done === true
}

/** Ends a pause, and announces the runs that it kept from starting. Gives whether there was one. */
export async function resumeSchedule(
  db: Knex,
  { dataset, writer }: { readonly dataset: string; readonly writer: string },
): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { done: boolean }[] }>(
    `select sync.resume_schedule(?, ?) as done`,
    [dataset, writer],
  )
  return rows[0]?.done === true
}

/** The pauses in force, that of all datasets first. */
export async function listPauses(
  db: Knex,
): Promise<readonly (Pause & { readonly dataset: string })[]> {
  const { rows } = await db.raw<{ rows: (Pause & { dataset: string })[] }>(
    `select dataset, paused_by as by, sync.instant(paused_at) as at, note
     from sync.pauses order by dataset <> '*', dataset`,
  )
  return rows
}
