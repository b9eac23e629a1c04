import type { Dataset } from '@aaps-data/catalog'

/** Whether a run may go on without some rows of its source: rules are declared, or a tolerance. */
export function mayReject({ tables }: Dataset): boolean {
  return tables.some(
    ({ maxRejects = 0, columns }) =>
      maxRejects > 0 || columns.some(({ rules = [] }) => rules.length > 0),
  )
}
