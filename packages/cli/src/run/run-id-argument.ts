import { InvalidArgumentError } from 'commander'

const runIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id of a run as an argument of a command. */
export function runId(text: string): string {
  if (runIdPattern.test(text)) return text
  throw new InvalidArgumentError('The id of a run is a UUID, as `status` shows it.')
}
