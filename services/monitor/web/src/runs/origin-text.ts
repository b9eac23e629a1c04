import type { RunSummary } from '../../../src/schemas/run.ts'
import { t } from '../i18n/language.ts'

/** Who or what asked for a run, in words. */
export function originText({ origin, requestedBy }: RunSummary): string {
  if (origin === 'slot') return t('origin.slot')
  return t(`origin.${origin}`, { user: requestedBy })
}
