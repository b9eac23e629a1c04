import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** 2^15 blocks of 1 KiB: 32 MiB and some 80 ms for each guess. */
const cost = { N: 32_768, r: 8, p: 1 }
const saltBytes = 16
const keyBytes = 32
const maxMemoryBytes = 256 * 1024 * 1024

function deriveKey(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFC'),
      salt,
      keyBytes,
      { ...options, maxmem: maxMemoryBytes },
      (error, key) => {
        if (error === null) resolve(key)
        else reject(error)
      },
    )
  })
}

/** A salted scrypt hash of a password, as `scrypt$N$r$p$salt$key`; the last two in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const key = await deriveKey(password, salt, cost)
  const { N, r, p } = cost
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/**
 * Whether the hash was made from the password. Takes the same time for every wrong password.
 * Throws for a text that `hashPassword` did not make.
 */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parts = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(hash)
  if (parts === null) throw new Error('The stored password hash has an unknown form')
  const [, N, r, p, salt = '', key = ''] = parts
  const expected = Buffer.from(key, 'base64url')
  const derived = await deriveKey(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}
