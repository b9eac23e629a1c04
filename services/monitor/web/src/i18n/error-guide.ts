import { effect, signal } from '@preact/signals'
import {
  explainError,
  type ErrorGuide,
  type ExplainedError,
} from '@aaps-data/contracts/error-guide'
import { language } from '../session/preferences.ts'

const guide = signal<ErrorGuide | undefined>(undefined)
const wanted = signal(false)

// The guide is half of the page's weight: it is read when the first error is shown.
effect(() => {
  if (!wanted.value) return
  const spoken = language.value
  const loading =
    spoken === 'en'
      ? import('@aaps-data/contracts/error-guide/en').then((module) => module.errorGuideEn)
      : import('@aaps-data/contracts/error-guide/es').then((module) => module.errorGuideEs)
  void loading.then((loaded) => {
    if (spoken === language.value) guide.value = loaded
  })
})

/** What the guide says of a code, in the language of the page; undefined while it is being read. */
export function explanation(code: string): ExplainedError | undefined {
  if (!wanted.peek()) queueMicrotask(() => (wanted.value = true))
  return guide.value === undefined ? undefined : explainError(guide.value, code)
}
