import type { ErrorReport } from '@aaps-data/contracts'
import type { ExplainedError } from '@aaps-data/contracts/error-guide'
import type { RunDetail } from '../../../../src/schemas/run.ts'
import { formatExact } from '../../format/instant.ts'
import { locale, t } from '../../i18n/language.ts'
import { datasetTitle } from '../../runs/dataset-title.ts'
import { detailLabel, detailText, shownDetails } from './error-details.ts'
import { writtenText } from './written-text.ts'

/** A failed run in plain text, to be sent to whoever must act. */
export function reportText(
  run: RunDetail,
  error: ErrorReport,
  explained: ExplainedError | undefined,
): string {
  const lines: (readonly [string, string])[] = [
    [t('report.dataset'), `${datasetTitle(run.dataset)} (${run.dataset})`],
    [t('report.run'), run.id],
    [t('report.at'), formatExact(run.finishedAt ?? run.startedAt ?? run.requestedAt, locale.value)],
    [t('error.code'), `${error.code} · ${explained?.title ?? error.message}`],
    [t('error.written'), writtenText(run, error)],
    [t('error.actor'), explained?.actor ?? ''],
    ...shownDetails(error.details).map(
      ([key, value]) => [detailLabel(key), detailText(value, key)] as const,
    ),
    ...error.causes.map(({ name, message }) => [t('error.causes'), `${name}: ${message}`] as const),
    [t('report.address'), window.location.href],
  ]
  const steps = explained?.steps.map((step, index) => `${index + 1}. ${step}`) ?? []
  return [
    ...lines.map(([label, text]) => `${label}: ${text}`),
    '',
    t('error.steps'),
    ...steps,
  ].join('\n')
}
