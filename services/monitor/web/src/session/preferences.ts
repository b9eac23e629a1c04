import { effect, signal } from '@preact/signals'
import { localeTag } from '../format/locale.ts'
import type { Language } from '../i18n/translate.ts'

export type Theme = 'system' | 'light' | 'dark'
export const themes: readonly Theme[] = ['system', 'light', 'dark']

// A browser may forbid storage; the page then forgets, and works.
function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    return
  }
}

const recalledTheme = themes.find((theme) => theme === recall('theme'))

export const language = signal<Language>(recall('language') === 'en' ? 'en' : 'es')
export const theme = signal<Theme>(recalledTheme ?? 'system')

/** Shows and remembers the language and the theme from now on. */
export function applyPreferences(): void {
  effect(() => {
    document.documentElement.lang = localeTag(language.value)
    remember('language', language.value)
  })
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value
    remember('theme', theme.value)
  })
}
