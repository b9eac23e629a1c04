import { SyncError } from '@aaps-data/contracts'
import type pg from 'pg'
import { isSampleFolder } from './files/sample-files.ts'
import { hasSampleMark } from './sample-mark.ts'
import { isMarkedTarget } from './target-mark.ts'
import { withConnection } from './with-connection.ts'

/** What the guard needs of a source and its snapshots. */
interface GuardedSource<Options, Snapshot> {
  openSnapshot(options: Options): Promise<Snapshot>
  close(): Promise<void>
}

/**
 * The same source, which opens no snapshot when it is a sample and the target is a database that
 * this product did not make: `CONFIG_INVALID` instead, before anything is staged. Asked anew for
 * each snapshot, after the source has opened its own, so that what is wrong with its address is
 * told by the source itself.
 */
export function guardSampleSource<Options, Snapshot extends { release(): Promise<void> }>(
  source: GuardedSource<Options, Snapshot>,
  urls: { readonly sourceUrl: string; readonly targetUrl: string },
): GuardedSource<Options, Snapshot> {
  return {
    async openSnapshot(options) {
      const snapshot = await source.openSnapshot(options)
      try {
        await requireMarkedTarget(urls)
        return snapshot
      } catch (error) {
        await snapshot.release()
        throw error
      }
    },
    close: () => source.close(),
  }
}

async function requireMarkedTarget({
  sourceUrl,
  targetUrl,
}: {
  readonly sourceUrl: string
  readonly targetUrl: string
}): Promise<void> {
  if (!(await isSampleSource(sourceUrl))) return
  if (await ask(targetUrl, 'TARGET_UNREACHABLE', isMarkedTarget)) return
  throw new SyncError('CONFIG_INVALID', {
    faults: [
      {
        variable: 'TARGET_DATABASE_URL',
        reason: 'names a database that this product did not make, and the source is a sample',
        expected: 'a database that npm start made, or the real SIIRAyS as the source',
      },
    ],
  })
}

async function isSampleSource(url: string): Promise<boolean> {
  return /^postgres(ql)?:/.test(url)
    ? await ask(url, 'SOURCE_UNREACHABLE', hasSampleMark)
    : isSampleFolder(url)
}

// A moment ago the address answered to the same login: what fails now is likely to pass.
async function ask(
  url: string,
  code: 'SOURCE_UNREACHABLE' | 'TARGET_UNREACHABLE',
  question: (client: pg.ClientBase) => Promise<boolean>,
): Promise<boolean> {
  const limits = { connectionTimeoutMillis: 8_000, query_timeout: 8_000 }
  return await withConnection(url, question, limits).catch((cause: unknown) => {
    throw new SyncError(code, {}, cause)
  })
}
