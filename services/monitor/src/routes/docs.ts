import type { OpenAPIV3_1 } from 'openapi-types'
import type { MonitorApp } from '../monitor-app.ts'

const textEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escapeText(text = ''): string {
  return text.replace(/[&<>"]/g, (letter) => textEscapes[letter] ?? '')
}

/** The API for programs (JSON) and for people: one page, without scripts or styles of others. */
export function docsRoutes(app: MonitorApp): void {
  app.get('/api/docs/json', () => app.swagger())
  app.get('/api/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(renderApi(app.swagger() as OpenAPIV3_1.Document)),
  )
}

function renderApi({ info, paths = {} }: OpenAPIV3_1.Document): string {
  const operations = Object.entries(paths).flatMap(([path, item = {}]) =>
    (['get', 'post'] as const).flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : renderOperation(method, path, operation)
    }),
  )
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(info.title)}: API</title></head>
<body>
<h1>${escapeText(info.title)} ${escapeText(info.version)}</h1>
<p>${escapeText(info.description)}</p>
<p>For programs: <a href="/api/docs/json">OpenAPI 3.1</a></p>
${operations.join('\n')}
</body>
</html>
`
}

function renderOperation(
  method: string,
  path: string,
  { summary, description, parameters = [], responses = {} }: OpenAPIV3_1.OperationObject,
): string {
  const names = parameters.map((parameter) =>
    'name' in parameter ? `<code>${escapeText(parameter.name)}</code> (${parameter.in})` : '',
  )
  return `<h2><code>${method.toUpperCase()} ${escapeText(path)}</code></h2>
<p>${escapeText(summary)}. ${escapeText(description)}</p>
<p>Parameters: ${names.join(', ') || 'none'}. Answers: ${Object.keys(responses).join(', ')}.</p>`
}
