import type { RunDetail } from '../../../../src/schemas/run.ts'
import { StateBadge } from '../../components/badge.tsx'
import { Icon } from '../../components/icon.tsx'
import { Moment } from '../../components/moment.tsx'
import { Away, Loading, StateNote } from '../../components/state-note.tsx'
import { t } from '../../i18n/language.ts'
import { changeCount } from '../../runs/change-count.ts'
import { datasetTitle } from '../../runs/dataset-title.ts'
import { originText } from '../../runs/origin-text.ts'
import { showsError } from '../../runs/run-states.ts'
import { PageHeading } from '../../shell/page-heading.tsx'
import { hrefTo } from '../../shell/route.ts'
import { later } from '../../shell/later.tsx'
import '../../styles/run.css'
import { Attempts } from './attempts.tsx'
import { ErrorReportCard } from './error-report-card.tsx'
import { Phases } from './phases.tsx'
import { Receipt } from './receipt.tsx'
import { TableCounts } from './table-counts.tsx'
import { useRunDetail } from './use-run-detail.ts'
import { Verdict } from './verdict.tsx'

const HoldCard = later(() => import('./hold-card.tsx').then((module) => module.HoldCard))
const NoticesCard = later(() =>
  import('./notices/notices-card.tsx').then((module) => module.NoticesCard),
)
const RejectsCard = later(() =>
  import('./rejects/rejects-card.tsx').then((module) => module.RejectsCard),
)
const ChangesCard = later(() =>
  import('./changes/changes-card.tsx').then((module) => module.ChangesCard),
)

function Title({ run }: { readonly run: RunDetail }) {
  return (
    <header class="run-title">
      <nav aria-label={t('run.path')}>
        <a href={hrefTo.runs()}>{t('nav.runs')}</a>
        <Icon name="right" size={14} />
        <a href={hrefTo.runs({ dataset: run.dataset })}>{run.dataset}</a>
      </nav>
      <div class="run-title-line">
        <PageHeading title={datasetTitle(run.dataset)} />
        <StateBadge run={run} />
      </div>
      <p class="quiet">
        {originText(run)}
        {' · '}
        <Moment at={run.requestedAt} show="both" />
      </p>
      {run.note === null ? null : <p>{run.note}</p>}
    </header>
  )
}

function Run({ run }: { readonly run: RunDetail }) {
  return (
    <article class="run">
      <Title run={run} />
      <Verdict run={run} />
      {run.error !== null && showsError(run.state) ? (
        <ErrorReportCard run={run} error={run.error} />
      ) : null}
      {run.hold === null ? null : <HoldCard run={run} hold={run.hold} />}
      {run.notices.length === 0 ? null : <NoticesCard notices={run.notices} />}
      {run.rejects.length === 0 ? null : <RejectsCard run={run} />}
      {run.state === 'running' ? <Phases run={run} /> : null}
      <TableCounts tables={run.tables} />
      {run.tables.some((table) => changeCount(table) > 0) ? <ChangesCard run={run} /> : null}
      {run.state === 'running' ? null : <Phases run={run} />}
      <Receipt run={run} />
      <Attempts run={run} />
    </article>
  )
}

/** Tarea: what one run did, is doing, or could not do, and why. */
export function RunPage({ id }: { readonly id: string }) {
  const { run, problem } = useRunDetail(id)
  if (run !== undefined) return <Run run={run} />
  return (
    <>
      <PageHeading title={t('run.title')} />
      {problem === undefined ? <Loading label={t('loading.run')} /> : null}
      {problem === 'missing' ? (
        <StateNote icon="dashed" title={t('run.missing')}>
          <p>{t('run.missing.hint')}</p>
          <p>
            <a href={hrefTo.runs()}>{t('run.missing.back')}</a>
          </p>
        </StateNote>
      ) : null}
      {problem === 'unreachable' ? <Away /> : null}
    </>
  )
}
