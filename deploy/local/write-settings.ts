import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { urlVariables, type ServiceUrls } from './service-plan.ts'

/**
 * Writes the addresses of this start where a shell can read them with `.`, for commands such as
 * `aaps-sync`, readable by nobody else as they hold passwords. Gives the file.
 */
export function writeSettings(directory: string, urls: ServiceUrls): string {
  const file = join(directory, 'settings.env')
  const lines = Object.entries(urlVariables(urls)).map(
    ([name, value = '']) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`,
  )
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  return file
}
