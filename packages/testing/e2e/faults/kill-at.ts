import type { AmqpFaultProxy, FaultProxy, SpawnedProcess } from '../../src/index.ts'
import type { KillPoint } from './kill-points.ts'

/** How a service reaches its servers. */
export interface Ways {
  readonly database: FaultProxy
  readonly broker: AmqpFaultProxy
}

/** Kills a service when it passes a point for the nth time; resolves when it is dead. */
export async function killAt(
  { database, broker }: Ways,
  point: KillPoint,
  { victim, nth }: { readonly victim: SpawnedProcess; readonly nth: number },
): Promise<void> {
  if ('lost' in point) {
    const direction = point.lost === 'acknowledgement' ? 'up' : 'down'
    await broker.onFrame(direction, 'basic.ack', 'cut', { nth })
    await victim.kill()
    return
  }
  const { at, moment, behind, refused } = point
  const first = refused ?? behind
  if (first === undefined) {
    await database.killWhen(at, victim.process, { moment, nth })
  } else {
    await new Promise<void>((resolve) => {
      const arm = () => {
        void database.killWhen(at, victim.process, { moment }).then(resolve)
        return refused === undefined ? undefined : ('fail' as const)
      }
      database.onStatement(first, arm, { nth })
    })
  }
  await victim.kill()
}
