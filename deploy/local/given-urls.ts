import { StackError } from './stack-error.ts'

/** Servers that the user gave; each is used as it is instead of a private one. */
export interface GivenUrls {
  readonly target: string | undefined
  readonly source: string | undefined
  readonly sarh: string | undefined
  readonly broker: string | undefined
}

/**
 * Reads which servers the user gave. Throws a StackError for a target without its sources: with a
 * sample as a source, that database would be made equal to made-up rows.
 */
export function readGivenUrls(env: NodeJS.ProcessEnv): GivenUrls {
  const given = {
    target: env['DATABASE_URL'] || undefined,
    source: env['SOURCE_SIIRAYS_URL'] || undefined,
    sarh: env['SOURCE_SARH_URL'] || undefined,
    broker: env['AMQP_URL'] || undefined,
  }
  const missing = [
    ...(given.source === undefined ? ['SOURCE_SIIRAYS_URL to your SIIRAyS'] : []),
    ...(given.sarh === undefined ? ['SOURCE_SARH_URL to the folder of your sheets'] : []),
  ]
  if (given.target !== undefined && missing.length > 0) {
    throw new StackError(
      'DATABASE_URL names a database of yours, and not every source is named, so tables of it would ' +
        'be made equal to the made-up rows of a sample. Nothing was started and nothing changed. ' +
        `Set ${missing.join(' and ')} as well, or unset DATABASE_URL to have a private database ` +
        'with the samples.',
    )
  }
  return given
}
