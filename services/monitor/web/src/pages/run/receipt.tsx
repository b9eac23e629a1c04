import type { RunDetail } from '../../../../src/schemas/run.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { formatExact } from '../../format/instant.ts'
import { duration, locale, number, t } from '../../i18n/language.ts'

/** What a run proves: the view of the source that it read, and that the target now equals it. */
export function Receipt({ run }: { readonly run: RunDetail }) {
  const { snapshot, tables, readMode } = run
  if (snapshot === null || run.state !== 'succeeded') return null
  const compared = tables.filter(({ read }) => read !== 'incremental')
  const equal = compared.filter((table) => table.sourceDigest === table.targetDigest).length
  const totalMs = Object.values(run.phaseMs).reduce((sum, ms) => sum + ms, 0)
  return (
    <section class="card" aria-labelledby="receipt-title">
      <h2 id="receipt-title">{t('run.receipt')}</h2>
      <dl class="pairs">
        <div>
          <dt>{t('receipt.equal')}</dt>
          <dd>
            {compared.length === 0 ? (
              t('receipt.equal.none')
            ) : (
              <>
                <Icon name={equal === compared.length ? 'check' : 'cross'} size={16} />{' '}
                {t(readMode === 'fingerprint' ? 'receipt.equal.verified' : 'receipt.equal.text', {
                  equal: number(equal),
                  total: number(compared.length),
                })}
              </>
            )}
          </dd>
        </div>
        {readMode === null ? null : (
          <div>
            <dt>{t('receipt.mode')}</dt>
            <dd>{t(`receipt.mode.${readMode}`)}</dd>
          </div>
        )}
        <div>
          <dt>{t('receipt.taken-at')}</dt>
          <dd>{formatExact(snapshot.takenAt, locale.value)}</dd>
        </div>
        <div>
          <dt>{t('receipt.snapshot')}</dt>
          <dd class="with-copy">
            <code>{snapshot.id}</code>
            <CopyButton text={() => snapshot.id} label={t('receipt.copy-snapshot')} />
          </dd>
        </div>
        <div>
          <dt>{t('receipt.run')}</dt>
          <dd class="with-copy">
            <code>{run.id}</code>
            <CopyButton text={() => run.id} label={t('receipt.copy-run')} />
          </dd>
        </div>
        <div>
          <dt>{t('receipt.duration')}</dt>
          <dd>{duration(totalMs)}</dd>
        </div>
      </dl>
    </section>
  )
}
