import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { postgresEnv, type PostgresBinaries } from './postgres-binaries.ts'
import type { PostgresUser } from './postgres-user.ts'
import { runCommand } from './run-command.ts'

/** Where the private PostgreSQL of a stack keeps its data. */
export function dataDirectory(directory: string): string {
  return join(directory, 'postgres')
}

/** How the server of a stack is told from any other process: by its command line. */
export function postgresMark(directory: string): { mark: string; file: 'cmdline' } {
  return { mark: `\0${dataDirectory(directory)}\0`, file: 'cmdline' }
}

/**
 * Creates the database files of a stack with the superuser app and this password, and nobody
 * who may connect without one. They appear whole or not at all.
 */
export async function createPostgresData({
  directory,
  binaries,
  user,
  password,
}: {
  directory: string
  binaries: PostgresBinaries
  user: PostgresUser
  password: string
}): Promise<void> {
  // Under another name until it is whole: initdb may be killed half-way.
  const unfinished = `${dataDirectory(directory)}.new`
  const passwordFile = join(directory, 'postgres-password.new')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if ('uid' in user.identity) {
    for (const path of [unfinished, passwordFile]) {
      chownSync(path, user.identity.uid, user.identity.gid)
    }
  }
  try {
    const { command, args } = user.wrap(join(binaries.bin, 'initdb'), [
      ...['--pgdata', unfinished, '--username', 'app', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C.UTF-8'],
      '--no-instructions',
    ])
    await runCommand(command, args, { cwd: '/', env: postgresEnv(binaries), ...user.identity })
  } finally {
    rmSync(passwordFile)
  }
  renameSync(unfinished, dataDirectory(directory))
}
