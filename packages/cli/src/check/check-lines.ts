import { alignColumns } from '../text/align-columns.ts'
import type { Finding } from './finding.ts'

/**
 * Findings for people: a line each, and below a fault what to do about it, unless that has been said
 * of the same subject.
 */
export function checkLines(findings: readonly Finding[]): readonly string[] {
  const lines = alignColumns(
    findings.map(({ isOk, subject, what, code }) => [
      isOk ? 'ok' : 'fault',
      subject,
      code === null ? what : `${code}: ${what}`,
    ]),
  )
  const said = new Set<string>()
  const isNew = (line: string) => {
    const isSaid = said.has(line)
    said.add(line)
    return !isSaid
  }
  return findings.flatMap(({ subject, advice }, place) => [
    lines[place] ?? '',
    ...advice.filter((step) => isNew(`${subject} ${step}`)).map((step) => `         ${step}`),
  ])
}
