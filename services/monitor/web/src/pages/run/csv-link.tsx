import { Icon } from '../../components/icon.tsx'
import { language } from '../../session/preferences.ts'
import { apiUrl } from '../../session/api.ts'
import { queryOf } from './query-of.ts'

interface CsvLinkProps {
  readonly path: string
  readonly filter: Readonly<Record<string, string | undefined>>
  readonly label: string
}

/** Downloads what a filter lets through, in the language of the page. */
export function CsvLink({ path, filter, label }: CsvLinkProps) {
  return (
    <a
      class="button csv"
      download
      href={apiUrl(`${path}?language=${language.value}${queryOf(filter)}`)}
    >
      <Icon name="download" />
      {label}
    </a>
  )
}
