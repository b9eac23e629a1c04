/** SQL: a row `r` of `sync.runs` as a `RunSummary`. */
export const runSummary = `json_build_object(
  'id', r.id,
  'dataset', r.dataset,
  'state', r.state,
  'seq', r.seq,
  'origin', r.origin,
  'requestedBy', r.requested_by,
  'slotAt', sync.instant(r.slot_at),
  'requestedAt', sync.instant(r.requested_at),
  'startedAt', sync.instant(r.started_at),
  'finishedAt', sync.instant(r.finished_at),
  'notBefore', case when r.state = 'waiting' then sync.instant(r.not_before) end,
  'attempt', r.attempt,
  'attemptsLeft', r.attempts_left,
  'reason', r.reason,
  'errorCode', r.error ->> 'code',
  'counts', case when r.inserted is not null then json_build_object(
    'inserted', r.inserted, 'updated', r.updated,
    'deleted', r.deleted, 'unchanged', r.unchanged) end,
  'preview', r.preview,
  'readMode', coalesce(
    (select done.mode from sync.receipts as done where done.run_id = r.id),
    (select kept.mode from sync.holds as kept where kept.run_id = r.id))
)`
