import { stateFaces } from '../../components/badge.tsx'
import { Icon } from '../../components/icon.tsx'
import { number, t } from '../../i18n/language.ts'
import { live } from '../../live/live.ts'
import { shownStates } from '../../runs/run-states.ts'
import { language } from '../../session/preferences.ts'
import { hrefTo, type RunFilter } from '../../shell/route.ts'
import { goTo } from '../../shell/router.ts'

const countedStates: readonly (RunFilter['state'] & string)[] = [
  'running',
  'queued',
  'waiting',
  'held',
]

/** How many runs are in a state that passes; finished ones are a history, which has no end. */
function openCount(state: RunFilter['state'], dataset: string | undefined): number | undefined {
  if (state === undefined || !countedStates.includes(state)) return undefined
  return [...(live.value?.runs.values() ?? [])].filter(
    (run) =>
      (run.state === state || (state === 'queued' && run.state === 'accepted')) &&
      (dataset === undefined || run.dataset === dataset),
  ).length
}

function StateFilter({ filter, state }: { filter: RunFilter; state: RunFilter['state'] }) {
  const count = openCount(state, filter.dataset)
  return (
    <li>
      <a
        class={`chip ${count === 0 ? 'none' : ''}`}
        href={hrefTo.runs({ state, dataset: filter.dataset })}
        aria-current={filter.state === state ? 'true' : undefined}
      >
        {state === undefined ? null : <Icon name={stateFaces[state].icon} size={16} />}
        {state === undefined ? t('filter.all') : t(`state.${state}`)}
        {count === undefined ? null : <span class="chip-count">{number(count)}</span>}
      </a>
    </li>
  )
}

/** Choosing by state; every choice has an address of its own. */
export function StateFilters({ filter }: { readonly filter: RunFilter }) {
  return (
    <nav class="filters" aria-label={t('filter.state')}>
      <ul class="chips">
        {([undefined, 'planned', ...shownStates] as const).map((state) => (
          <StateFilter key={state ?? 'all'} filter={filter} state={state} />
        ))}
      </ul>
    </nav>
  )
}

/** Choosing by dataset; every choice has an address of its own. */
export function DatasetFilter({ filter }: { readonly filter: RunFilter }) {
  const datasets = live.value?.datasets ?? []
  return (
    <label class="field">
      <span>{t('filter.dataset')}</span>
      <select
        value={filter.dataset ?? ''}
        onChange={({ currentTarget }) => {
          const dataset = currentTarget.value === '' ? undefined : currentTarget.value
          goTo(hrefTo.runs({ state: filter.state, dataset }), { replace: true })
        }}
      >
        <option value="">{t('filter.all-datasets')}</option>
        {datasets.map(({ name, title }) => (
          <option key={name} value={name}>
            {title[language.value]}
          </option>
        ))}
      </select>
    </label>
  )
}
