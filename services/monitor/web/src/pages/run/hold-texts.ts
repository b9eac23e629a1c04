import { fill } from '../../i18n/translate.ts'
import { language } from '../../session/preferences.ts'

// Beside the card that says them, and not in the page's texts: they come when a run is held.
const es = {
  'hold.title': '¿Aplicar estos cambios?',
  'hold.preview': 'Es una simulación: abajo está lo que cambiaría en cada tabla. Nada se escribió.',
  'hold.guard':
    'Un resguardo detuvo la ejecución. Abajo está lo que cambiaría en cada tabla. Nada se escribió.',
  'hold.approve': 'Aprobar y aplicar',
  'hold.taken': 'La foto de la fuente es de',
  'hold.taken.effect': 'Lo que cambió después en la fuente no está incluido.',
  'hold.taken.old':
    'Antes de aprobar, conviene descartar y simular de nuevo si la fuente se usa a diario.',
  'hold.discard': 'Descartar',
  'hold.note': 'Nota para la auditoría (opcional)',
  'hold.confirm': '¿Aplicar exactamente estos cambios al destino?',
  'hold.viewer': 'Solo un operador o un administrador puede decidir.',
  'hold.late':
    'La ejecución ya no está retenida: otra persona decidió, o una más nueva la reemplazó.',
  'hold.failed': 'No se pudo guardar la decisión ({code}). Nada cambió.',
  'hold.approved': 'Aprobada por {who}',
  'hold.discarded': 'Descartada por {who}',
  'hold.superseded': 'Reemplazada por una ejecución más nueva',
  'guard.maxDeletedShare': '{table}: borraría el {found} de las filas; el límite es {limit}',
  'guard.maxDeletedRows': '{table}: borraría {found} filas; el límite es {limit}',
  'guard.maxUpdatedShare': '{table}: modificaría el {found} de las filas; el límite es {limit}',
  'guard.maxUpdatedRows': '{table}: modificaría {found} filas; el límite es {limit}',
  'guard.maxCountChange':
    '{table}: el número de filas difiere un {found} de lo habitual; el límite es {limit}',
  'guard.emptySource': '{table}: la fuente está vacía y la tabla se vaciaría',
  'guard.emptyColumn': '{table}: la columna {column} perdería todos sus valores',
  'guard.targetEdits':
    '{table}: alguien cambió filas a mano desde la última sincronización, y se repondrían',
}

const en: Readonly<Record<keyof typeof es, string>> = {
  'hold.title': 'Apply these changes?',
  'hold.preview': 'It is a preview: below is what would change in each table. Nothing was written.',
  'hold.guard':
    'A guard stopped the run. Below is what would change in each table. Nothing was written.',
  'hold.approve': 'Approve and apply',
  'hold.taken': 'The snapshot of the source is from',
  'hold.taken.effect': 'What changed in the source afterwards is not included.',
  'hold.taken.old':
    'Where the source is used daily, consider discarding it and previewing anew before you approve.',
  'hold.discard': 'Discard',
  'hold.note': 'Note for the audit log (optional)',
  'hold.confirm': 'Apply exactly these changes to the target?',
  'hold.viewer': 'Only an operator or an administrator can decide.',
  'hold.late': 'The run is not held any more: somebody else decided, or a newer one superseded it.',
  'hold.failed': 'The decision could not be saved ({code}). Nothing has changed.',
  'hold.approved': 'Approved by {who}',
  'hold.discarded': 'Discarded by {who}',
  'hold.superseded': 'Superseded by a newer run',
  'guard.maxDeletedShare': '{table}: it would delete {found} of the rows; the limit is {limit}',
  'guard.maxDeletedRows': '{table}: it would delete {found} rows; the limit is {limit}',
  'guard.maxUpdatedShare': '{table}: it would update {found} of the rows; the limit is {limit}',
  'guard.maxUpdatedRows': '{table}: it would update {found} rows; the limit is {limit}',
  'guard.maxCountChange':
    '{table}: the number of rows differs by {found} from the usual; the limit is {limit}',
  'guard.emptySource': '{table}: the source is empty and the table would be emptied',
  'guard.emptyColumn': '{table}: column {column} would lose all its values',
  'guard.targetEdits':
    '{table}: somebody changed rows by hand since the last run, and they would be restored',
}

const texts: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = { es, en }

/** What the card of a held run says, in the language of the page. */
export function holdText(
  key: keyof typeof es,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return fill(texts[language.value]?.[key] ?? es[key], values)
}

/** A guard that was exceeded, in words; of one that this page does not know its name. */
export function breachText(
  guard: string,
  values: Readonly<Record<string, string | number>>,
): string {
  const text = texts[language.value]?.[`guard.${guard}`]
  return text === undefined ? `${values['table'] ?? ''}: ${guard}` : fill(text, values)
}
