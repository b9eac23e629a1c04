import { createPanelTexts } from '../../../i18n/panel-texts.ts'

/** What the card of a run's notices says besides the guide's words. */
export const noticeText = createPanelTexts(
  {
    title: 'Avisos',
    code: 'Código',
    'detail.keys': 'Claves',
    'detail.snapshotAt': 'Foto de la fuente',
    'detail.from': 'Antes',
    'detail.to': 'Ahora',
  },
  {
    title: 'Notices',
    code: 'Code',
    'detail.keys': 'Keys',
    'detail.snapshotAt': 'Snapshot of the source',
    'detail.from': 'Before',
    'detail.to': 'Now',
  },
)
