import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { call, createMonitorUnderTest, type MonitorUnderTest } from './monitor-under-test.ts'

describe('the page of the API', () => {
  let ledger: MonitorUnderTest
  beforeAll(async () => {
    ledger = await createMonitorUnderTest()
  })
  afterAll(() => ledger.close())

  it('shows parameters, body and answers of a route, without styles or scripts', async () => {
    const { text } = await call(await ledger.open(), '/api/docs', { as: 'vera' })
    const [, asking = ''] = text.split('POST /api/v1/datasets/{name}/runs')
    const [shown = ''] = asking.split('<h2>')
    expect(shown).toMatch(/idempotency-key.*<td>header<\/td><td>required<\/td>/)
    expect(shown).toContain('note?: string  // at most 500 characters')
    for (const status of [202, 403, 404, 409, 503]) expect(shown).toContain(`Answer ${status}`)
    expect(shown).toContain('runId: string')
    expect(text).not.toMatch(/<script|<style|style=|src=/)
  })
})
