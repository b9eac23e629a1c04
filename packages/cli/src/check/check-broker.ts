import { findTopologyFaults, probeBroker } from '@aaps-data/amqp'
import { loadConfig, type Environment } from '@aaps-data/runtime'
import { brokerConfig } from '../config.ts'
import { faultFinding, okFinding, type Finding } from './finding.ts'

const advice = {
  missing: 'start a scheduler or a worker, which declares it',
  refused: "give the login of AMQP_URL a permission on it on the broker's management page",
} as const

/** Looks whether the broker lets the login in, and has every exchange and queue. */
export async function checkBroker(env: Environment): Promise<readonly Finding[]> {
  const { AMQP_URL: url } = loadConfig(brokerConfig, env)
  const { version } = await probeBroker(url)
  const faults = await findTopologyFaults(url)
  return [
    okFinding('broker', `RabbitMQ ${version}`),
    ...faults.map(({ kind, name, problem }) =>
      faultFinding('broker', `${kind} ${name} is ${problem}`, [advice[problem]]),
    ),
    ...(faults.length === 0 ? [okFinding('broker', 'every exchange and queue is there')] : []),
  ]
}
