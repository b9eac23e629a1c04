import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { renderNoticesPage } from './render-notices-page.ts'

describe('docs/notices.md', () => {
  it('says word for word what the guide says', () => {
    const page = readFileSync(join(__dirname, '../../../docs/notices.md'), 'utf8')
    expect(page).toBe(renderNoticesPage())
  })
})
