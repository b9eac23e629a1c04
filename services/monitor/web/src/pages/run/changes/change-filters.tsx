import type { Signal } from '@preact/signals'
import type { ChangeFilter, RunChangeCounts } from '../../../../../src/schemas/change.ts'
import { number } from '../../../i18n/language.ts'
import { CsvLink } from '../csv-link.tsx'
import { FilterSelect } from '../filter-select.tsx'
import type { Chosen } from '../query-of.ts'
import { changeText } from './change-texts.ts'

const operations = ['insert', 'update', 'delete'] as const
type Operation = (typeof operations)[number]

interface ChangeFiltersProps {
  readonly filter: Signal<Chosen<ChangeFilter>>
  readonly counts: readonly RunChangeCounts[]
  /** The path of the file with what the filter lets through. */
  readonly csv: string
}

function sumOf(counts: readonly RunChangeCounts[], wanted: readonly Operation[]): number {
  return counts.reduce(
    (sum, table) => sum + wanted.reduce((part, operation) => part + table[operation], 0),
    0,
  )
}

function OperationChips({ filter, counts }: Omit<ChangeFiltersProps, 'csv'>) {
  const ofTable = counts.filter(({ table }) => table === (filter.value.table ?? table))
  return (
    <div class="chips" role="group" aria-label={changeText('operation')}>
      {([undefined, ...operations] as const).map((operation) => {
        const count = sumOf(ofTable, operation === undefined ? operations : [operation])
        return (
          <button
            key={operation ?? 'all'}
            type="button"
            class={`chip ${count === 0 ? 'none' : ''}`}
            aria-pressed={filter.value.operation === operation}
            onClick={() => {
              const { column, ...rest } = filter.value
              // A column is changed by updates only.
              const kept = operation === 'update' ? { column } : {}
              filter.value = { ...rest, ...kept, operation }
            }}
          >
            {changeText(operation ?? 'all')}
            <span class="chip-count">{number(count)}</span>
          </button>
        )
      })}
    </div>
  )
}

/** Choosing by operation, table, column and key what is shown and downloaded. */
export function ChangeFilters({ filter, counts, csv }: ChangeFiltersProps) {
  const { table, column, key } = filter.value
  const columns = counts
    .filter((each) => each.table === (table ?? each.table))
    .flatMap((each) => each.columns)
    .map((each) => each.column)
  return (
    <div class="row-filters">
      <OperationChips filter={filter} counts={counts} />
      <div class="row-fields">
        <FilterSelect
          label={changeText('table')}
          all={changeText('all-tables')}
          value={table}
          choices={counts.map((each) => ({
            value: each.table,
            label: `${each.table} (${number(sumOf([each], operations))})`,
          }))}
          choose={(chosen) =>
            (filter.value = { ...filter.value, table: chosen, column: undefined })
          }
        />
        <FilterSelect
          label={changeText('column')}
          all={changeText('any-column')}
          value={column}
          choices={[...new Set(columns)].map((name) => ({ value: name, label: name }))}
          choose={(chosen) => (filter.value = { ...filter.value, column: chosen })}
        />
        <label class="field">
          <span>{changeText('key')}</span>
          <input
            type="search"
            maxLength={200}
            value={key ?? ''}
            onInput={({ currentTarget }) => {
              filter.value = { ...filter.value, key: currentTarget.value }
            }}
          />
        </label>
        <CsvLink path={csv} filter={filter.value} label={changeText('download')} />
      </div>
    </div>
  )
}
