import { Icon } from '../components/icon.tsx'
import { t } from '../i18n/language.ts'
import { dismissToast, toasts } from './toasts.ts'

/** Short messages, which screen readers say when they are free to. */
export function ToastList() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone }) => (
        <div key={id} class={`toast ${tone}`}>
          <Icon name={tone === 'failing' ? 'cross' : 'check'} />
          <p>{text}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={t('toast.dismiss')}
            onClick={() => {
              dismissToast(id)
            }}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  )
}
