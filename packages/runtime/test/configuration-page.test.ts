import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { monitorConfig } from '../../../services/monitor/src/config.ts'
import { schedulerConfig } from '../../../services/scheduler/src/config.ts'
import { workerConfig } from '../../../services/worker/src/config.ts'
import { renderConfigurationPage } from './render-configuration-page.ts'

const page = readFileSync(join(__dirname, '../../../docs/configuration.md'), 'utf8')

describe('docs/configuration.md', () => {
  it('names every variable of each service', () => {
    const named = new Set([...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name))
    const read = [monitorConfig, schedulerConfig, workerConfig].flatMap(({ properties }) =>
      Object.keys(properties),
    )
    expect([...named].sort()).toEqual([...new Set(read)].sort())
  })

  it('says what the schemas say', () => {
    expect(page).toBe(renderConfigurationPage())
  })
})
