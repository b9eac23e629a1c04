import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createFirstUser, createUser, findUser, hasUsers, verifyPassword } from '../src/index.ts'
import { createLedgerDatabase, type LedgerDatabase } from './ledger-database.ts'

describe('the users of the page', () => {
  let ledger: LedgerDatabase
  beforeAll(async () => {
    ledger = await createLedgerDatabase()
  })
  afterAll(() => ledger.drop())

  it('get a first user once, though several processes start at the same time', async () => {
    expect(await hasUsers(ledger.db)).toBe(false)
    const made = await Promise.all(
      ['uno', 'dos', 'tres'].map((password) =>
        createFirstUser(ledger.db, { name: 'admin', role: 'admin', password }),
      ),
    )
    expect(made.filter(Boolean)).toHaveLength(1)
    const admin = await findUser(ledger.db, 'admin')
    const password = ['uno', 'dos', 'tres'][made.indexOf(true)] ?? ''
    expect(await verifyPassword(password, admin?.passwordHash ?? '')).toBe(true)
    const late = { name: 'otro', role: 'admin', password: 'x' } as const
    expect(await createFirstUser(ledger.db, late)).toBe(false)
    expect(await findUser(ledger.db, 'otro')).toBeUndefined()
  })

  it('keep their password when their name is taken again', async () => {
    expect(await createUser(ledger.db, { name: 'ana', role: 'viewer', password: 'a' })).toBe(true)
    expect(await createUser(ledger.db, { name: 'ana', role: 'admin', password: 'b' })).toBe(false)
    expect(await findUser(ledger.db, 'ana')).toMatchObject({ name: 'ana', role: 'viewer' })
  })
})
