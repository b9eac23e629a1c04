import { SyncError } from '@aaps-data/contracts'
import { fileURLToPath } from 'node:url'
import type { FilePlace } from './file-place.ts'
import { createFolder } from './folder.ts'
import { createWebAddress } from './web-address.ts'

/** A place whose copies of files go with it. */
export type OpenPlace = FilePlace & { close?(): Promise<void> }

/**
 * The place that the URL of a connection names: `file:///srv/aaps/` is a folder, `https://…/` an
 * address. `connection` is for errors. Throws `CONFIG_INVALID` for what is neither.
 */
export function openPlace(url: string, connection: string): OpenPlace {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === 'file:') return createFolder(fileURLToPath(parsed))
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return createWebAddress(parsed)
  throw new SyncError('CONFIG_INVALID', {
    source: connection,
    reason: 'neither a folder such as file:///srv/aaps/ nor an address such as https://…/',
  })
}
