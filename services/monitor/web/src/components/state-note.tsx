import type { ComponentChildren } from 'preact'
import { t } from '../i18n/language.ts'
import { awayText } from './away-text.ts'
import { Icon, type IconName } from './icon.tsx'

interface StateNoteProps {
  readonly icon: IconName
  readonly title: string
  readonly children?: ComponentChildren
}

/** In place of content: why there is none, and what comes next. */
export function StateNote({ icon, title, children }: StateNoteProps) {
  return (
    <div class="state-note">
      <Icon name={icon} size={28} />
      <div>
        <p class="state-note-title">{title}</p>
        {children}
      </div>
    </div>
  )
}

/** In place of content that cannot be read now; whoever shows it goes on trying. */
export function Away() {
  return (
    <StateNote icon="offline" title={awayText()}>
      <p>{t('problem.keeps-trying')}</p>
    </StateNote>
  )
}

/** In place of content that is on its way. */
export function Loading({ label }: { readonly label: string }) {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">{label}</span>
      <span class="skeleton" />
      <span class="skeleton" />
      <span class="skeleton" />
    </div>
  )
}
