import type { RunNotice } from '../../../../../src/schemas/run.ts'
import { Icon } from '../../../components/icon.tsx'
import { noticeWords } from '../../../i18n/notice-guide.ts'
import '../../../styles/notices.css'
import { shownNoticeDetails } from './notice-details.ts'
import { noticeText } from './notice-texts.ts'

function Notice({ notice }: { readonly notice: RunNotice }) {
  const { code, table } = notice
  const { title, meaning, action, weight, known } = noticeWords(code)
  const details = shownNoticeDetails(notice)
  const isInformation = weight === 'information'
  return (
    <li class={`notice ${isInformation ? 'calm' : 'warn'}`}>
      <Icon name={isInformation ? 'check' : 'warning'} size={20} />
      <div>
        <p>
          <strong>{title}</strong>
          {table === null ? null : (
            <>
              {' · '}
              <span class="mono">{table}</span>
            </>
          )}
        </p>
        <p>{meaning}</p>
        <p>{action}</p>
        {details.length === 0 && known ? null : (
          <dl class="pairs">
            {known ? null : (
              <div>
                <dt>{noticeText('code')}</dt>
                <dd class="mono">{code}</dd>
              </div>
            )}
            {details.map(([label, text]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd class="mono">{text}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}

/** What a run has to tell that did not stop it, in words; what wants a look comes first. */
export function NoticesCard({ notices }: { readonly notices: readonly RunNotice[] }) {
  const isCalm = ({ code }: RunNotice) => noticeWords(code).weight === 'information'
  const ordered = [...notices.filter((each) => !isCalm(each)), ...notices.filter(isCalm)]
  return (
    <section class="card" aria-labelledby="notices-title">
      <h2 id="notices-title">{noticeText('title')}</h2>
      <ul class="notices">
        {ordered.map((notice, place) => (
          <Notice key={place} notice={notice} />
        ))}
      </ul>
    </section>
  )
}
