/** Where the rejects of a transaction are told one by one. */
export const toldRejects = 'sync_told_rejects'

/**
 * Creates what rejects are noted in: the rows of staging that break a rule, by the number of their
 * group, and those of them that are told. Both go with the transaction.
 */
export const createRejectTables = `
  create temporary table sync_faults (fault integer, staged tid) on commit drop;
  create temporary table ${toldRejects} (
    fault integer, table_name text, column_name text, rule text, action text, key jsonb,
    place jsonb, value text, facts jsonb, fingerprint text
  ) on commit drop`
