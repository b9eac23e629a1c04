import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderConfigurationPage } from './render-configuration-page.ts'

writeFileSync(join(__dirname, '../../../docs/configuration.md'), renderConfigurationPage())
