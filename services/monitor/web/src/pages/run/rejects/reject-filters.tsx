import type { Signal } from '@preact/signals'
import { ruleTitle } from '@aaps-data/contracts/describe-reject'
import type { RejectFilter, RunRejectCount } from '../../../../../src/schemas/reject.ts'
import { number } from '../../../i18n/language.ts'
import { language } from '../../../session/preferences.ts'
import { CsvLink } from '../csv-link.tsx'
import { FilterSelect } from '../filter-select.tsx'
import type { Chosen } from '../query-of.ts'
import { rejectText } from './reject-texts.ts'

const actions = ['reject', 'warn', 'fail'] as const

interface RejectFiltersProps {
  readonly filter: Signal<Chosen<RejectFilter>>
  readonly counts: readonly RunRejectCount[]
  /** The path of the file with what the filter lets through. */
  readonly csv: string
}

/** Choices of a field with how many rows each has. */
function choicesOf(
  counts: readonly RunRejectCount[],
  field: 'table' | 'rule',
  labelOf: (value: string) => string,
) {
  const rows = new Map<string, number>()
  for (const count of counts) rows.set(count[field], (rows.get(count[field]) ?? 0) + count.rows)
  return [...rows].map(([value, sum]) => ({ value, label: `${labelOf(value)} (${number(sum)})` }))
}

/** Choosing by table, rule, action and standing what is shown and downloaded. */
export function RejectFilters({ filter, counts, csv }: RejectFiltersProps) {
  const { table, rule, action, state } = filter.value
  const choose = (change: Chosen<RejectFilter>) => (filter.value = { ...filter.value, ...change })
  return (
    <div class="row-filters">
      <div class="row-fields">
        <FilterSelect
          label={rejectText('table')}
          all={rejectText('all-tables')}
          value={table}
          choices={choicesOf(counts, 'table', (name) => name)}
          choose={(chosen) => choose({ table: chosen })}
        />
        <FilterSelect
          label={rejectText('rule')}
          all={rejectText('all-rules')}
          value={rule}
          choices={choicesOf(counts, 'rule', (name) => ruleTitle(name, language.value))}
          choose={(chosen) => choose({ rule: chosen })}
        />
        <FilterSelect
          label={rejectText('action')}
          all={rejectText('all-actions')}
          value={action}
          choices={actions
            .filter((each) => counts.some((count) => count.action === each))
            .map((each) => ({ value: each, label: rejectText(`action.${each}`) }))}
          choose={(chosen) => choose({ action: actions.find((each) => each === chosen) })}
        />
        <FilterSelect
          label={rejectText('state')}
          all={rejectText('all-states')}
          value={state}
          choices={(['open', 'solved'] as const).map((each) => ({
            value: each,
            label: rejectText(each),
          }))}
          choose={(chosen) =>
            choose({ state: (['open', 'solved'] as const).find((each) => each === chosen) })
          }
        />
        <CsvLink path={csv} filter={filter.value} label={rejectText('download')} />
      </div>
    </div>
  )
}
