import { useSignal, type Signal } from '@preact/signals'
import type { RunTable } from '../../../../src/schemas/run.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { number, plural, t } from '../../i18n/language.ts'
import { changeCount } from '../../runs/change-count.ts'
import {
  nextOrder,
  sortTables,
  tableColumns,
  type TableColumn,
  type TableOrder,
} from './sort-tables.ts'

const digestShown = 8

function SortHeader({ column, order }: { column: TableColumn; order: Signal<TableOrder> }) {
  const active = order.value.by === column
  const direction = order.value.descending ? 'descending' : 'ascending'
  return (
    <th scope="col" class={column} aria-sort={active ? direction : 'none'}>
      <button type="button" onClick={() => (order.value = nextOrder(order.value, column))}>
        {t(`tables.${column}`)}
      </button>
    </th>
  )
}

function Digest({ table }: { readonly table: RunTable }) {
  const { targetDigest } = table
  if (targetDigest === null) return <td class="digest quiet">{t('tables.held')}</td>
  // What was read in part has the digest of that part.
  if (table.read === 'incremental') return <td class="digest quiet">{t('tables.partly')}</td>
  const equal = table.sourceDigest === table.targetDigest
  return (
    <td class="digest">
      <span class={equal ? 'equal' : 'different'}>
        <Icon name={equal ? 'check' : 'cross'} size={16} />
        {equal ? t('tables.equal') : t('tables.different')}
      </span>
      <code>{targetDigest.slice(0, digestShown)}</code>
      <CopyButton
        text={() => targetDigest}
        label={t('tables.copy-digest', { table: table.table })}
      />
    </td>
  )
}

const countOf = (value: number) => (
  <td class={value === 0 ? 'count none' : 'count'}>{number(value)}</td>
)

function TableRow({ table }: { readonly table: RunTable }) {
  return (
    <tr>
      <th scope="row">{table.table}</th>
      {countOf(table.inserted)}
      {countOf(table.updated)}
      {countOf(table.deleted)}
      {countOf(table.unchanged)}
      {countOf(table.staged)}
      <Digest table={table} />
    </tr>
  )
}

function TableGrid({ tables, caption }: { tables: readonly RunTable[]; caption: string }) {
  const order = useSignal<TableOrder>({ by: 'change', descending: true })
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="table counts">
        <thead>
          <tr>
            {tableColumns.map((column) => (
              <SortHeader key={column} column={column} order={order} />
            ))}
            <th scope="col">{t('tables.digest')}</th>
          </tr>
        </thead>
        <tbody>
          {sortTables(tables, order.value).map((table) => (
            <TableRow key={table.table} table={table} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Rows of each table by what happened to them; tables without a change are folded away. */
export function TableCounts({ tables }: { readonly tables: readonly RunTable[] }) {
  if (tables.length === 0) return null
  const changed = tables.filter((table) => changeCount(table) > 0)
  const unchanged = tables.filter((table) => changeCount(table) === 0)
  return (
    <section class="card" aria-labelledby="tables-title">
      <h2 id="tables-title">{t('run.tables')}</h2>
      {changed.length === 0 ? (
        <p class="quiet">{t('tables.no-change')}</p>
      ) : (
        <TableGrid tables={changed} caption={plural('tables.changed-count', changed.length)} />
      )}
      {unchanged.length === 0 ? null : (
        <details class="fold">
          <summary>{plural('tables.unchanged-count', unchanged.length)}</summary>
          <TableGrid
            tables={unchanged}
            caption={plural('tables.unchanged-count', unchanged.length)}
          />
        </details>
      )}
    </section>
  )
}
