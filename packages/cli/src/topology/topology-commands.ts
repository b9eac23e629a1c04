import {
  accessRights,
  accessRoles,
  applyTopology,
  brokerAddress,
  grantAccess,
  topology,
  type AccessRole,
} from '@aaps-data/amqp'
import { loadConfig } from '@aaps-data/runtime'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { accessConfig, brokerConfig } from '../config.ts'
import type { ProgramContext } from '../program-context.ts'

interface UserOptions {
  readonly role: AccessRole
  readonly datasets?: readonly string[]
  readonly json?: boolean
}

/** Adds `topology apply` and `topology user`. */
export function addTopologyCommands(program: Command, { env, print }: ProgramContext): void {
  const commands = program
    .command('topology')
    .description('exchanges, queues and logins on the broker')
  commands
    .command('apply')
    .description(
      'declare exchanges, queues and bindings; safe to repeat, changes none that are there',
    )
    .option('--json', 'print one JSON object')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { AMQP_URL: url } = loadConfig(brokerConfig, env)
      await applyTopology(url)
      const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name)
      const declared = { exchanges: names(topology.exchanges), queues: names(topology.queues) }
      print(
        json
          ? JSON.stringify({ broker: brokerAddress(url), ...declared })
          : `${brokerAddress(url)}: ${declared.exchanges.length} exchanges and ${declared.queues.length} queues are there`,
      )
    })
  commands
    .command('user')
    .description('make a login of the broker, with the rights of its role and no others')
    .argument('<login>', 'its name', login)
    .addOption(
      new Option('--role <role>', 'what it is for').choices(accessRoles).makeOptionMandatory(),
    )
    .option('--datasets <names...>', 'the only ones that a service may ask for')
    .option('--json', 'print one JSON object')
    .action(async (name: string, { role, datasets, json = false }: UserOptions) => {
      const config = loadConfig(accessConfig, env)
      const rights = accessRights(role, {
        login: name,
        ...(datasets === undefined ? {} : { datasets }),
      })
      const vhost = config.AMQP_VHOST
      const password = config.AAPS_BROKER_PASSWORD
      await grantAccess(config.AMQP_MANAGEMENT_URL, { vhost, login: name, password, rights })
      print(
        json
          ? JSON.stringify({ login: name, role, vhost, rights })
          : `${name}: may do on ${vhost} what a ${role} does`,
      )
    })
}

function login(text: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(text)) return text
  throw new InvalidArgumentError('It has letters, digits, `_` and `-`, 60 at most.')
}
