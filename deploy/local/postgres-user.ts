import { chownSync } from 'node:fs'
import { runCommand } from './run-command.ts'
import { StackError } from './stack-error.ts'

/** How to run a PostgreSQL program: what its command line becomes, and the user to run it as. */
export interface PostgresUser {
  readonly wrap: (program: string, args: readonly string[]) => CommandLine
  readonly identity: { readonly uid: number; readonly gid: number } | Record<string, never>
}

interface CommandLine {
  readonly command: string
  readonly args: readonly string[]
}

/** The user as whom root runs PostgreSQL where there are no user namespaces. */
export const nobody = { uid: 65534, gid: 65534 }
// Not 0, and present in every /etc/passwd: initdb looks its own user up.
const mapping = ['--user', '--map-user=1', '--map-group=1']

/**
 * Decides as whom PostgreSQL runs, which refuses root: an ordinary user as himself; root in a
 * user namespace, where the files stay root's; where the kernel forbids namespaces, as nobody,
 * who is then made the owner of `directory` and must be able to reach it.
 */
export async function choosePostgresUser(directory: string): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { wrap: asItIs, identity: {} }
  if (await succeeds('unshare', [...mapping, 'true'])) {
    return { wrap: inUserNamespace, identity: {} }
  }
  chownSync(directory, nobody.uid, nobody.gid)
  if (await succeeds('test', ['-w', directory], nobody)) return { wrap: asItIs, identity: nobody }
  throw new StackError(
    `PostgreSQL does not run as root, and the user nobody can't reach ${directory}. Run this as ` +
      'an ordinary user, or set AAPS_LOCAL_DIR to a folder that everybody can enter, such as ' +
      'one in /var/tmp.',
  )
}

function asItIs(command: string, args: readonly string[]): CommandLine {
  return { command, args }
}

function inUserNamespace(program: string, args: readonly string[]): CommandLine {
  return { command: 'unshare', args: [...mapping, program, ...args] }
}

async function succeeds(
  command: string,
  args: readonly string[],
  identity: PostgresUser['identity'] = {},
): Promise<boolean> {
  return await runCommand(command, args, { cwd: '/', ...identity }).then(
    () => true,
    () => false,
  )
}
