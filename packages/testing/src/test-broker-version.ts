/** Asks the management API which RabbitMQ it serves, such as `3.10.8`. */
export async function selectBrokerVersion(managementUrl: string): Promise<string> {
  const { origin, username, password } = new URL(managementUrl)
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  const response = await fetch(`${origin}/api/overview`, {
    headers: { authorization: `Basic ${login.toString('base64')}` },
  })
  const { rabbitmq_version: version } = (await response.json()) as { rabbitmq_version?: string }
  if (version === undefined) throw new Error(`${origin} does not say which RabbitMQ it serves`)
  return version
}

/** Says whether the tests' broker is of this version, such as `4.3`, or a later one. */
export function isBrokerSince(version: string): boolean {
  const [ours, wanted] = [process.env['TEST_AMQP_VERSION'] ?? '', version].map((text) =>
    text.split('.').map(Number),
  )
  const [major = 0, minor = 0] = ours ?? []
  const [sinceMajor = 0, sinceMinor = 0] = wanted ?? []
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)
}
