import { signal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect } from 'preact/hooks'
import { Away, Loading } from '../components/state-note.tsx'
import { t } from '../i18n/language.ts'

/** A component whose code is read when it is first shown, and again when that failed. */
export function later<Props extends object = object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  const loaded = signal<{ readonly Shown: FunctionComponent<Props> } | 'failed' | undefined>(
    undefined,
  )
  return function Later(props: Props) {
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
    return <Shown {...props} />
  }
}
