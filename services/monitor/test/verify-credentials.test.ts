import { beforeAll, describe, expect, it } from '@jest/globals'
import { hashPassword, type User } from '@aaps-data/ledger'
import { basicCredentials } from '../src/access/basic-credentials.ts'
import { createCredentialVerifier } from '../src/access/verify-credentials.ts'

function header(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`
}

describe('basicCredentials', () => {
  it('reads a name and a password that may hold colons and any letter', () => {
    expect(basicCredentials(header('ana:a:b ñ'))).toEqual({ name: 'ana', password: 'a:b ñ' })
    expect(basicCredentials(header('ana:'))).toEqual({ name: 'ana', password: '' })
  })

  it.each([undefined, '', 'Bearer abc', 'Basic', 'Basic !!', header('ana'), header(':x')])(
    'gives nothing for %p',
    (text) => {
      expect(basicCredentials(text)).toBeUndefined()
    },
  )

  it('refuses control characters', () => {
    expect(basicCredentials(header('ana:a\nb'))).toBeUndefined()
  })
})

describe('createCredentialVerifier', () => {
  let passwordHash: string
  beforeAll(async () => {
    passwordHash = await hashPassword('right')
  })

  /** Somebody whose wrong passwords cost little to refuse. */
  function crowd(name: string): User | undefined {
    if (!name.startsWith('user')) return undefined
    return {
      name,
      role: 'viewer',
      passwordHash: `scrypt$2$1$1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
    }
  }

  function open() {
    const clock = { ms: 0 }
    const users = new Map<string, User>([['ana', { name: 'ana', role: 'viewer', passwordHash }]])
    let looks = 0
    const verify = createCredentialVerifier({
      nowMs: () => clock.ms,
      findUser: (name) => {
        looks += 1
        return Promise.resolve(users.get(name) ?? crowd(name))
      },
    })
    return {
      clock,
      users,
      looks: () => looks,
      verify: (name: string, password: string, address = '10.0.0.1') =>
        verify({ name, password, address }),
    }
  }

  it('knows who has the right password, and nobody else', async () => {
    const { verify } = open()
    expect(await verify('ana', 'right')).toEqual({ name: 'ana', role: 'viewer' })
    expect(await verify('ana', 'wrong')).toBeUndefined()
    expect(await verify('eva', 'right')).toBeUndefined()
  })

  it('looks a person up once within 30 seconds, and again after', async () => {
    const { verify, looks, clock, users } = open()
    for (let times = 0; times < 3; times += 1) await verify('ana', 'right')
    expect(looks()).toBe(1)
    users.delete('ana')
    clock.ms = 30_001
    expect(await verify('ana', 'right')).toBeUndefined()
    expect(looks()).toBe(2)
  })

  it('makes an address wait after ten failures of a name, and no other address or name', async () => {
    const { verify, clock } = open()
    for (let times = 0; times < 10; times += 1) await verify('ana', 'wrong')
    await expect(verify('ana', 'right')).rejects.toMatchObject({ problem: { status: 429 } })
    expect(await verify('ana', 'right', '10.0.0.2')).toBeDefined()
    expect(await verify('eva', 'wrong')).toBeUndefined()
    clock.ms = 5 * 60_000
    expect(await verify('ana', 'right')).toBeDefined()
  })

  it('lets others in while one address tries many names at once', async () => {
    const { verify } = open()
    const order: string[] = []
    const tries = Array.from({ length: 40 }, (_, n) =>
      verify(`nobody${n}`, 'x').finally(() => order.push('other')),
    )
    const ana = verify('ana', 'right', '10.0.0.2').finally(() => order.push('ana'))

    expect(await ana).toMatchObject({ name: 'ana' })
    const results = await Promise.allSettled(tries)
    const refused = results.filter(({ status }) => status === 'rejected').length
    expect(refused).toBe(40 - 2 - 16)
    // Not behind the eighteen that are checked.
    expect(order.indexOf('ana') - refused).toBeLessThan(6)
  })

  it('makes an address wait after fifty failures, whatever the names, and no other', async () => {
    const { verify } = open()
    for (let n = 0; n < 50; n += 1) await verify(`user${n}`, 'x')
    await expect(verify('ana', 'right')).rejects.toMatchObject({ problem: { status: 429 } })
    expect(await verify('ana', 'right', '10.0.0.2')).toBeDefined()
  })

  it('checks once what is asked at once with the same credentials', async () => {
    const { verify, looks } = open()
    const answers = await Promise.all(Array.from({ length: 30 }, () => verify('ana', 'right')))
    expect(answers.every((identity) => identity?.name === 'ana')).toBe(true)
    expect(looks()).toBe(1)
  })
})
