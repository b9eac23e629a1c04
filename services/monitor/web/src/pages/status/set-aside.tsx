import { Icon } from '../../components/icon.tsx'
import { plural, t } from '../../i18n/language.ts'
import { setAsideToSee } from '../../runs/set-aside-to-see.ts'
import { hrefTo } from '../../shell/route.ts'

/** For those who can act: messages on the broker that wait for a person, if there are any. */
export function SetAside() {
  const count = setAsideToSee()
  if (count === 0) return null
  return (
    <section class="banner warn" aria-label={t('aside.label')}>
      <Icon name="warning" size={22} />
      <div>
        <p class="banner-title">{plural('aside.count', count)}</p>
        <p>
          {t('aside.effect')}{' '}
          <a href={hrefTo.help('MESSAGES_SET_ASIDE')}>{t('error.what-to-do')}</a>
        </p>
      </div>
    </section>
  )
}
