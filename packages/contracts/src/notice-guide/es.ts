import type { NoticeGuide } from './notice-guide.ts'

/** The words of notices in Spanish, the language of the people who read them. */
export const noticeGuideEs: NoticeGuide = {
  codes: {
    SOURCE_MOVED: {
      title: 'La fuente cambió después de la foto que se aplicó',
      meaning:
        'Se aplicó exactamente lo que una persona aprobó. Desde que se tomó esa foto, la fuente cambió: lo nuevo todavía no está en AAPS-DATA.',
      action:
        'Nadie tiene que hacer nada: la próxima sincronización trae lo nuevo. Si hace falta ya, pulsar «Sincronizar ahora».',
    },
    TARGET_EDITED: {
      title: 'Alguien cambió a mano filas de AAPS-DATA',
      meaning:
        'Desde la última sincronización, filas de esta tabla se cambiaron sin pasar por este servicio. La sincronización las compara con la fuente como a todas: lo que difiere se repone.',
      action:
        'Administrador de AAPS-DATA: averiguar quién escribe en la tabla y quitarle el permiso. Lo que deba quedar se corrige en la fuente.',
    },
    CURSOR_PASSED_ROWS: {
      title: 'La fuente tenía filas que la lectura incremental pasó por alto',
      meaning:
        'Filas de esta tabla eran nuevas o habían cambiado, y su valor en la columna por la que se sigue leyendo es menor que lo ya leído. Las ejecuciones anteriores no las vieron; ésta leyó todo y las trae. Así oculta un valor demasiado alto a todas las filas que vienen después, y también pasa con filas que cambian sin un valor nuevo, o que tardan en escribirse más que el solapamiento.',
      action:
        'Administrador de la fuente: ver los valores más altos de la columna y corregir el que no pueda ser. Equipo de desarrollo: si no hay ninguno, alargar el solapamiento en la definición o leer la tabla por otra columna.',
    },
    TARGET_ALTERED: {
      title: 'La definición de una tabla de AAPS-DATA fue cambiada a mano',
      meaning:
        'La tabla ya no es como dice la definición del conjunto: falta una clave o una referencia, o una columna tiene otro tipo. Los detalles dicen qué.',
      action:
        'Administrador de AAPS-DATA: ejecutar aaps-sync migrate, que muestra lo que falta y lo repone sin perder datos.',
    },
    COLUMN_NEW: {
      title: 'La fuente tiene columnas que el conjunto no conoce',
      meaning:
        'Aparecieron columnas nuevas en la tabla de la fuente. No se copian; los detalles dicen cuáles son.',
      action:
        'Equipo de desarrollo: añadirlas a la definición del conjunto, o declararlas como no usadas.',
    },
    COLUMN_MISSING: {
      title: 'La fuente ya no tiene una columna',
      meaning:
        'La columna se quitó de la fuente. AAPS-DATA conserva sus últimos valores, que ya no se actualizan ni se comparan.',
      action:
        'Equipo de desarrollo: confirmar con el administrador de la fuente y quitar la columna de la definición, o pedir que la repongan.',
    },
    COLUMN_TYPE: {
      title: 'Una columna de la fuente cambió de tipo',
      meaning:
        'Los valores se copiaron sólo donde caben exactos: nada se redondeó ni se cortó. Los detalles dicen qué tipo tenía y cuál tiene.',
      action: 'Equipo de desarrollo: poner el tipo nuevo en la definición del conjunto.',
    },
    COLUMN_ADDED: {
      title: 'Se añadió a AAPS-DATA una columna nueva de la fuente',
      meaning:
        'El conjunto deja que el destino siga a la fuente: la columna se creó y se copia desde esta ejecución.',
      action:
        'Nadie tiene que hacer nada ahora. Equipo de desarrollo: conviene escribirla en la definición del conjunto.',
    },
    COLUMN_WIDENED: {
      title: 'Se ensanchó una columna de AAPS-DATA, como en la fuente',
      meaning:
        'El conjunto deja que el destino siga a la fuente: la columna tiene ahora un tipo en que cabe todo lo que cabía antes, y más.',
      action:
        'Nadie tiene que hacer nada ahora. Equipo de desarrollo: conviene escribir el tipo nuevo en la definición del conjunto.',
    },
    FILE_READ_AS: {
      title: 'Se averiguó cómo está escrito un archivo',
      meaning:
        'La definición del conjunto no dice cómo está escrito el archivo, así que se lo averiguó en el archivo mismo. Los detalles dicen qué se encontró; las filas se leyeron de esa manera.',
      action:
        'Soporte: vea si los detalles son correctos, sobre todo si las letras con tilde se ven bien. Desarrollo: escríbalos en la definición, para que no se adivinen.',
    },
  },
  unknown: {
    title: 'Aviso no catalogado',
    meaning:
      'El trabajador dejó un aviso que esta versión de la página no conoce. No detuvo la ejecución. Lo que se sabe con certeza son los detalles.',
    action:
      'Equipo de desarrollo: comprobar si conviven versiones distintas de los servicios y completar la guía.',
  },
}
