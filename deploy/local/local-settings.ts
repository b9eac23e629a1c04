import { join, resolve } from 'node:path'
import type { StepLog } from './step-log.ts'

export const repository = join(__dirname, '..', '..')

export interface LocalSettings {
  /** Folder of the private stack: its data, logs and state. */
  readonly directory: string
  /** Folder of unpacked Debian packages; may be shared by any number of stacks. */
  readonly cacheDirectory: string
  /** Whether installed packages are passed over, to try the way of a machine without them. */
  readonly ignoresSystemPackages: boolean
  /** The release of Debian whose RabbitMQ is taken, such as `trixie`; the system's own unless named. */
  readonly rabbitmqRelease?: string
  /** Programs that the user named, by the variable that names them. */
  readonly namedPrograms: Readonly<Record<ProgramVariable, string | undefined>>
  /**
   * Folder with `ca.pem`, `server.pem` and `server-key.pem`: the broker then speaks TLS as well, and
   * reads them for each connection.
   */
  readonly certificates?: string
  readonly step: StepLog
}

export type ProgramVariable =
  'CHROMIUM_PATH' | 'PGBOUNCER_PATH' | 'PSQL_PATH' | 'PYTHON_CELERY_PATH' | 'PYTHON_PIKA_PATH'

/**
 * Reads the settings of the private stack from `env`: AAPS_LOCAL_DIR (default `.local` in the
 * repository), AAPS_CACHE_DIR (default `.local/cache`), AAPS_IGNORE_SYSTEM_PACKAGES=1,
 * AAPS_RABBITMQ_RELEASE and the paths of programs. `directory` wins over AAPS_LOCAL_DIR.
 */
export function localSettings({
  env,
  step,
  directory,
  certificates,
}: {
  env: NodeJS.ProcessEnv
  step: StepLog
  directory?: string | undefined
  certificates?: string | undefined
}): LocalSettings {
  const rabbitmqRelease = env['AAPS_RABBITMQ_RELEASE'] || undefined
  return {
    directory: resolve(directory ?? (env['AAPS_LOCAL_DIR'] || join(repository, '.local'))),
    cacheDirectory: resolve(env['AAPS_CACHE_DIR'] || join(repository, '.local', 'cache')),
    ignoresSystemPackages: env['AAPS_IGNORE_SYSTEM_PACKAGES'] === '1',
    namedPrograms: {
      CHROMIUM_PATH: env['CHROMIUM_PATH'] || undefined,
      PGBOUNCER_PATH: env['PGBOUNCER_PATH'] || undefined,
      PSQL_PATH: env['PSQL_PATH'] || undefined,
      PYTHON_CELERY_PATH: env['PYTHON_CELERY_PATH'] || undefined,
      PYTHON_PIKA_PATH: env['PYTHON_PIKA_PATH'] || undefined,
    },
    ...(rabbitmqRelease === undefined ? {} : { rabbitmqRelease }),
    ...(certificates === undefined ? {} : { certificates: resolve(certificates) }),
    step,
  }
}
