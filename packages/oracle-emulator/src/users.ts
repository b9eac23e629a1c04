import { OracleError } from './oracle-error.ts'

/** Who may log in, and what they may read. */
export interface EmulatedUser {
  readonly password: string
  /** Of others than their own: `OWNER.TABLE` or `OWNER.*`. All, unless it is said. */
  readonly tables?: readonly string[]
  /** FLASHBACK, which AS OF SCN needs. True unless it is said, as are the others. */
  readonly mayFlashback?: boolean
  /** SELECT on V$DATABASE. */
  readonly mayReadDatabase?: boolean
  /** EXECUTE on DBMS_FLASHBACK. */
  readonly mayUseFlashbackPackage?: boolean
  readonly status?: 'open' | 'locked' | 'expired'
}

/** The accounts of the emulated database. */
export class Users {
  readonly #users = new Map<string, EmulatedUser>()
  readonly #failed = new Map<string, number>()
  readonly #mostFailed: number

  constructor(users: Readonly<Record<string, EmulatedUser>>, mostFailedLogins: number) {
    for (const [name, user] of Object.entries(users)) this.#users.set(name.toUpperCase(), user)
    this.#mostFailed = mostFailedLogins
  }

  get names(): readonly string[] {
    return [...this.#users.keys()]
  }

  get(name: string): EmulatedUser | undefined {
    return this.#users.get(name)
  }

  change(name: string, changes: Partial<EmulatedUser>): void {
    const key = name.toUpperCase()
    const user = this.#users.get(key)
    if (user === undefined && changes.password === undefined) {
      throw new Error(`There is no user ${key}, and no password for a new one`)
    }
    this.#users.set(key, { password: '', ...user, ...changes })
    this.#failed.delete(key)
  }

  /** Counts wrong passwords, and locks. Throws ORA-28000 and 28001; a wrong password is the caller's. */
  admit(name: string, isRightPassword: boolean): void {
    const user = this.#users.get(name)
    if (user === undefined) return
    if (user.status === 'locked') throw new OracleError(28_000, 'The account is locked.')
    if (isRightPassword) {
      this.#failed.delete(name)
      if (user.status === 'expired') throw new OracleError(28_001, 'the password has expired')
      return
    }
    const failed = (this.#failed.get(name) ?? 0) + 1
    this.#failed.set(name, failed)
    if (failed >= this.#mostFailed) this.#users.set(name, { ...user, status: 'locked' })
  }

  mayRead(name: string, owner: string, table: string): boolean {
    const tables = this.#users.get(name)?.tables
    if (owner === name || tables === undefined) return true
    return tables.includes(`${owner}.${table}`) || tables.includes(`${owner}.*`)
  }
}
