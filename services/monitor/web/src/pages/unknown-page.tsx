import { StateNote } from '../components/state-note.tsx'
import { t } from '../i18n/language.ts'
import { PageHeading } from '../shell/page-heading.tsx'
import { hrefTo } from '../shell/route.ts'

/** For an address that names no page. */
export function UnknownPage() {
  return (
    <>
      <PageHeading title={t('unknown.title')} />
      <StateNote icon="dashed" title={t('unknown.text')}>
        <p>
          <a href={hrefTo.status}>{t('unknown.back')}</a>
        </p>
      </StateNote>
    </>
  )
}
