import type { Rule, RuleOf } from '@aaps-data/catalog'
import { quoteLiteral } from './quote-identifier.ts'

/**
 * When a value breaks a declared rule that needs no other row to judge by; undefined of the rules
 * that do. `value` is of the target's type, `cleaned` as it was staged.
 */
export function ruleCondition(
  rule: Rule,
  { value, cleaned }: { readonly value: string; readonly cleaned: string },
): string | undefined {
  switch (rule.kind) {
    case 'required':
      return `${cleaned} is null`
    case 'length':
      return outside(`char_length(${value})`, rule)
    case 'range':
      return outside(value, rule)
    case 'oneOf':
      return `${value} not in (${rule.values.map(quoteLiteral).join(', ')})`
    case 'pattern':
      return `${value} !~ ${quoteLiteral(rule.matches)}`
    case 'type':
    case 'unique':
    case 'reference':
      return undefined
  }
}

function outside(value: string, { min, max }: RuleOf<'length'> | RuleOf<'range'>): string {
  return [
    ...(min === undefined ? [] : [`${value} < ${bound(min)}`]),
    ...(max === undefined ? [] : [`${value} > ${bound(max)}`]),
  ].join(' or ')
}

// A number stays one: beside a whole number, the text '0.5' would be taken for a whole number too.
function bound(limit: number | string): string {
  return typeof limit === 'number' ? `(${limit})` : quoteLiteral(limit)
}
