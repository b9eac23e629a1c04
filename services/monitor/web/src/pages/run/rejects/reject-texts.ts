import { createPanelTexts } from '../../../i18n/panel-texts.ts'

/** What the card of a run's rejects says. */
export const rejectText = createPanelTexts(
  {
    title: 'Filas que no cumplen las reglas',
    'lead.failed':
      'Por estas filas no se aplicó nada: AAPS-DATA conserva los datos de la última sincronización buena. Se corrigen en la fuente.',
    'lead.out':
      'Lo demás se aplicó. Las filas rechazadas quedaron fuera de AAPS-DATA; las de aviso entraron. Se corrigen en la fuente.',
    'lead.warn': 'Todas entraron en AAPS-DATA, con aviso. Se corrigen en la fuente.',
    'lead.held':
      'Las filas rechazadas quedarían fuera de AAPS-DATA; las de aviso entrarían. Se corrigen en la fuente.',
    capped:
      'Hay {rows} filas; aquí están {kept}, porque de cada regla se guardan unas cuantas como muestra.',
    'action.reject': 'Rechazada',
    'action.warn': 'Aviso',
    'action.fail': 'Detuvo la tarea',
    table: 'Tabla',
    'all-tables': 'Todas las tablas',
    rule: 'Regla',
    'all-rules': 'Todas las reglas',
    action: 'Qué pasó con la fila',
    'all-actions': 'Todo',
    state: 'Situación',
    'all-states': 'Todas',
    open: 'Sin resolver',
    solved: 'Resuelta',
    'solved-by': 'Resuelta: ya no está en',
    'later-run': 'una tarea posterior',
    matching: '{shown} de {matching}',
    'none-match': 'Ninguna fila cumple el filtro',
    clear: 'Quitar los filtros',
    more: 'Mostrar más',
    download: 'Descargar CSV',
    loading: 'Cargando las filas…',
  },
  {
    title: 'Rows that break the rules',
    'lead.failed':
      'Because of these rows nothing was applied: AAPS-DATA keeps the data of the last good run. They are corrected in the source.',
    'lead.out':
      'All else was applied. Rejected rows stayed out of AAPS-DATA; those with a warning went in. They are corrected in the source.',
    'lead.warn':
      'All of them went into AAPS-DATA, with a warning. They are corrected in the source.',
    'lead.held':
      'Rejected rows would stay out of AAPS-DATA; those with a warning would go in. They are corrected in the source.',
    capped: 'There are {rows} rows; here are {kept}: of each rule some are kept as examples.',
    'action.reject': 'Rejected',
    'action.warn': 'Warning',
    'action.fail': 'Stopped the run',
    table: 'Table',
    'all-tables': 'All tables',
    rule: 'Rule',
    'all-rules': 'All rules',
    action: 'What became of the row',
    'all-actions': 'All',
    state: 'Standing',
    'all-states': 'All',
    open: 'Open',
    solved: 'Solved',
    'solved-by': 'Solved: no longer in',
    'later-run': 'a later run',
    matching: '{shown} of {matching}',
    'none-match': 'No row matches the filter',
    clear: 'Clear the filters',
    more: 'Show more',
    download: 'Download CSV',
    loading: 'Loading the rows…',
  },
)
