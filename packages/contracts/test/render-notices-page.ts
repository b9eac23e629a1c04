import { noticeGuideEn } from '../src/notice-guide/en.ts'
import { noticeGuideEs } from '../src/notice-guide/es.ts'
import type { NoticeGuide } from '../src/notice-guide/notice-guide.ts'

const introduction = `# Notices

A notice tells of something that did not stop a run and that people should know. It stands with the run: on its page, in
the API, and in what \`aaps-sync run\` prints. These texts are kept in \`packages/contracts/src/notice-guide\`; this page is
made from them by \`npm run docs:errors\`, and a test compares the two.
`

type NoticeCode = keyof NoticeGuide['codes']

/** The text of docs/notices.md: one section a code, in English and in Spanish. */
export function renderNoticesPage(): string {
  const codes = Object.keys(noticeGuideEn.codes) as NoticeCode[]
  const sections = codes.map((code) =>
    [`## ${code}`, ...[noticeGuideEn, noticeGuideEs].map((guide) => renderIn(guide, code))].join(
      '\n\n',
    ),
  )
  return `${introduction}\n${sections.join('\n\n')}\n`
}

function renderIn({ codes }: NoticeGuide, code: NoticeCode): string {
  const { title, meaning, action } = codes[code]
  return [`### ${title}`, meaning, action].join('\n\n')
}
