import { describe, expect, it } from '@jest/globals'
import { requestKeyOf, runIdOf, slotKey } from '../src/index.ts'

describe('runIdOf', () => {
  it('is the version 5 UUID of the key in our namespace', () => {
    // Computed with Python: uuid5(uuid5(NAMESPACE_DNS, 'sync.aaps.gob.bo'), 'slot:…').
    const key = slotKey('registro', new Date('2026-11-24T12:15:00Z'))
    expect(key).toBe('slot:registro@2026-11-24T12:15:00.000Z')
    expect(runIdOf(key)).toBe('6227c3c5-8358-547b-a517-f21874703dc3')
  })

  it('tells users with the same idempotency key apart', () => {
    expect(runIdOf(requestKeyOf('padron', '1'))).not.toBe(runIdOf(requestKeyOf('catastro', '1')))
  })
})
