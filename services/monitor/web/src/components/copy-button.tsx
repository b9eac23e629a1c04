import { useSignal } from '@preact/signals'
import { t } from '../i18n/language.ts'
import { copyText } from '../session/copy-text.ts'
import { showToast } from '../shell/toasts.ts'
import { Icon } from './icon.tsx'

interface CopyButtonProps {
  /** Made when the button is pressed. */
  readonly text: () => string
  /** What is copied, for the name of the button; shown when `wide`. */
  readonly label: string
  readonly wide?: boolean
}

/** Copies a text, and says so. */
export function CopyButton({ text, label, wide = false }: CopyButtonProps) {
  const copied = useSignal(false)
  const copy = async (): Promise<void> => {
    copied.value = await copyText(text())
    showToast(copied.value ? t('copy.done') : t('copy.failed'), copied.value ? 'info' : 'failing')
    setTimeout(() => (copied.value = false), 2_000)
  }
  return (
    <button
      type="button"
      class={wide ? 'button' : 'icon-button'}
      aria-label={wide ? undefined : label}
      title={wide ? undefined : label}
      onClick={() => void copy()}
    >
      <Icon name={copied.value ? 'check' : 'copy'} size={wide ? 18 : 16} />
      {wide ? label : null}
    </button>
  )
}
