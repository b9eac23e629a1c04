import { codeFacts, syncErrorCodes, type SyncErrorCode } from '../src/error-codes.ts'
import { errorGuideEn } from '../src/error-guide/en.ts'
import type { ErrorGuide } from '../src/error-guide/error-guide.ts'
import { errorGuideEs } from '../src/error-guide/es.ts'

interface Labels {
  readonly cause: string
  readonly steps: string
  readonly prevention: string
  readonly actor: string
  readonly next: string
}

const english: Labels = {
  cause: 'Cause',
  steps: 'What to do',
  prevention: 'To keep it from happening again',
  actor: 'Who acts',
  next: 'What happens next',
}

const spanish: Labels = {
  cause: 'Causa',
  steps: 'Qué hacer',
  prevention: 'Para que no vuelva a pasar',
  actor: 'Debe actuar',
  next: 'Qué pasa después',
}

const introduction = `# Errors

Every failure that the service knows has a code, the same in the logs, in the ledger, in messages and on the page.
The page of a run shows these texts with what is known of that run: the phase, the table, and whether anything was
written. The texts are kept in \`packages/contracts/src/error-guide\`; this page is made from them by
\`npm run docs:errors\`, and a test compares the two.
`

function renderEntry(code: SyncErrorCode): string {
  return `- [\`${code}\`](#${code.toLowerCase()}): ${errorGuideEn.codes[code].title}`
}

function renderExplanation(guide: ErrorGuide, code: SyncErrorCode, labels: Labels): string {
  const { actor, disposition } = codeFacts(code)
  const { title, cause, steps, prevention } = guide.codes[code]
  return [
    `### ${title}`,
    `**${labels.actor}:** ${guide.actors[actor]} · **${labels.next}:** ${guide.dispositions[disposition]}`,
    `**${labels.cause}.** ${cause}`,
    `**${labels.steps}**`,
    steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    `**${labels.prevention}.** ${prevention}`,
  ].join('\n\n')
}

/** The text of docs/errors.md: one section a code, each in English and in Spanish. */
export function renderErrorsPage(): string {
  const sections = syncErrorCodes.map((code) =>
    [
      `## ${code}`,
      `Disposition: \`${codeFacts(code).disposition}\``,
      renderExplanation(errorGuideEn, code, english),
      renderExplanation(errorGuideEs, code, spanish),
    ].join('\n\n'),
  )
  return `${introduction}\n${syncErrorCodes.map(renderEntry).join('\n')}\n\n${sections.join('\n\n')}\n`
}
