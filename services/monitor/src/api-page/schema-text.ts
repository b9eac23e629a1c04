/** The parts of a JSON schema that the API's schemas are made of. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly description?: string
  readonly default?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

const step = '  '

/** A schema in the notation of TypeScript, for people; several lines for an object. */
export function schemaText(schema: JsonSchema, indent = ''): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (schema.anyOf !== undefined) return eachOf(schema.anyOf, indent).join(' | ')
  if (schema.allOf !== undefined) return eachOf(schema.allOf, indent).join(' & ')
  if (schema.items !== undefined) {
    const item = schemaText(schema.items, indent)
    return / [|&] /.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
  }
  if (schema.properties !== undefined) return objectText(schema, indent)
  const [fields] = Object.values(schema.patternProperties ?? {})
  if (fields !== undefined) return `{ [name: string]: ${schemaText(fields, indent)} }`
  return [schema.type ?? 'unknown'].flat().join(' | ')
}

/** What a value has to keep to beside its type, such as a range or a pattern. */
export function limitsText(schema: JsonSchema): string {
  const { minimum, maximum, maxLength, pattern } = schema
  const limits = [
    minimum === undefined ? [] : `at least ${minimum}`,
    maximum === undefined ? [] : `at most ${maximum}`,
    maxLength === undefined ? [] : `at most ${maxLength} characters`,
    pattern === undefined ? [] : `matches ${pattern}`,
    schema.default === undefined ? [] : `${JSON.stringify(schema.default)} when absent`,
  ]
  return limits.flat().join(', ')
}

function eachOf(schemas: readonly JsonSchema[], indent: string): readonly string[] {
  return schemas.map((one) => schemaText(one, indent))
}

function objectText({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const inner = indent + step
  const lines = Object.entries(properties).map(([name, field]) => {
    const mark = required.includes(name) ? '' : '?'
    const notes = [field.description, limitsText(field)].filter(Boolean).join('; ')
    const note = notes === '' ? '' : `  // ${notes}`
    return `${inner}${name}${mark}: ${schemaText(field, inner)}${note}`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}
