import type { Column } from '@aaps-data/catalog'
import type { ColumnDrift } from './column-drift.ts'

/**
 * The lines that the author of a definition could write so that a column of another type is as
 * defined; of several, one is enough. What else the definition says of the column stays. Where a cast
 * would shift values by a time zone, only taking the type as the source has it is proposed.
 */
export function typeLines({
  column,
  found: { nativeType },
  relation,
  crossesZone,
}: Extract<ColumnDrift, { kind: 'type' }>): readonly string[] {
  if (crossesZone) return [withType(column, nativeType)]
  const wider = relation === 'wider' ? [withType(column, nativeType)] : []
  return nativeType === column.type
    ? [withoutSourceType(column)]
    : [...wider, withSourceType(column, nativeType)]
}

/** The lines that map columns which are new in the source, and the one that leaves them all out. */
export function newLines(
  name: string,
  nativeType: string,
  unmapped: readonly string[],
): readonly string[] {
  return [`${yamlName(name)}: ${nativeType}`, `unmapped: [${unmapped.map(yamlName).join(', ')}]`]
}

function withType(column: Column, type: string): string {
  return isPlain(column)
    ? `${yamlName(column.name)}: ${typeOf(column, type)}`
    : `type: ${typeOf(column, type)} # in place of the type of ${column.name}`
}

function withSourceType(column: Column, type: string): string {
  return isPlain(column)
    ? `${yamlName(column.name)}: { type: ${typeOf(column, column.type)}, sourceType: ${type} }`
    : `sourceType: ${type} # beside what ${column.name} has`
}

function withoutSourceType(column: Column): string {
  return isPlain(column)
    ? `${yamlName(column.name)}: ${typeOf(column, column.type)}`
    : `# no sourceType in ${column.name}`
}

function typeOf({ nullable }: Column, type: string): string {
  return nullable ? type : `${type} not null`
}

/** Whether a definition need not say more of a column than its type. */
function isPlain({ name, source, masked, cleaning, rules = [] }: Column): boolean {
  return name === source && masked !== true && cleaning === undefined && rules.length === 0
}

function yamlName(name: string): string {
  return /^\p{L}[\p{L}\d_]*$/u.test(name) ? name : JSON.stringify(name)
}
