import { signal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect } from 'preact/hooks'
import { Away, Loading } from '../components/state-note.tsx'
import { t } from '../i18n/language.ts'

/** A component whose code is read when it is first shown, and again when that failed. */
export function later(load: () => Promise<FunctionComponent>): FunctionComponent {
  const loaded = signal<{ readonly Shown: FunctionComponent } | 'failed' | undefined>(undefined)
  return function Later() {
    useEffect(() => {
      if (typeof loaded.peek() === 'object') return
      loaded.value = undefined
      load().then(
        (Shown) => (loaded.value = { Shown }),
        () => (loaded.value = 'failed'),
      )
    }, [])
    if (loaded.value === 'failed') return <Away />
    if (loaded.value === undefined) return <Loading label={t('loading.page')} />
    const { Shown } = loaded.value
    return <Shown />
  }
}
