import closeWithGrace from 'close-with-grace'
import type { Logger } from './create-logger.ts'
import { describeBootFailure } from './describe-boot-failure.ts'
import { errorForLog } from './error-for-log.ts'

/** What a started service hands back to its process. */
export interface RunningService {
  readonly log: Logger
  stop(): Promise<void>
}

interface ServiceOptions {
  readonly name: string
  readonly start: () => Promise<RunningService>
  /** How long a stop may take before the process ends anyway, with exit code 1. */
  readonly stopTimeoutMs: number
}

/**
 * Runs a service as a process, the same way for each of them.
 *
 * SIGTERM or SIGINT stops it once and ends with exit code 0; a second signal ends the process at
 * once. A defect that nobody caught is logged and ends it with exit code 1, without a stop: what
 * it was doing is not trusted any more, and leases expire. A start that fails is explained on
 * standard error, one fault a line, and ends with exit code 1.
 */
export function runService({ name, start, stopTimeoutMs }: ServiceOptions): void {
  let running: RunningService | undefined
  // A moment later: a signal that comes while the service starts has to find its listener.
  const starting = Promise.resolve().then(async () => {
    running = await start()
    return running
  })

  closeWithGrace(
    {
      delay: stopTimeoutMs,
      logger: false,
      skip: ['beforeExit'],
      onSecondSignal: (signal) => running?.log.warn({ signal }, 'Second signal, ending at once'),
      onSecondError: (error) => running?.log.fatal({ err: error }, 'Defect while stopping'),
      onTimeout: (timeoutMs) => running?.log.error({ timeoutMs }, 'Stop took too long'),
    },
    async ({ err, signal }) => {
      if (err !== undefined) {
        reportDefect(name, running, err)
        return
      }
      const service = await starting
      service.log.info({ signal }, 'Stopping')
      try {
        await service.stop()
      } catch (error) {
        service.log.error({ err: error }, 'Stop failed')
        throw error
      }
      service.log.info('Stopped')
    },
  )

  starting.catch((error: unknown) => {
    process.stderr.write(`${describeBootFailure(name, error)}\n`)
    process.exit(1)
  })
}

function reportDefect(name: string, running: RunningService | undefined, err: Error): void {
  if (running !== undefined) {
    running.log.fatal({ err }, 'Defect that nobody caught')
    return
  }
  process.stderr.write(`${name}: ${errorForLog(err).stack ?? errorForLog(err).message}\n`)
}
