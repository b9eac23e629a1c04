import { redactText, reportError, SyncError, type ErrorDetails } from '@aaps-data/contracts'
import { explainReport, type ExplainedReport, type Language } from '../explain/explain-report.ts'

/** Something that was looked at, and how it is; printed as it is by `--json`. */
export interface Finding {
  /** What was looked at, such as `source siirays`. */
  readonly subject: string
  readonly isOk: boolean
  readonly what: string
  /** Of the error guide, where it is one of its errors. */
  readonly code: string | null
  /** What to do about it, in order; a statement or a command, or what the error guide says. */
  readonly advice: readonly string[]
}

export function okFinding(subject: string, what: string): Finding {
  return { subject, isOk: true, what, code: null, advice: [] }
}

export function faultFinding(subject: string, what: string, advice: readonly string[]): Finding {
  return { subject, isOk: false, what, code: null, advice }
}

/**
 * What an error says of what was looked at: each fault of several by itself, else what the error guide
 * has to say. Free of credentials.
 */
export function findingsOfError(
  subject: string,
  error: unknown,
  language: Language,
): readonly Finding[] {
  if (!(error instanceof SyncError)) {
    const message = error instanceof Error ? error.message : String(error)
    return [faultFinding(subject, redactText(message), [])]
  }
  const { faults, ...details } = error.details
  const { code, explanation } = explainReport(language, reportError(error))
  if (Array.isArray(faults)) {
    return faults.map((fault: FaultFields) => ({
      subject,
      isOk: false,
      what: redactText(faultText(fault)),
      code,
      advice: [],
    }))
  }
  const { drifts, ...place } = details
  if (Array.isArray(drifts)) {
    return drifts.map((drift: DriftFields) => driftFinding(subject, { code, explanation, drift }))
  }
  return [factsFinding(subject, { code, explanation, facts: place })]
}

type Explained = Pick<ExplainedReport, 'code' | 'explanation'>
type DriftFields = ErrorDetails & { readonly write?: readonly string[] }

function driftFinding(
  subject: string,
  { drift: { write = [], ...facts }, ...explained }: Explained & { readonly drift: DriftFields },
): Finding {
  const finding = factsFinding(subject, { ...explained, facts })
  const lines = write.map((line) => `In the definition: ${line}`)
  return { ...finding, advice: [...finding.advice, ...lines] }
}

function factsFinding(
  subject: string,
  { code, explanation, facts }: Explained & { readonly facts: ErrorDetails },
): Finding {
  const place = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`)
  const what = place.length === 0 ? explanation.title : `${explanation.title} (${place.join(', ')})`
  return { subject, isOk: false, what: redactText(what), code, advice: explanation.steps }
}

type FaultFields = Readonly<Record<string, string | number>>

// Faults of settings name a variable, those of definitions a place in a file.
function faultText(fault: FaultFields): string {
  const { variable, file, line, path, reason } = fault
  if (variable !== undefined) return `${variable} ${reason}`
  return `${file}:${line}${path === '' ? '' : ` ${path}`}: ${reason}`
}
