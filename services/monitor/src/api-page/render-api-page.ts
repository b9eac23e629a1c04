import type { OpenAPIV3_1 } from 'openapi-types'
import { limitsText, schemaText, type JsonSchema } from './schema-text.ts'

const textEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

type Content = Readonly<Record<string, OpenAPIV3_1.MediaTypeObject>>

/**
 * The API as one page for people: of each route its parameters, its body and its answers, from the
 * OpenAPI document. Without scripts or styles.
 */
export function renderApiPage({ info, paths = {} }: OpenAPIV3_1.Document): string {
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
  {
    summary,
    description,
    parameters = [],
    requestBody,
    responses = {},
  }: OpenAPIV3_1.OperationObject,
): string {
  const body = requestBody !== undefined && 'content' in requestBody ? requestBody.content : {}
  const answers = Object.entries(responses).map(([status, answer]) => {
    const content = 'content' in answer ? (answer.content ?? {}) : {}
    return `<h3>Answer ${escapeText(status)}</h3>\n${renderContent(content)}`
  })
  return [
    `<h2><code>${method.toUpperCase()} ${escapeText(path)}</code></h2>`,
    `<p>${escapeText([summary, description].filter(Boolean).join('. '))}</p>`,
    renderParameters(parameters.filter((one) => 'name' in one)),
    Object.keys(body).length === 0 ? '' : `<h3>Body</h3>\n${renderContent(body)}`,
    ...answers,
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function renderParameters(parameters: readonly OpenAPIV3_1.ParameterObject[]): string {
  if (parameters.length === 0) return '<p>No parameters.</p>'
  const rows = parameters.map(({ name, in: place, required, schema = {}, description }) => {
    const own = schema as JsonSchema
    const meaning = [description ?? own.description, limitsText(own)].filter(Boolean).join('; ')
    const cells = [place, required === true ? 'required' : 'optional', schemaText(own), meaning]
    return `<tr><th scope="row"><code>${escapeText(name)}</code></th>${cells
      .map((cell) => `<td>${escapeText(cell)}</td>`)
      .join('')}</tr>`
  })
  const headings = ['Parameter', 'In', 'Needed', 'Type', 'Meaning']
  return `<table>
<thead><tr>${headings.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

function renderContent(content: Content): string {
  const types = Object.entries(content)
  if (types.length === 0) return '<p>Not described by a schema.</p>'
  return types
    .map(([type, { schema = {} }]) => {
      const text = schemaText(schema)
      return `<p>${escapeText(type)}</p>\n<pre><code>${escapeText(text)}</code></pre>`
    })
    .join('\n')
}

function escapeText(text = ''): string {
  return text.replace(/[&<>"]/g, (letter) => textEscapes[letter] ?? '')
}
