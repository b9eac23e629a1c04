import { t } from '../i18n/language.ts'
import { ledgerDown } from '../live/live.ts'

/** Who does not answer when something could not be read. */
export function awayText(): string {
  return ledgerDown.value ? t('problem.ledger') : t('problem.unreachable')
}
