const defaultPorts: Readonly<Record<string, number>> = { 'amqp:': 5672, 'amqps:': 5671 }

const noUrl = { protocol: '', hostname: '', port: '', pathname: '' }

/** The nodes of a broker from one text: one URL, or several separated by commas. */
export function brokerUrls(url: string): readonly string[] {
  return url
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** Host, port and vhost of a URL, for logs and errors: it carries no credentials. */
export function brokerAddress(url: string): string {
  const { protocol, hostname, port, pathname } = URL.canParse(url) ? new URL(url) : noUrl
  const defaultPort = defaultPorts[protocol]
  if (defaultPort === undefined) return 'an address that is no AMQP URL'
  return `${hostname}:${port || defaultPort}${pathname}`
}

/** The login of a URL. A message may carry it as `userId`; the broker then vouches for it. */
export function brokerUser(url: string): string {
  const [first] = brokerUrls(url)
  return first === undefined ? '' : decodeURIComponent(new URL(first).username)
}
