import type { RowCounts } from '@aaps-data/contracts'
import { plural, t } from '../i18n/language.ts'
import { changeCount } from './change-count.ts'

/** How many rows a run changed, in words; none at all is said in so many words. */
export function changesText(counts: RowCounts): string {
  const changed = changeCount(counts)
  return changed === 0 ? t('counts.none') : plural('counts.changed', changed)
}
