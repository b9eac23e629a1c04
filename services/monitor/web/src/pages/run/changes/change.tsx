import { pairsText } from '../../../../../src/csv/pairs-text.ts'
import type { RunChange } from '../../../../../src/schemas/change.ts'
import { Icon } from '../../../components/icon.tsx'
import { number } from '../../../i18n/language.ts'
import { Value } from './value.tsx'
import { changeText } from './change-texts.ts'

const columnsShown = 4

const faces = {
  insert: { icon: 'plus', tone: 'good' },
  update: { icon: 'pencil', tone: 'busy' },
  delete: { icon: 'minus', tone: 'bad' },
} as const

function ColumnValue({ change, column }: { readonly change: RunChange; readonly column: string }) {
  const { operation } = change
  const before = change.before?.[column] ?? null
  const after = change.after?.[column] ?? null
  if (operation === 'insert') return <Value text={after} />
  if (operation === 'delete') return <Value text={before} />
  return (
    <>
      <del>
        <span class="visually-hidden">{`${changeText('before')}: `}</span>
        <Value text={before} other={after} />
      </del>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <ins>
        <span class="visually-hidden">{`${changeText('after')}: `}</span>
        <Value text={after} other={before} />
      </ins>
    </>
  )
}

function Columns({ change, names }: { change: RunChange; names: readonly string[] }) {
  return (
    <dl class="columns">
      {names.map((column) => (
        <div key={column}>
          <dt class="mono">{column}</dt>
          <dd class="mono">
            <ColumnValue change={change} column={column} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** One row that changed: which, how, and each column before and after. */
export function Change({ change }: { readonly change: RunChange }) {
  const { operation, table, key, before, after } = change
  const { icon, tone } = faces[operation]
  // The key is told already.
  const names = Object.keys(after ?? before ?? {}).filter(
    (column) => operation === 'update' || !(column in (key ?? {})),
  )
  const rest = names.slice(columnsShown)
  return (
    <li class="row-item">
      <p class="row-what">
        <span class={`badge ${tone}`}>
          <Icon name={icon} size={16} />
          {changeText(`one.${operation}`)}
        </span>
        <strong class="mono">{table}</strong>
        <span class="mono row-key">{pairsText(key) ?? changeText('no-key')}</span>
      </p>
      <div>
        <Columns change={change} names={names.slice(0, columnsShown)} />
        {rest.length === 0 ? null : (
          <details class="fold">
            <summary>{changeText('more-columns', { count: number(rest.length) })}</summary>
            <Columns change={change} names={rest} />
          </details>
        )}
      </div>
    </li>
  )
}
