import { render } from 'preact'
import { loadMessages } from './i18n/language.ts'
import { followMonitor } from './live/live.ts'
import { applyPreferences } from './session/preferences.ts'
import { loadSession } from './session/session.ts'
import { App } from './shell/app.tsx'
import { followLinks } from './shell/router.ts'
import { showFavicon } from './shell/show-favicon.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/components.css'
import './styles/status.css'
import './styles/runs.css'

const root = document.getElementById('app')
if (root === null) throw new Error('index.html has no element #app')

applyPreferences()
followLinks()
followMonitor()
showFavicon()
void loadSession()
void loadMessages().then(() => render(<App />, root))
