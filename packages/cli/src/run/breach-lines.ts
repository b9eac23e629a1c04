import type { Breach, TableChanges } from '@aaps-data/ledger'
import { countText } from '../text/count-text.ts'

/** What guards found of what a run would do, and what they allow, for people, a line each. Pure. */
export function breachLines(
  breaches: readonly Breach[],
  tables: readonly TableChanges[],
): readonly string[] {
  return breaches.map((breach) => {
    const changes = tables.find(({ table }) => table === breach.table)
    return `${breach.table}: ${breachText(breach, changes)}`
  })
}

function breachText(
  { guard, limit, found, column }: Breach,
  changes: TableChanges | undefined,
): string {
  switch (guard) {
    case 'maxDeletedShare':
      return `would delete ${shareText(found, changes?.deleted)}, allowed are ${percentText(limit)}`
    case 'maxUpdatedShare':
      return `would update ${shareText(found, changes?.updated)}, allowed are ${percentText(limit)}`
    case 'maxDeletedRows':
      return `would delete ${countText(found)} rows, allowed are ${countText(limit)}`
    case 'maxUpdatedRows':
      return `would update ${countText(found)} rows, allowed are ${countText(limit)}`
    case 'maxCountChange':
      return `the number of rows differs by ${percentText(found)} from the usual, allowed are ${percentText(limit)}`
    case 'emptySource':
      return 'the source is empty, and the table would be emptied'
    case 'emptyColumn':
      return `column ${column} would lose all its values`
    case 'targetEdits':
      return 'somebody changed rows by hand since the last run, and they would be restored'
    default:
      return `${column === undefined ? '' : `${column}, `}${guard} is ${limit}, found ${found}`
  }
}

// A share is of the rows that the target has, which nobody kept: it tells them.
function shareText(share: number, rows: number | undefined): string {
  if (rows === undefined || share === 0) return `${percentText(share)} of the rows`
  return `${countText(rows)} of ${countText(Math.round(rows / share))} rows (${percentText(share)})`
}

const percents = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })

function percentText(share: number): string {
  return `${percents.format(share * 100)} %`
}
