import type { Pool } from 'pg'
import type { NetworkMode } from '../src/index.ts'
import type { ChaosStack } from './chaos-stack.ts'
import type { Fleet, Member } from './fleet.ts'
import { pick, type Random } from './random.ts'

/** A fault that has struck: what it is, and how it is healed. */
export interface Struck {
  readonly what: string
  heal(): Promise<void> | void
}

const networkModes: readonly NetworkMode[] = [
  { kind: 'black-hole' },
  { kind: 'half-open', passes: 'up' },
  { kind: 'half-open', passes: 'down' },
  { kind: 'reset' },
  { kind: 'refuse' },
  { kind: 'latency', ms: 300, jitterMs: 200 },
  { kind: 'rate', bytesPerSecond: 20_000 },
  { kind: 'cut-after', bytes: 5_000 },
]

/** Lets one fault strike, chosen by chance; nothing else is broken then. */
export async function strike({
  random,
  fleet,
  stack,
  target,
}: {
  readonly random: Random
  readonly fleet: Fleet
  readonly stack: ChaosStack
  readonly target: Pool
}): Promise<Struck> {
  const member = pick(random, fleet.members)
  const kinds = [
    () => killMember(member),
    () => stopMember(member),
    () => breakNetwork(member, 'database', pick(random, networkModes)),
    () => breakNetwork(member, 'broker', pick(random, networkModes)),
    () => loseFrame(member),
    () => endBackends(target),
    () => killServer(stack, fleet, 'postgres'),
    () => killServer(stack, fleet, 'rabbitmq'),
  ]
  return await pick(random, kinds)()
}

async function killMember(member: Member): Promise<Struck> {
  await member.kill()
  return {
    what: `${member.name} killed`,
    heal: () => {
      member.revive()
    },
  }
}

function stopMember(member: Member): Promise<Struck> {
  member.signal('SIGSTOP')
  return Promise.resolve({
    what: `${member.name} stopped`,
    heal: () => {
      member.signal('SIGCONT')
    },
  })
}

async function breakNetwork(
  member: Member,
  side: 'database' | 'broker',
  mode: NetworkMode,
): Promise<Struck> {
  await member[side].setNetwork(mode)
  return {
    what: `network of ${member.name} to the ${side}: ${JSON.stringify(mode)}`,
    heal: () => member[side].setNetwork({ kind: 'pass' }),
  }
}

function loseFrame(member: Member): Promise<Struck> {
  void member.broker.onFrame('down', 'basic.ack', 'cut')
  void member.broker.onFrame('up', 'basic.ack', 'cut')
  return Promise.resolve({
    what: `${member.name} loses a confirm and an acknowledgement`,
    heal: () => undefined,
  })
}

async function endBackends(target: Pool): Promise<Struck> {
  await target.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name like 'sync-%' and pid <> pg_backend_pid()`,
  )
  return { what: 'every session of the services ended', heal: () => undefined }
}

function killServer(
  stack: ChaosStack,
  fleet: Fleet,
  server: 'postgres' | 'rabbitmq',
): Promise<Struck> {
  stack.kill(server)
  return Promise.resolve({
    what: `${server} killed`,
    async heal() {
      await stack.heal()
      for (const member of fleet.members) member.revive()
    },
  })
}
