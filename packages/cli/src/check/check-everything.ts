import { connectionVariable, type Dataset } from '@aaps-data/catalog'
import { asLedgerFailure } from '@aaps-data/ledger'
import { checkBroker } from './check-broker.ts'
import { checkDefinitions, type CheckWish } from './check-definitions.ts'
import { checkLedger } from './check-ledger.ts'
import { checkSettings } from './check-settings.ts'
import { checkSource } from './check-source.ts'
import { checkTarget } from './check-target.ts'
import { findingsOfError, type Finding } from './finding.ts'

/** One thing to look at, and the variables without which nobody can. */
interface Look {
  readonly subject: string
  readonly needs: readonly string[]
  readonly work: () => Promise<readonly Finding[]>
}

/**
 * Looks at everything that runs of the datasets need: definitions, settings, ledger, target, sources,
 * broker. A fault keeps only what depends on it from being looked at. Changes nothing. Throws
 * `UsageError` for an unknown dataset.
 */
export async function checkEverything({
  env,
  names,
  language,
}: CheckWish): Promise<readonly Finding[]> {
  const { datasets, findings: definitions } = checkDefinitions({ env, names, language })
  const { has, findings: settings } = checkSettings(env, datasets)
  const found = [...definitions, ...settings]
  for (const { subject, needs, work } of looksOf({ env, language }, datasets)) {
    if (!has(...needs)) continue
    const findings = await work().catch((error: unknown) =>
      findingsOfError(subject, asLedgerFailure(error), language),
    )
    found.push(...findings)
  }
  return found
}

function looksOf(
  { env, language }: Omit<CheckWish, 'names'>,
  datasets: readonly Dataset[],
): readonly Look[] {
  const target = 'TARGET_DATABASE_URL'
  return [
    { subject: 'ledger', needs: [target], work: () => checkLedger(env) },
    ...datasets.flatMap((dataset) => [
      {
        subject: `target of ${dataset.name}`,
        needs: [target],
        work: () => checkTarget(env, dataset),
      },
      {
        subject: `source of ${dataset.name}`,
        needs: [target, connectionVariable(dataset.source.connection)],
        work: () => checkSource(env, { dataset, language }),
      },
    ]),
    {
      subject: 'broker',
      needs: ['AMQP_URL'],
      work: () => checkBroker(env),
    },
  ]
}
