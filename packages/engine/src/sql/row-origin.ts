import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'
import type { StagedTable } from './staged-table.ts'

/**
 * What staging keeps of a row besides its columns, where the source says where its rows stand. No
 * column of a definition has such a name.
 */
export const originColumns = [
  { name: 'sync:number', stagedType: 'bigint' },
  { name: 'sync:faults', stagedType: 'jsonb' },
] as const

const number = quoteIdentifier(originColumns[0].name)
const faults = quoteIdentifier(originColumns[1].name)

/** The place of a row `s` as JSON, with the cell of `column` where it has one; undefined without. */
export function placeOf({ places }: StagedTable, column: string | undefined): string | undefined {
  if (places === undefined) return undefined
  const { within, unit, letters } = places
  const letter = column === undefined ? undefined : letters?.get(column)
  const where =
    letter === undefined
      ? `jsonb_build_object(${quoteLiteral(unit)}, s.${number})`
      : `jsonb_build_object('cell', ${quoteLiteral(letter)} || s.${number})`
  return `${quoteLiteral(JSON.stringify(within))}::jsonb || ${where}`
}

/** Whether nothing of a row `s` was left unread by its source. */
export function isReadWhole({ places }: StagedTable): string {
  return places === undefined ? 'true' : `s.${faults} is null`
}

/** Counts the kinds of faults that sources have noted with rows: column, rule, facts. */
export function countSourceFaults({ staging }: StagedTable): string {
  return `select f ->> 'column' as column, f ->> 'rule' as rule, f -> 'facts' as facts,
      count(distinct s.ctid)::text as rows
    from ${staging} as s cross join lateral jsonb_array_elements(s.${faults}) as f
    where s.${faults} is not null
    group by 1, 2, 3 order by 1, 2, 3`
}

/** Whether a row `s` has a fault of that kind: a JSON object with column, rule and facts. */
export function hasSourceFault(kind: string): string {
  return `s.${faults} @> ${quoteLiteral(`[${kind}]`)}::jsonb`
}

/** What the source has of a row `s` where it has that fault. */
export function faultyValue(kind: string): string {
  return `(select f ->> 'value' from jsonb_array_elements(s.${faults}) as f
    where f @> ${quoteLiteral(kind)}::jsonb limit 1)`
}
