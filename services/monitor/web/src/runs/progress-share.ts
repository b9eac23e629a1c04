import type { Phase } from '@aaps-data/contracts'
import type { RunProgress } from '../../../src/schemas/run.ts'

/** The steps of an attempt in their order, with their usual part of its time. */
const shares = {
  plan: 0.02,
  snapshot: 0.03,
  stage: 0.55,
  check: 0.05,
  delta: 0.1,
  apply: 0.2,
  finish: 0.05,
} as const satisfies Record<Phase, number>

export const phaseOrder = Object.keys(shares) as readonly Phase[]

/** How far a bar is filled, 0 to 1: an estimate that never goes back within an attempt. */
export function progressShare({
  phase,
  tablesDone,
  tablesTotal,
  rows,
  rowsExpected = 0,
}: RunProgress): number {
  const before = phaseOrder
    .slice(0, phaseOrder.indexOf(phase))
    .reduce((sum, earlier) => sum + shares[earlier], 0)
  const byTables = tablesTotal === 0 ? 0 : tablesDone / tablesTotal
  const byRows = phase === 'stage' && rowsExpected > 0 ? rows / rowsExpected : byTables
  const within = Math.min(1, byRows)
  return before + shares[phase] * within
}
