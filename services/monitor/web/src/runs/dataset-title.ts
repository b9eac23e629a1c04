import { t } from '../i18n/language.ts'
import { live } from '../live/live.ts'
import { language } from '../session/preferences.ts'

/**
 * The title of a dataset in the language of the page; its name while that is not known, and with
 * the words that it is no longer defined when it left the catalog and its runs stayed.
 */
export function datasetTitle(name: string): string {
  if (live.value === undefined) return name
  const dataset = live.value.datasets.find((known) => known.name === name)
  return dataset?.title[language.value] ?? t('dataset.gone', { name })
}
