import { effect, signal } from '@preact/signals'
import type { ExplainedError } from '@aaps-data/contracts/error-guide'
import { language } from '../session/preferences.ts'
import type { Language } from './translate.ts'

type Explain = (code: string) => ExplainedError

const explain = signal<Explain | undefined>(undefined)
const wanted = signal(false)

async function loadGuide(spoken: Language): Promise<Explain> {
  const [{ explainError }, { explainSetAside, setAsideCode }, guide] = await Promise.all([
    import('@aaps-data/contracts/error-guide'),
    import('./set-aside-guide.ts'),
    spoken === 'en'
      ? import('@aaps-data/contracts/error-guide/en').then((module) => module.errorGuideEn)
      : import('@aaps-data/contracts/error-guide/es').then((module) => module.errorGuideEs),
  ])
  return (code) => (code === setAsideCode ? explainSetAside(spoken) : explainError(guide, code))
}

// The guide is a third of the page's weight: it is read when the first error is shown.
effect(() => {
  if (!wanted.value) return
  const spoken = language.value
  void loadGuide(spoken).then((loaded) => {
    if (spoken === language.value) explain.value = loaded
  })
})

/** What the guide says of a code, in the language of the page; undefined while it is being read. */
export function explanation(code: string): ExplainedError | undefined {
  if (!wanted.peek()) queueMicrotask(() => (wanted.value = true))
  return explain.value?.(code)
}
