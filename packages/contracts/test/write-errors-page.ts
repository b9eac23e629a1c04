import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderErrorsPage } from './render-errors-page.ts'
import { renderNoticesPage } from './render-notices-page.ts'

writeFileSync(join(__dirname, '../../../docs/errors.md'), renderErrorsPage())
writeFileSync(join(__dirname, '../../../docs/notices.md'), renderNoticesPage())
