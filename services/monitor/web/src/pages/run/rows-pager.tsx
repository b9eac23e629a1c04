import type { ComponentChildren } from 'preact'
import { awayText } from '../../components/away-text.ts'
import { Loading, StateNote } from '../../components/state-note.tsx'
import { number, t } from '../../i18n/language.ts'
import type { usePagedRows } from './use-paged-rows.ts'

interface RowsPagerProps {
  readonly rows: ReturnType<
    typeof usePagedRows<{ readonly matching: number; readonly next: string | null }>
  >
  readonly shown: number
  readonly isFiltered: boolean
  readonly clear: () => void
  readonly words: (
    key: 'loading' | 'none-match' | 'clear' | 'matching' | 'more',
    values?: Readonly<Record<string, string>>,
  ) => string
  readonly children: ComponentChildren
}

/** Rows with what belongs to reading them page by page: loading, none, failing, how many, more. */
export function RowsPager({ rows, shown, isFiltered, clear, words, children }: RowsPagerProps) {
  const { pages, status, readMore } = rows
  const last = pages.at(-1)
  if (last === undefined && status !== 'failed') return <Loading label={words('loading')} />
  return (
    <>
      {last !== undefined && shown === 0 ? (
        <StateNote icon="dashed" title={words('none-match')}>
          {isFiltered ? (
            <p>
              <button type="button" class="link-button" onClick={clear}>
                {words('clear')}
              </button>
            </p>
          ) : null}
        </StateNote>
      ) : null}
      {shown === 0 ? null : <div aria-busy={status === 'reading'}>{children}</div>}
      {status === 'failed' ? (
        <StateNote icon="offline" title={awayText()}>
          <p>
            <button type="button" class="link-button" onClick={readMore}>
              {t('problem.retry')}
            </button>
          </p>
        </StateNote>
      ) : null}
      {last === undefined || shown === 0 ? null : (
        <p class="rows-end">
          <span class="quiet" role="status">
            {words('matching', { shown: number(shown), matching: number(last.matching) })}
          </span>
          {last.next === null || status === 'failed' ? null : (
            <button
              type="button"
              class="button"
              aria-disabled={status === 'reading'}
              onClick={readMore}
            >
              {words('more')}
            </button>
          )}
        </p>
      )}
    </>
  )
}
