import type { UserRole } from '@aaps-data/ledger'
import type { Environment } from '@aaps-data/runtime'
import { Argument, Command, Option } from 'commander'
import { addUser } from './add-user.ts'
import { checkDefinitions } from './check-definitions.ts'
import { migrate } from './migrate.ts'

const namePattern = /^[a-z][a-z0-9._-]{0,62}$/

/** The command `aaps-sync`. `refuse` ends it with exit code 3: understood, and not done. */
export function buildProgram({
  env,
  print,
  refuse,
}: {
  readonly env: Environment
  readonly print: (line: string) => void
  readonly refuse: (reason?: string) => void
}): Command {
  const program = new Command('aaps-sync')
    .description('Keeps AAPS-DATA equal to what its sources say.')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (what would lose data, or is taken).',
    )
    .exitOverride()

  program
    .command('check')
    .description('read every dataset definition and name all faults')
    .action(() => checkDefinitions(env, print))

  program
    .command('migrate')
    .description("create or extend the ledger and the datasets' tables; never lose data")
    .action(async () => {
      if (!(await migrate(env, print))) refuse()
    })

  program
    .command('user')
    .description('people who may use the page')
    .command('add')
    .description('add a person; the password is read from AAPS_USER_PASSWORD')
    .addArgument(new Argument('<name>', 'lower case letters, digits and ._-'))
    .addOption(
      new Option('--role <role>', 'what the person may do')
        .choices(['viewer', 'operator', 'admin'])
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

  return program
}
