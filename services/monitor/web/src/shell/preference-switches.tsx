import { Icon } from '../components/icon.tsx'
import { t } from '../i18n/language.ts'
import type { Language } from '../i18n/translate.ts'
import { language, theme, themes, type Theme } from '../session/preferences.ts'

const languages: readonly Language[] = ['es', 'en']
const themeIcons = { system: 'screen', light: 'sun', dark: 'moon' } as const

function nextTheme(current: Theme): Theme {
  return themes[(themes.indexOf(current) + 1) % themes.length] ?? 'system'
}

/** Language and theme; both are remembered by the browser. */
export function PreferenceSwitches() {
  const themeLabel = t('theme.switch', {
    current: t(`theme.${theme.value}`),
    next: t(`theme.${nextTheme(theme.value)}`),
  })
  return (
    <div class="preferences">
      <div class="segments" role="group" aria-label={t('language.label')}>
        {languages.map((code) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-pressed={language.value === code}
            onClick={() => (language.value = code)}
          >
            {code.toUpperCase()}
            <span class="visually-hidden">{` ${t(`language.${code}`)}`}</span>
          </button>
        ))}
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={themeLabel}
        title={themeLabel}
        onClick={() => (theme.value = nextTheme(theme.value))}
      >
        <Icon name={themeIcons[theme.value]} />
      </button>
    </div>
  )
}
