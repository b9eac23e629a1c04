import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { AuditEntry, AuditPage as AuditRows } from '../../../src/schemas/action.ts'
import { awayText } from '../components/away-text.ts'
import { Moment } from '../components/moment.tsx'
import { Loading, StateNote } from '../components/state-note.tsx'
import { t } from '../i18n/language.ts'
import { callApi } from '../session/api.ts'
import { maySeeAudit, session } from '../session/session.ts'
import { PageHeading } from '../shell/page-heading.tsx'
import { hrefTo } from '../shell/route.ts'

const words = {
  'audit.action': {
    'run.request': 'audit.action.run-request',
    'run.approve': 'audit.action.approve',
    'run.discard': 'audit.action.discard',
    'run.cancel': 'audit.action.cancel',
    'run.retry': 'audit.action.retry',
    'dataset.cancel-queued': 'audit.action.cancel-queued',
    'schedule.pause': 'audit.action.pause',
    'schedule.resume': 'audit.action.resume',
    'parking.replay': 'audit.action.replay',
    'parking.drop': 'audit.action.drop',
    'audit.read': 'audit.action.read',
    login: 'audit.action.login',
    'user.add': 'audit.action.user-add',
    'user.change': 'audit.action.user-change',
    'user.remove': 'audit.action.user-remove',
  },
  'audit.outcome': {
    accepted: 'audit.outcome.accepted',
    refused: 'audit.outcome.refused',
    failed: 'audit.outcome.failed',
    asked: 'audit.outcome.asked',
    done: 'audit.outcome.done',
  },
} as const

/** A word of the audit log in the language of the page; one that is not known stays as it is. */
function known(kind: keyof typeof words, word: string): string {
  const found = Object.entries(words[kind]).find(([name]) => name === word)
  return found === undefined ? word : t(found[1])
}

function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  return (
    <tr>
      <td>
        <Moment at={entry.at} show="clock" />
      </td>
      <td>
        <strong>{entry.actor}</strong>
        {entry.role === null ? null : <span class="quiet">{t(`role.${entry.role}`)}</span>}
      </td>
      <td>{known('audit.action', entry.action)}</td>
      <td>
        {entry.runId === null ? (
          entry.subject
        ) : (
          <a href={hrefTo.run(entry.runId)}>{entry.subject}</a>
        )}
      </td>
      <td class="mono">{entry.address}</td>
      <td>{known('audit.outcome', entry.outcome)}</td>
    </tr>
  )
}

function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t('audit.title')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('audit.at')}</th>
            <th scope="col">{t('audit.actor')}</th>
            <th scope="col">{t('audit.action')}</th>
            <th scope="col">{t('audit.subject')}</th>
            <th scope="col">{t('audit.address')}</th>
            <th scope="col">{t('audit.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Who did what, on what, from where, and how it ended; for administrators. */
export function AuditPage() {
  const rows = useSignal<AuditRows | undefined>(undefined)
  const failed = useSignal(false)
  const readMore = async (): Promise<void> => {
    failed.value = false
    const before = rows.value?.next
    const query =
      before === undefined || before === null ? '' : `?before=${encodeURIComponent(before)}`
    try {
      const page = await callApi<AuditRows>(`audit${query}`)
      rows.value = { entries: [...(rows.value?.entries ?? []), ...page.entries], next: page.next }
    } catch {
      failed.value = true
    }
  }
  const allowed = maySeeAudit.value
  useEffect(() => {
    if (allowed) void readMore()
  }, [allowed])

  let content = <Loading label={t('loading.audit')} />
  if (session.value !== undefined && !allowed) {
    content = <StateNote icon="slash" title={t('audit.forbidden')} />
  } else if (rows.value?.entries.length === 0) {
    content = <StateNote icon="dashed" title={t('audit.empty')} />
  } else if (rows.value !== undefined) {
    content = <AuditTable entries={rows.value.entries} />
  } else if (failed.value) {
    content = <StateNote icon="offline" title={awayText()} />
  }
  return (
    <>
      <PageHeading title={t('audit.title')} />
      <p class="lead">{t('audit.lead')}</p>
      {content}
      {failed.value || (rows.value !== undefined && rows.value.next !== null) ? (
        <p class="more">
          <button type="button" class="button" onClick={() => void readMore()}>
            {failed.value ? t('problem.retry') : t('runs.older')}
          </button>
        </p>
      ) : null}
    </>
  )
}
