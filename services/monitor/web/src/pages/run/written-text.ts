import type { ErrorReport } from '@aaps-data/contracts'
import type { RunDetail } from '../../../../src/schemas/run.ts'
import { t } from '../../i18n/language.ts'

/** Whether a run that has an error wrote anything, in words; also that nobody could tell. */
export function writtenText(
  { written }: Pick<RunDetail, 'written'>,
  { details }: Pick<ErrorReport, 'details'>,
): string {
  if (written !== 'yes' && details['written'] === 'unknown') return t('written.failed.unknown')
  return t(`written.failed.${written}`)
}
