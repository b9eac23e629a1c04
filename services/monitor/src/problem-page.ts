import { createHash } from 'node:crypto'
import { problemWords } from './problem-words.ts'
import type { Problem } from './schemas/action.ts'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; background: light-dark(#f2f5f6, #0c1417); color: light-dark(#10222a, #e9f0f3) }
main { max-width: 40rem; margin: 0 auto; padding: 12vh 20px 40px }
.card { padding: 28px 32px; border-radius: 14px; background: light-dark(#fff, #141e23);
  border: 1px solid light-dark(#d9e1e5, #2a3941); border-top: 4px solid light-dark(#b1221a, #ff948b) }
.overline, .code { color: light-dark(#4a5e68, #a6b8c1); font-size: .875rem }
h1, h2 { margin: 4px 0 10px; line-height: 1.25; letter-spacing: -.01em }
h1 { font-size: 1.6rem }
h2 { font-size: 1.15rem }
p { margin: 0 0 14px }
ol { margin: 0 0 20px; padding-left: 1.3em }
li { margin-bottom: 6px }
a { display: inline-block; padding: 9px 18px; border-radius: 8px; font-weight: 600;
  text-decoration: none; background: light-dark(#0a5a72, #7accdf); color: light-dark(#fff, #05222b) }
section + section { margin-top: 28px; padding-top: 24px; font-size: .9375rem;
  border-top: 1px solid light-dark(#d9e1e5, #2a3941) }
.code { margin: 20px 0 0 }
`

const styleHash = createHash('sha256').update(style).digest('base64')

/** The policy under which a problem's page has its style, and nothing else. */
export const problemPagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`

function section(code: string, language: 'es' | 'en', heading: 'h1' | 'h2'): string {
  const { title, text, steps, again } = problemWords(code, language)
  const items = steps.map((step) => `<li>${step}</li>`).join('')
  return `<section lang="${language}"><${heading}>${title}</${heading}><p>${text}</p><ol>${items}</ol><a href="">${again}</a></section>`
}

/**
 * A problem for a person at a browser, in Spanish and English: what happened, who must act, and a
 * way to try again. It needs no other file, since those may be what cannot be served. Nothing of
 * the request and nothing of the failure but its code is in it.
 */
export function problemPage({ code, status }: Problem): string {
  return `<!doctype html>
<html lang="es-BO">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${problemWords(code, 'es').title} · AAPS-DATA Sync</title><style>${style}</style></head>
<body><main><div class="card"><p class="overline">AAPS-DATA Sync</p>
${section(code, 'es', 'h1')}
${section(code, 'en', 'h2')}
<p class="code">${status} · ${code}</p></div></main></body>
</html>
`
}
