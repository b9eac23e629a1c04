import { Icon } from '../components/icon.tsx'
import { t } from '../i18n/language.ts'
import { ledgerDown, link, live } from '../live/live.ts'
import { summariseHealth } from '../pages/status/summarise-health.ts'
import { maySeeAudit, session } from '../session/session.ts'
import { PreferenceSwitches } from './preference-switches.tsx'
import { hrefTo, type Route } from './route.ts'
import { route } from './router.ts'

const linkFaces = {
  connecting: { icon: 'dashed', text: 'live.connecting' },
  connected: { icon: 'check', text: 'live.connected' },
  lost: { icon: 'offline', text: 'live.lost' },
  stale: { icon: 'warning', text: 'live.stale' },
} as const

function NavLink(props: {
  readonly href: string
  readonly pages: readonly Route['page'][]
  readonly label: string
}) {
  const current = props.pages.includes(route.value.page)
  return (
    <li>
      <a href={props.href} aria-current={current ? 'page' : undefined}>
        {props.label}
      </a>
    </li>
  )
}

function Mark() {
  const { worst } = summariseHealth(live.value?.datasets ?? [])
  return (
    <svg class={`mark ${worst}`} width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M16 6.5c3.9 4.4 6.5 7.6 6.5 11a6.5 6.5 0 0 1-13 0c0-3.4 2.6-6.6 6.5-11z" />
      <path d="M12.8 18.2a3.3 3.3 0 0 0 3.2 3" />
    </svg>
  )
}

/** Name, pages, the state of the link, and the reader's preferences. */
export function Header() {
  const state = link.value === 'connected' && ledgerDown.value ? 'stale' : link.value
  const face = linkFaces[state]
  return (
    <header class="header">
      <div class="header-inner">
        <a class="brand" href={hrefTo.status}>
          <Mark />
          <span>
            <strong>{t('app.name')}</strong>
            <span class="brand-line">{t('app.subtitle')}</span>
          </span>
        </a>
        <nav aria-label={t('nav.label')}>
          <ul>
            <NavLink href={hrefTo.status} pages={['status']} label={t('nav.status')} />
            <NavLink href={hrefTo.runs()} pages={['runs', 'run']} label={t('nav.runs')} />
            {maySeeAudit.value ? (
              <NavLink href={hrefTo.audit} pages={['audit']} label={t('nav.audit')} />
            ) : null}
          </ul>
        </nav>
        <p class={`link-state ${state}`}>
          <Icon name={face.icon} size={16} />
          {t(face.text)}
        </p>
        <PreferenceSwitches />
      </div>
    </header>
  )
}

/** Who looks, in which zone times are shown, and which version answers. */
export function Footer() {
  const { user, role, version, timeZone } = session.value ?? {}
  if (user === undefined || role === undefined) return <footer class="footer" />
  return (
    <footer class="footer">
      <p>
        <Icon name="user" size={16} />
        {t('footer.user', { user, role: t(`role.${role}`) })}
      </p>
      <p>{t('footer.zone', { zone: timeZone ?? '' })}</p>
      <p>
        {t('footer.version', { version: version ?? '' })}
        <a href="api/docs" target="_blank" rel="noreferrer">
          {t('footer.api')}
        </a>
      </p>
    </footer>
  )
}
