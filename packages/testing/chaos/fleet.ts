import { createAmqpFaultProxy, createFaultProxy } from '../src/index.ts'
import type { AmqpFaultProxy, FaultProxy, SpawnedProcess } from '../src/index.ts'
import type { RunningSystem } from '../e2e/running-system.ts'

/** One service of the fleet, behind a network of its own. */
export interface Member {
  readonly name: string
  readonly database: FaultProxy
  readonly broker: AmqpFaultProxy
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  kill(): Promise<void>
  /** Starts it again when it does not run. */
  revive(): void
}

export interface Fleet {
  readonly members: readonly Member[]
  /** The address of the monitor that runs now. */
  monitorUrl(): Promise<string>
  stop(): Promise<void>
}

const sizes = { scheduler: 2, worker: 3, monitor: 1 } as const
type Service = keyof typeof sizes

export const monitorPassword = 'chaos-monitor'

/** Starts two schedulers, three workers and a monitor. */
export async function startFleet(system: RunningSystem): Promise<Fleet> {
  const started = await Promise.all(
    (Object.keys(sizes) as Service[]).flatMap((service) =>
      Array.from({ length: sizes[service] }, (_, n) => startMember(system, service, n + 1)),
    ),
  )
  const monitor = started.find(({ service }) => service === 'monitor')
  return {
    members: started,
    async monitorUrl() {
      const line = await monitor
        ?.current()
        .waitForLine(/Server listening at/, { timeoutMs: 60_000 })
      return /http:[^"]+/.exec(line ?? '')?.[0] ?? ''
    },
    async stop() {
      await Promise.all(started.map((member) => member.kill()))
      await Promise.all(started.flatMap(({ database, broker }) => [database.stop(), broker.stop()]))
    },
  }
}

async function startMember(
  system: RunningSystem,
  service: Service,
  n: number,
): Promise<Member & { readonly service: Service; current(): SpawnedProcess }> {
  const database = await createFaultProxy({ upstreamUrl: system.targetUrl })
  const broker = await createAmqpFaultProxy({ upstreamUrl: system.amqpUrl })
  const start = () =>
    system.start(service, {
      TARGET_DATABASE_URL: database.url,
      AMQP_URL: broker.url,
      WORKER_LEASE: '4s',
      WORKER_SLOTS_INTERACTIVE: '2',
      SCHEDULER_SWEEP: '500ms',
      SCHEDULER_REQUESTS_PER_MINUTE: '100000',
      ...(service === 'monitor' && { MONITOR_ADMIN_PASSWORD: monitorPassword }),
    })
  let process = start()
  return {
    name: `${service} ${n}`,
    service,
    database,
    broker,
    current: () => process,
    signal: (signal) => process.process.kill(signal),
    kill: () => process.kill(),
    revive() {
      const { exitCode, signalCode } = process.process
      if (exitCode !== null || signalCode !== null) process = start()
    },
  }
}
