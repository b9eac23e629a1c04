import { live } from '../live/live.ts'
import { language } from '../session/preferences.ts'

/** The title of a dataset in the language of the page, or its name while that is not known. */
export function datasetTitle(name: string): string {
  const dataset = live.value?.datasets.find((known) => known.name === name)
  return dataset?.title[language.value] ?? name
}
