/**
 * When a rule acts: `before` the statement is passed on, which waits for the action; when it was
 * `forwarded` to the server; when it was `answered`, with the answer still withheld.
 */
export type FaultMoment = 'before' | 'forwarded' | 'answered'

export interface FaultOptions {
  readonly moment?: FaultMoment
  /** Which of the matching statements is meant, counted over all connections; the first is 1. */
  readonly nth?: number
}

/** `cut` ends the connection; `fail`, at `before` alone, makes the server refuse the statement. */
export type FaultVerdict = 'cut' | 'fail'

/** What a rule does, and then what becomes of the statement: without a verdict it goes on. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- An action need not answer.
export type FaultAction = (statement: string) => Promise<FaultVerdict | void> | FaultVerdict | void

export type DueActions = Partial<Record<FaultMoment, FaultAction>>

export interface FaultRules {
  add(pattern: RegExp, action: FaultAction, options?: FaultOptions): void
  /** Counts the statement against every rule and gives the actions that it makes due. */
  match(statement: string): DueActions
}

/** Keeps the rules of a fault proxy; each acts once. */
export function createFaultRules(): FaultRules {
  const rules = new Set<{
    pattern: RegExp
    action: FaultAction
    moment: FaultMoment
    left: number
  }>()
  return {
    add: (pattern, action, { moment = 'before', nth = 1 } = {}) => {
      rules.add({ pattern, action, moment, left: nth })
    },
    match: (statement) => {
      const due: DueActions = {}
      for (const rule of rules) {
        if (statement.search(rule.pattern) === -1) continue
        rule.left -= 1
        if (rule.left > 0) continue
        rules.delete(rule)
        due[rule.moment] = rule.action
      }
      return due
    },
  }
}
