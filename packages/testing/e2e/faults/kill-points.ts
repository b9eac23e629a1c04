import type { FaultMoment } from '../../src/index.ts'

/** A moment of a service's work, as its network shows it. */
export type KillPoint = {
  readonly service: 'worker' | 'scheduler'
  /** The row of the matrix. */
  readonly row: number
  readonly where: string
  /** How often four runs pass by here at the least: a seed chooses one of these times. */
  readonly times: number
} & (
  | {
      readonly at: RegExp
      readonly moment: FaultMoment
      /** The point is the first of its kind after this one, whose times are counted. */
      readonly behind?: RegExp
      /** Statements of this kind are refused first, once, so that the run has to be tried again. */
      readonly refused?: RegExp
    }
  | {
      /** What never arrives because the service died with it: its own, or the broker's answer. */
      readonly lost: 'acknowledgement' | 'confirm'
    }
)

const claim = /sync\.claim_run/
const receipt = /sync\.finish_run/
const end = /sync\.end_attempt/
const copy = /^copy .* from stdin/
const commit = /^commit/i
const request = /sync\.request_run/

const worker = { service: 'worker', row: 14, times: 4 } as const
const scheduler = { service: 'scheduler', row: 28, times: 4 } as const

/** Where a service is killed, in the order of a run. */
export const killPoints: readonly KillPoint[] = [
  { ...worker, where: 'before the claim', at: claim, moment: 'before' },
  { ...worker, where: 'after the claim', at: claim, moment: 'answered' },
  { ...worker, where: 'copying rows', at: copy, moment: 'forwarded', times: 8 },
  {
    ...worker,
    where: "before the apply's first lock",
    at: /select exists \(select from sync\.rejects/,
    moment: 'answered',
  },
  {
    ...worker,
    where: 'in the apply, before it writes',
    at: /from sync\.datasets where name = .* for update/,
    moment: 'answered',
  },
  { ...worker, where: 'in the apply, when it writes', at: /^update "cuentas_/, moment: 'answered' },
  { ...worker, where: 'before the commit', at: commit, moment: 'before', behind: receipt },
  { ...worker, where: 'with the commit sent', at: commit, moment: 'forwarded', behind: receipt },
  {
    ...worker,
    where: 'with the commit done and not heard of',
    at: commit,
    moment: 'answered',
    behind: receipt,
  },
  { ...worker, where: 'before its acknowledgement', lost: 'acknowledgement' },
  {
    ...worker,
    where: 'before it writes down a failure',
    at: end,
    moment: 'before',
    refused: copy,
    times: 1,
  },
  {
    ...worker,
    where: 'after it wrote down a failure',
    at: end,
    moment: 'answered',
    refused: copy,
    times: 1,
  },
  { ...worker, row: 28, where: 'before it heard a confirm', lost: 'confirm' },
  {
    ...scheduler,
    where: 'with a request under way to the ledger',
    at: request,
    moment: 'forwarded',
  },
  { ...scheduler, where: 'before it acknowledged a request', lost: 'acknowledgement' },
  { ...scheduler, where: 'before it heard a confirm', lost: 'confirm' },
]
