import { useSignal } from '@preact/signals'
import type { RunDetail, RunHold } from '../../../../src/schemas/run.ts'
import { Icon } from '../../components/icon.tsx'
import { Moment } from '../../components/moment.tsx'
import { locale, number } from '../../i18n/language.ts'
import { now } from '../../live/live.ts'
import { mayStartRuns } from '../../session/session.ts'
import { decideHeld } from './decide-held.ts'
import { breachText, holdText } from './hold-texts.ts'

const oldAfterMs = 3_600_000

type Breach = RunHold['breaches'][number]

function amount(guard: string, value: number): string {
  if (!/Share$|Change$/.test(guard)) return number(value)
  return new Intl.NumberFormat(locale.value.language, {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(value)
}

function sentence({ table, guard, limit, found, column = '' }: Breach): string {
  return breachText(guard, {
    table,
    column,
    limit: amount(guard, limit),
    found: amount(guard, found),
  })
}

/** How old is what would be applied; from an hour on it wants a second thought. */
function SnapshotAge({ takenAt }: { readonly takenAt: string }) {
  const isOld = now.value - new Date(takenAt).getTime() > oldAfterMs
  return (
    <p class={isOld ? 'snapshot-age old warn' : 'snapshot-age'}>
      {isOld ? <Icon name="clock" size={20} /> : null}
      <span>
        {holdText('hold.taken')} <Moment at={takenAt} show="both" />
        {'. '}
        {holdText('hold.taken.effect')}
        {isOld ? ` ${holdText('hold.taken.old')}` : null}
      </span>
    </p>
  )
}

function Decision({ hold }: { readonly hold: RunHold }) {
  const { decision, decidedBy, decidedAt, note } = hold
  if (decision === null) return null
  return (
    <p>
      {holdText(`hold.${decision}`, { who: decidedBy ?? '' })}
      {decidedAt === null ? null : (
        <>
          {' · '}
          <Moment at={decidedAt} show="both" />
        </>
      )}
      {note === null ? null : ` · ${note}`}
    </p>
  )
}

function Decide({ id }: { readonly id: string }) {
  const note = useSignal('')
  const isSending = useSignal(false)
  if (!mayStartRuns.value) return <p class="quiet">{holdText('hold.viewer')}</p>
  const send = async (decision: 'approve' | 'discard') => {
    if (isSending.value) return
    if (decision === 'approve' && !window.confirm(holdText('hold.confirm'))) return
    isSending.value = true
    await decideHeld(id, decision, note.value.trim())
    isSending.value = false
  }
  return (
    <form
      class="decide"
      onSubmit={(event) => {
        event.preventDefault()
        void send('approve')
      }}
    >
      <label>
        {holdText('hold.note')}
        <input
          type="text"
          maxLength={500}
          value={note.value}
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </label>
      <div class="decide-buttons">
        <button type="submit" class="button accent" aria-disabled={isSending.value}>
          <Icon name="check" />
          {holdText('hold.approve')}
        </button>
        <button
          type="button"
          class="button"
          aria-disabled={isSending.value}
          onClick={() => void send('discard')}
        >
          <Icon name="cross" />
          {holdText('hold.discard')}
        </button>
      </div>
    </form>
  )
}

/** What stopped a run before it changed anything, and the decision about it. */
export function HoldCard({ run, hold }: { readonly run: RunDetail; readonly hold: RunHold }) {
  return (
    <section class="card" aria-labelledby="hold-title">
      <h2 id="hold-title">{holdText('hold.title')}</h2>
      <p>{holdText(`hold.${hold.kind}`)}</p>
      {hold.breaches.length === 0 ? null : (
        <ul>
          {hold.breaches.map((breach) => (
            <li key={`${breach.table} ${breach.guard} ${breach.column ?? ''}`}>
              {sentence(breach)}
            </li>
          ))}
        </ul>
      )}
      {run.state === 'held' && run.snapshot !== null ? (
        <SnapshotAge takenAt={run.snapshot.takenAt} />
      ) : null}
      {run.state === 'held' ? <Decide id={run.id} /> : <Decision hold={hold} />}
    </section>
  )
}
