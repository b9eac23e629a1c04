import { describe, expect, it } from '@jest/globals'
import { hashPassword, verifyPassword } from '../src/index.ts'

describe('hashPassword', () => {
  it('makes a hash that only its password verifies', async () => {
    const hash = await hashPassword('contraseña')
    expect(hash).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    expect(await verifyPassword('contraseña', hash)).toBe(true)
    expect(await verifyPassword('contrasena', hash)).toBe(false)
    expect(await verifyPassword('', hash)).toBe(false)
  })

  it('takes the same letters for equal, whichever way they are composed', async () => {
    const hash = await hashPassword('contrasen\u0303a')
    expect(await verifyPassword('contrase\u00f1a', hash)).toBe(true)
  })

  it('salts: one password has another hash each time', async () => {
    expect(await hashPassword('uno')).not.toBe(await hashPassword('uno'))
  })
})

describe('verifyPassword', () => {
  it.each(['', 'plain', 'scrypt$32768$8$1$salt', 'md5$1$1$1$aa$bb'])(
    'refuses %p, which is no hash',
    async (hash) => {
      await expect(verifyPassword('x', hash)).rejects.toThrow('unknown form')
    },
  )
})
