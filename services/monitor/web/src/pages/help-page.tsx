import { Explanation } from '../components/explanation.tsx'
import { Loading } from '../components/state-note.tsx'
import { explanation } from '../i18n/error-guide.ts'
import { t } from '../i18n/language.ts'
import { PageHeading } from '../shell/page-heading.tsx'

/** What the guide says of one error code. */
export function HelpPage({ code }: { readonly code: string }) {
  const explained = explanation(code)
  if (explained === undefined) {
    return (
      <>
        <PageHeading title={t('help.title', { code })} />
        <Loading label={t('loading.guide')} />
      </>
    )
  }
  return (
    <article class="help">
      <p class="overline">{t('help.title', { code })}</p>
      <PageHeading title={explained.title} />
      <dl class="facts">
        <div>
          <dt>{t('error.actor')}</dt>
          <dd>
            <strong>{explained.actor}</strong>
          </dd>
        </div>
        <div>
          <dt>{t('error.next')}</dt>
          <dd>{explained.disposition}</dd>
        </div>
      </dl>
      <Explanation explained={explained} />
    </article>
  )
}
