import { t } from '../i18n/language.ts'

/** Why a run ended that was not done, in words; a reason that is not known stays as the ledger has it. */
export function reasonText(reason: string | null): string | null {
  if (reason === null) return null
  if (reason.startsWith('superseded')) return t('reason.superseded')
  if (reason === 'deadline') return t('reason.deadline')
  const [, verb, who] = /^(discarded|cancelled) by (.+)$/s.exec(reason) ?? []
  if (who === undefined) return reason
  return t(verb === 'cancelled' ? 'reason.cancelled' : 'reason.discarded', { who })
}
