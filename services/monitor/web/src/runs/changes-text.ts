import type { RowCounts } from '@aaps-data/contracts'
import type { ReadMode } from '../../../src/schemas/run.ts'
import { plural, t } from '../i18n/language.ts'
import { changeCount } from './change-count.ts'

/** How many rows a run changed, in words; none at all is said, and how that is known. */
export function changesText(counts: RowCounts, readMode: ReadMode | null): string {
  if (readMode === 'fingerprint') return t('counts.verified')
  const changed = changeCount(counts)
  return changed === 0 ? t('counts.none') : plural('counts.changed', changed)
}
