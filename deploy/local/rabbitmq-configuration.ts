import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RabbitmqState } from './stack-state.ts'

/**
 * Writes the configuration of a private node into `home` and gives the environment that makes it
 * independent of the system's: own ports, own epmd, own cookie, nothing read from /etc.
 */
export function configureRabbitmq(
  home: string,
  state: RabbitmqState,
  certificates?: string,
): NodeJS.ProcessEnv {
  for (const folder of ['home', 'mnesia', 'log', 'etc/conf.d']) {
    mkdirSync(join(home, folder), { recursive: true, mode: 0o700 })
  }
  const cookie = join(home, 'home', '.erlang.cookie')
  if (!existsSync(cookie)) writeFileSync(cookie, randomBytes(24).toString('hex'), { mode: 0o400 })
  const etc = (name: string): string => join(home, 'etc', name)
  writeFileSync(etc('enabled_plugins'), '[rabbitmq_management].\n')
  writeFileSync(etc('rabbitmq-env.conf'), '')
  writeFileSync(etc('inetrc'), '{host, {127,0,0,1}, ["localhost"]}.\n{lookup, [file, native]}.\n')
  writeFileSync(etc('rabbitmq.conf'), configuration(state, certificates), { mode: 0o600 })

  return {
    HOME: join(home, 'home'),
    LANG: 'C.UTF-8',
    // Makes the start script become the server, whose number is then the one that was started.
    detached: '1',
    // The host part must not depend on the name of the machine.
    RABBITMQ_NODENAME: 'aaps@localhost',
    // Nor on an /etc/hosts that knows localhost, which a bare container has not.
    ERL_INETRC: etc('inetrc'),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(state.amqpPort),
    RABBITMQ_DIST_PORT: String(state.distributionPort),
    ERL_EPMD_PORT: String(state.epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // Exists and is empty: else /etc/rabbitmq/rabbitmq-env.conf is read.
    RABBITMQ_CONF_ENV_FILE: etc('rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: etc('rabbitmq.conf'),
    RABBITMQ_CONFIG_FILES: etc('conf.d'),
    RABBITMQ_ADVANCED_CONFIG_FILE: etc('advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: etc('enabled_plugins'),
    RABBITMQ_BASE: home,
    RABBITMQ_MNESIA_BASE: join(home, 'mnesia'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    // Certificates that were replaced count at once, not minutes later.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-kernel inet_dist_use_interface {127,0,0,1} -ssl bypass_pem_cache true',
    RABBITMQ_SERVER_START_ARGS: '+B i',
  }
}

function configuration(
  { amqpPort, managementPort, tlsPort, password }: RabbitmqState,
  certificates: string | undefined,
): string {
  const plain = `listeners.tcp.1 = 127.0.0.1:${amqpPort}
management.tcp.ip = 127.0.0.1
management.tcp.port = ${managementPort}
vm_memory_high_watermark.absolute = 384MB
disk_free_limit.absolute = 100MB
default_user = app
default_pass = ${password}
log.console = false
`
  if (certificates === undefined || tlsPort === undefined) return plain
  return `${plain}listeners.ssl.1 = 127.0.0.1:${tlsPort}
ssl_options.cacertfile = ${join(certificates, 'ca.pem')}
ssl_options.certfile = ${join(certificates, 'server.pem')}
ssl_options.keyfile = ${join(certificates, 'server-key.pem')}
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
`
}
