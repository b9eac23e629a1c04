import type { UserRole } from '@aaps-data/ledger'
import { Argument, Option, type Command } from 'commander'
import { addUser, changePassword, changeRole, dropUser, printUsers } from './manage-users.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProgramContext } from '../program-context.ts'

const namePattern = /^[a-z][a-z0-9._-]{0,62}$/

const roles = ['viewer', 'operator', 'admin'] as const

const nameArgument = () => new Argument('<name>', 'lower case letters, digits and ._-')

/** Adds `user add`, `user role`, `user password`, `user remove` and `user list`. */
export function addUserCommands(program: Command, { env, print, exit }: ProgramContext): void {
  const users = program.command('user').description('people who may use the page')
  const refuse = (reason: string) => exit(exitCodes.refused, reason)
  const report = (isDone: boolean, done: string, name: string) => {
    if (isDone) print(done)
    else refuse(`There is no user ${name}`)
  }

  users
    .command('list')
    .description('print names and roles')
    .action(() => printUsers(env, print))

  users
    .command('add')
    .description('add a person; the password is read from AAPS_USER_PASSWORD')
    .addArgument(nameArgument())
    .addOption(
      new Option('--role <role>', 'viewer sees, operator starts runs, admin reads the audit log')
        .choices(roles)
        .default('viewer'),
    )
    .action(async (name: string, { role }: { role: UserRole }) => {
      if (!namePattern.test(name)) {
        refuse(`"${name}" is no user name: use lower case letters, digits and ._-`)
      } else if (await addUser(env, { name, role })) {
        print(`${name} may use the page as ${role}`)
      } else {
        refuse(`There is a user ${name} already`)
      }
    })

  users
    .command('role')
    .description('give a person another role')
    .addArgument(nameArgument())
    .addArgument(new Argument('<role>').choices(roles))
    .action(async (name: string, role: UserRole) => {
      report(await changeRole(env, { name, role }), `${name} is ${role} now`, name)
    })

  users
    .command('password')
    .description('give a person another password, read from AAPS_USER_PASSWORD')
    .addArgument(nameArgument())
    .action(async (name: string) => {
      report(await changePassword(env, name), `${name} has another password now`, name)
    })

  users
    .command('remove')
    .description("take a person's right to use the page")
    .addArgument(nameArgument())
    .action(async (name: string) => {
      report(await dropUser(env, name), `${name} may not use the page any more`, name)
    })
}
