import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { codeFacts, syncErrorCodes } from '../src/index.ts'
import { renderErrorsPage } from './render-errors-page.ts'

const page = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8')

describe('docs/errors.md', () => {
  it('has one section for each code, and no other', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual([...syncErrorCodes])
  })

  it('states the disposition of each code', () => {
    const stated = [...page.matchAll(/^## (.+)\n\nDisposition: `(.+)`$/gm)].map(
      ([, code, disposition]) => [code, disposition],
    )
    expect(stated).toEqual(syncErrorCodes.map((code) => [code, codeFacts(code).disposition]))
  })

  it('says word for word what the guide says', () => {
    expect(page).toBe(renderErrorsPage())
  })
})
