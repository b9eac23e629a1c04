import { Icon } from '../components/icon.tsx'
import { formatSeconds } from '../format/instant.ts'
import { formatRelative } from '../format/relative.ts'
import { locale, t } from '../i18n/language.ts'
import { brokerDown, heardAt, ledgerDown, link, live, now } from '../live/live.ts'
import { language } from '../session/preferences.ts'
import { hrefTo } from './route.ts'

function Disconnected() {
  const shown = live.value !== undefined
  return (
    <div class="banner warn">
      <Icon name="offline" size={22} />
      <div>
        <p class="banner-title">{t('banner.lost')}</p>
        <p>
          {shown
            ? t('banner.lost.shown', {
                ago: formatRelative(heardAt.value, now.value, language.value),
              })
            : t('banner.lost.nothing')}
        </p>
      </div>
    </div>
  )
}

function BrokerDown() {
  return (
    <div class="banner bad">
      <Icon name="warning" size={22} />
      <div>
        <p class="banner-title">{t('banner.broker')}</p>
        <p>
          {t('banner.broker.effect')}{' '}
          <a href={hrefTo.help('BROKER_UNREACHABLE')}>{t('error.what-to-do')}</a>
        </p>
      </div>
    </div>
  )
}

function LedgerDown() {
  const readAt = live.value?.ledgerReadAt
  return (
    <div class="banner bad">
      <Icon name="warning" size={22} />
      <div>
        <p class="banner-title">{t('banner.ledger')}</p>
        <p>
          {readAt === undefined || readAt === null ? null : (
            <>{t('banner.ledger.shown', { clock: formatSeconds(readAt, locale.value) })} </>
          )}
          {t('banner.ledger.effect')}{' '}
          <a href={hrefTo.help('TARGET_UNREACHABLE')}>{t('error.what-to-do')}</a>
        </p>
      </div>
    </div>
  )
}

/** What is wrong with the monitor itself, before anything that it says. */
export function Banners() {
  return (
    <div class="banners" role="status">
      {link.value === 'lost' ? <Disconnected /> : null}
      {ledgerDown.value && link.value !== 'lost' ? <LedgerDown /> : null}
      {brokerDown.value && link.value !== 'lost' ? <BrokerDown /> : null}
    </div>
  )
}
