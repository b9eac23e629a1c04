import { describeReject, ruleTitle } from '@aaps-data/contracts/describe-reject'
import { pairsText, placeText } from '../../../../../src/csv/pairs-text.ts'
import type { RunReject } from '../../../../../src/schemas/reject.ts'
import { Icon } from '../../../components/icon.tsx'
import { Moment } from '../../../components/moment.tsx'
import { language } from '../../../session/preferences.ts'
import { hrefTo } from '../../../shell/route.ts'
import { rejectText } from './reject-texts.ts'

const faces = {
  reject: { icon: 'cross', tone: 'bad' },
  warn: { icon: 'warning', tone: 'warn' },
  fail: { icon: 'pause', tone: 'bad' },
} as const

function Standing({ reject }: { readonly reject: RunReject }) {
  const { solvedAt, solvedBy } = reject
  if (solvedAt === null) return <span>{rejectText('open')}</span>
  return (
    <span class="solved">
      <Icon name="check" size={16} /> {rejectText('solved-by')}{' '}
      {solvedBy === null ? (
        rejectText('later-run')
      ) : (
        <a href={hrefTo.run(solvedBy)}>{rejectText('later-run')}</a>
      )}
      {' · '}
      <Moment at={solvedAt} />
    </span>
  )
}

/** One row that broke a rule: why, where it is, what became of it. */
export function Reject({ reject }: { readonly reject: RunReject }) {
  const { action, table, column, rule, key, place } = reject
  const { icon, tone } = faces[action]
  const placed = placeText(place, language.value)
  const keyed = pairsText(key)
  // In a file people look for the line; its key may be what is wrong.
  const where = place?.['file'] === undefined ? (keyed ?? placed) : placed
  return (
    <li class="row-item">
      <p class="row-what">
        <span class={`badge ${tone}`}>
          <Icon name={icon} size={16} />
          {rejectText(`action.${action}`)}
        </span>
        <strong class="mono">{table}</strong>
        {column === null ? null : <span class="mono row-key">{column}</span>}
        {where === null ? null : <span class="mono row-key">{where}</span>}
      </p>
      <div>
        <p class="cause">{describeReject(reject, language.value)}</p>
        <p class="quiet">
          {ruleTitle(rule, language.value)}
          {' · '}
          <Standing reject={reject} />
        </p>
      </div>
    </li>
  )
}
