/** Which definition a held delta was made under, and which receipts are of a full reconcile. */
export const definitionsAndReconciles = `
alter table sync.holds
  -- Null in what was held before this was kept: such a delta cannot be approved any more.
  add column definition_digest text;

alter table sync.receipts
  -- Every row was read, compared and digested on both sides.
  add column is_reconcile boolean not null default false;
update sync.receipts set is_reconcile = true where mode = 'full';
drop index sync.receipts_full_of_dataset;
create index reconciles_of_dataset on sync.receipts (dataset, snapshot_at desc)
  where is_reconcile;
`
