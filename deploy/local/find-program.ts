import { accessSync, constants } from 'node:fs'
import { ensureDebianPackages, type DebianPackages } from './debian-packages.ts'
import type { LocalSettings, ProgramVariable } from './local-settings.ts'
import { StackError } from './stack-error.ts'

/** A program and what must be added to the environment to run it. */
export interface Program {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
}

export interface WantedProgram {
  readonly variable: ProgramVariable
  /** Where an installed package has it: absolute paths, the first that exists is taken. */
  readonly installedAt: readonly string[]
  readonly debian: Omit<DebianPackages, 'otherwise'>
  /** The program in a tree of unpacked packages. */
  readonly unpacked: (root: string) => Program
}

/**
 * Finds a program: the one that the user named by the variable, else the installed one, else one
 * fetched from Debian into the cache. Throws a StackError that names the variable.
 */
export async function findProgram(
  { variable, installedAt, debian, unpacked }: WantedProgram,
  settings: LocalSettings,
): Promise<Program> {
  const named = settings.namedPrograms[variable]
  if (named !== undefined) {
    if (isExecutable(named)) return { command: named, env: {} }
    throw new StackError(`${variable} names ${named}, which is not a program that can be run.`)
  }
  if (!settings.ignoresSystemPackages) {
    const installed = installedAt.find(isExecutable)
    if (installed !== undefined) return { command: installed, env: {} }
  }
  const otherwise = `install it, or set ${variable} to the program`
  return unpacked(await ensureDebianPackages({ ...debian, otherwise }, settings))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
