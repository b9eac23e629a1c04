import { StackError } from './stack-error.ts'

/** Servers that the user gave; each is used as it is instead of a private one. */
export interface GivenUrls {
  readonly target: string | undefined
  readonly source: string | undefined
  readonly broker: string | undefined
}

/**
 * Reads which servers the user gave. Throws a StackError for a target without a source: with the
 * sample as its source, that database would be made equal to made-up rows.
 */
export function readGivenUrls(env: NodeJS.ProcessEnv): GivenUrls {
  const given = {
    target: env['DATABASE_URL'] || undefined,
    source: env['SOURCE_SIIRAYS_URL'] || undefined,
    broker: env['AMQP_URL'] || undefined,
  }
  if (given.target !== undefined && given.source === undefined) {
    throw new StackError(
      'DATABASE_URL names a database of yours and SOURCE_SIIRAYS_URL no source, so its tables would ' +
        'be made equal to the made-up rows of the sample. Nothing was started and nothing changed. ' +
        'Set SOURCE_SIIRAYS_URL to your SIIRAyS as well, or unset DATABASE_URL to have a private ' +
        'database with the sample.',
    )
  }
  return given
}
