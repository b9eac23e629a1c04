import { provideSampleFiles } from '@aaps-data/siirays'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { LocalSettings } from './local-settings.ts'

/** Makes sure that the private stack has a folder with the sample files, and gives its address. */
export async function prepareSampleFolder({ directory }: LocalSettings): Promise<string> {
  const folder = join(directory, 'sample-files')
  await provideSampleFiles(folder)
  return `${pathToFileURL(folder).href}/`
}
