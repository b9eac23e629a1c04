import type { RowImages } from '@aaps-data/sources'
import { isPortable } from '../columns/portable-type.ts'
import type { StagedTable } from '../sql/staged-table.ts'

/**
 * The digest of the staged rows as the source has computed it. Undefined unless staging holds just
 * what the source has, in types of which the target makes the same images, and on a server of the
 * same version that writes and hashes values alike.
 */
export function digestInSource(
  { fingerprint, images, columns, rows, rejected }: StagedTable,
  server: Pick<RowImages, 'major' | 'alikeness'>,
): string | undefined {
  if (fingerprint === undefined || images === undefined) return undefined
  if (images.major !== server.major || images.alikeness !== server.alikeness) return undefined
  const isWhole = rejected === 0 && rows === fingerprint.rows
  const isAlike = columns.every(
    ({ targetType, cleaning }, place) =>
      cleaning === undefined && targetType === images.types[place] && isPortable(targetType),
  )
  return isWhole && isAlike ? fingerprint.digest : undefined
}
