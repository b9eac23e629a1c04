import { t } from '../i18n/language.ts'
import { RunsPage } from '../pages/runs/runs-page.tsx'
import { StatusPage } from '../pages/status/status-page.tsx'
import { UnknownPage } from '../pages/unknown-page.tsx'
import { Banners } from './banners.tsx'
import { Footer, Header } from './header.tsx'
import { route } from './router.ts'
import { later } from './later.tsx'
import { ToastList } from './toast-list.tsx'

// The first page has to be there soon, and does without them.
const RunPage = later(() => import('../pages/run/run-page.tsx').then((module) => module.RunPage))
const HelpPage = later(() => import('../pages/help-page.tsx').then((module) => module.HelpPage))
const AuditPage = later(() => import('../pages/audit-page.tsx').then((module) => module.AuditPage))

function Page() {
  const shown = route.value
  switch (shown.page) {
    case 'status':
      return <StatusPage />
    case 'runs':
      return <RunsPage filter={shown.filter} />
    case 'run':
      return <RunPage key={shown.id} id={shown.id} />
    case 'audit':
      return <AuditPage />
    case 'help':
      return <HelpPage key={shown.code} code={shown.code} />
    case 'unknown':
      return <UnknownPage />
  }
}

function focusMain(event: MouseEvent): void {
  // A plain #main would be resolved against <base>, and leave this page.
  event.preventDefault()
  document.querySelector<HTMLElement>('main h1')?.focus()
}

/** The whole page. */
export function App() {
  return (
    <>
      <a class="skip-link" href="#main" onClick={focusMain}>
        {t('app.skip')}
      </a>
      <Header />
      <Banners />
      <main id="main">
        <Page />
      </main>
      <Footer />
      <ToastList />
    </>
  )
}
