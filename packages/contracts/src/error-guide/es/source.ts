import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errors met while reading a source or checking what was read. */
export const sourceGuide = {
  SOURCE_UNREACHABLE: {
    title: 'La fuente no responde',
    cause:
      'No se logró la conexión con la base de donde vienen los datos (por ejemplo SIIRAyS): está apagada, en mantenimiento, o la red o un cortafuegos no deja pasar.',
    steps: [
      'Soporte: preguntar al administrador de la fuente si está en mantenimiento; si lo está, esperar: se reintenta solo.',
      'Redes: comprobar que desde la máquina de los trabajadores se llega al servidor y al puerto que figuran en los detalles.',
      'Administrador de la fuente: comprobar que la base está en marcha y acepta conexiones.',
      'Soporte: si se agotaron los intentos, pulsar «Sincronizar ahora» cuando la fuente vuelva.',
    ],
    prevention:
      'Avisar con anticipación de los mantenimientos de la fuente y no cambiar reglas de cortafuegos sin probar esta conexión.',
  },
  SOURCE_AUTH_FAILED: {
    title: 'La fuente rechazó el usuario o la contraseña',
    cause:
      'La contraseña del usuario de lectura cambió o venció, o el usuario fue bloqueado o borrado. No se reintenta, para no bloquear la cuenta.',
    steps: [
      'Administrador de la fuente: comprobar que el usuario de lectura existe, no está bloqueado y su contraseña no ha vencido.',
      'Operaciones: poner la contraseña vigente en la variable de conexión de la fuente (por ejemplo SOURCE_SIIRAYS_URL) y reiniciar el trabajador.',
      'Soporte: pulsar «Sincronizar ahora» y comprobar que termina.',
    ],
    prevention:
      'Usar para este servicio un usuario propio cuya contraseña no venza sin aviso, y anotar quién la cambia.',
  },
  SOURCE_PERMISSION_DENIED: {
    title: 'La fuente no permite leer una tabla',
    cause:
      'El usuario de lectura entra a la base, pero le falta permiso sobre la tabla que figura en los detalles. Suele pasar cuando la tabla se volvió a crear o se restauró una copia.',
    steps: [
      'Administrador de la fuente: dar permiso de lectura (SELECT) sobre esa tabla, y de uso de su esquema, al usuario de este servicio.',
      'Administrador de la fuente: comprobarlo leyendo una fila con ese mismo usuario.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Incluir el permiso de lectura en el procedimiento con que se crean o restauran las tablas de la fuente.',
  },
  SOURCE_TABLE_MISSING: {
    title: 'Una tabla ya no existe en la fuente',
    cause:
      'La tabla que figura en los detalles fue borrada, renombrada o movida a otro esquema; o el usuario de lectura no puede verla.',
    steps: [
      'Administrador de la fuente: decir si la tabla se borró, se renombró o se movió, y por qué.',
      'Administrador de la fuente: si fue un error, restaurarla con su permiso de lectura.',
      'Equipo de desarrollo: si el cambio es definitivo, corregir la definición del conjunto.',
      'Soporte: pulsar «Sincronizar ahora». Mientras tanto AAPS-DATA conserva los últimos datos buenos.',
    ],
    prevention:
      'Acordar con el administrador de la fuente que avise antes de cambiar tablas que se sincronizan.',
  },
  SOURCE_COLUMN_MISSING: {
    title: 'Una columna ya no existe en la fuente',
    cause:
      'La tabla existe, pero la columna que figura en los detalles fue borrada o renombrada (si hay además una columna nueva, quizá sea ésa). No se copia a medias: sin ella los datos quedarían incompletos.',
    steps: [
      'Administrador de la fuente: decir si la columna se borró o se renombró, y si fue a propósito.',
      'Administrador de la fuente: si fue un error, restaurarla.',
      'Equipo de desarrollo: si el cambio es definitivo, corregir la definición del conjunto y publicarla.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Acordar con el administrador de la fuente que avise antes de cambiar columnas de tablas que se sincronizan.',
  },
  SOURCE_COLUMN_TYPE: {
    title: 'Una columna de la fuente cambió de tipo',
    cause:
      'La columna que figura en los detalles ya no tiene en la fuente el tipo que dice la definición del conjunto: admite más, admite menos, o es de otra clase. Antes de copiar valores que podrían no caber, se avisa. Los detalles nombran todas las columnas que cambiaron.',
    steps: [
      'Administrador de la fuente: decir si el cambio de tipo fue a propósito; si fue un error, deshacerlo.',
      'Equipo de desarrollo: si es definitivo, escribir en la definición el tipo nuevo (los detalles dan la línea) y publicarla.',
      'Administrador de AAPS-DATA: si el tipo del destino también debe cambiar, ejecutar aaps-sync migrate, que dice lo que hace falta.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Acordar con el administrador de la fuente que avise antes de cambiar tipos, o declarar para el conjunto drift: add, que ensancha el destino cuando no se pierde nada.',
  },
  SOURCE_COLUMN_NEW: {
    title: 'La fuente tiene columnas que la definición no conoce',
    cause:
      'A una tabla de la fuente se le añadieron las columnas que figuran en los detalles, y nadie ha decidido si deben copiarse. No se escribió nada, para que no falten datos sin que alguien lo sepa.',
    steps: [
      'Equipo de desarrollo: si los detalles dicen «the name is taken», AAPS-DATA tiene ya una columna con ese nombre que la definición no llena; ponerla en la definición, o cambiarle el nombre o quitarla en el destino.',
      'Departamento dueño del dato: decidir si la columna nueva debe llegar a AAPS-DATA.',
      'Equipo de desarrollo: añadirla a las columnas de la tabla o a unmapped (los detalles dan las líneas) y publicar la definición.',
      'Administrador de AAPS-DATA: si se añadió a las columnas, ejecutar aaps-sync migrate.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Acordar con el administrador de la fuente que avise antes de añadir columnas, o declarar para el conjunto drift: add (se copian solas) o drift: ignore (sólo se avisa).',
  },
  SOURCE_READ_FAILED: {
    title: 'La fuente falló mientras se leía',
    cause:
      'La conexión se cortó o la base de origen canceló la lectura a la mitad. Lo leído se descarta y se empieza de nuevo con una vista completa.',
    steps: [
      'Soporte: esperar el siguiente intento, que es automático.',
      'Administrador de la fuente: si se repite, mirar el registro de la base a la hora del intento (reinicio, consulta cancelada, límite de tiempo, tabla dañada).',
      'Redes: si la base no muestra nada, revisar cortes de red entre el trabajador y la fuente.',
    ],
    prevention:
      'Programar respaldos y mantenimientos de la fuente fuera de los horarios de sincronización.',
  },
  SOURCE_CLOSED: {
    title: 'La fuente no se lee a esta hora',
    cause:
      'El archivo sources.yaml dice en qué horas no se debe leer la fuente, para no estorbar a quienes trabajan en ella. La tarea comenzó, o seguía leyendo, dentro de esas horas. No se escribió nada.',
    steps: [
      'Nadie tiene que hacer nada: la tarea empieza sola cuando la fuente vuelve a estar disponible; la hora figura en los detalles.',
      'Soporte: si los datos hacen falta antes, pedir al equipo de desarrollo que cambie el horario.',
    ],
    prevention: 'Programar las tareas fuera del horario cerrado de la fuente.',
  },
  SNAPSHOT_TOO_LONG: {
    title: 'La lectura de la fuente tardó demasiado',
    cause:
      'La lectura duró más de lo que la fuente permite (maxSnapshotMinutes en sources.yaml). Mientras dura, la base de origen no puede limpiar filas viejas, y crece. Se interrumpió y no se escribió nada.',
    steps: [
      'Nadie tiene que actuar la primera vez: se reintenta automáticamente.',
      'Administrador de la fuente: si se repite, revisar si la base o la red están lentas.',
      'Equipo de desarrollo: si la tabla creció, leerla por partes (incremental) o permitir más minutos.',
    ],
    prevention: 'Leer las tablas grandes de forma incremental y en horas de poco trabajo.',
  },
  KEY_NULL: {
    title: 'Hay filas de la fuente sin clave',
    cause:
      'En la tabla que figura en los detalles, la columna que identifica cada fila está vacía en algunas. Sin clave no se puede saber a qué fila del destino corresponden.',
    steps: [
      'Administrador de la fuente: buscar las filas con la clave vacía (los detalles dicen la tabla, la columna, cuántas son y cuántas se toleran como maxRejects; la página de la ejecución las lista, también en CSV).',
      'Administrador de la fuente, con el departamento dueño del dato: completar la clave o borrar esas filas.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention: 'Declarar esa columna como obligatoria (NOT NULL) o clave primaria en la fuente.',
  },
  KEY_DUPLICATE: {
    title: 'Hay filas de la fuente con la misma clave',
    cause:
      'En la tabla que figura en los detalles, dos o más filas comparten la clave que debería ser única. Elegir una sería inventar; por eso no se copia ninguna.',
    steps: [
      'Administrador de la fuente: buscar las claves repetidas (los detalles dan la tabla, cuántas filas son, cuántas se toleran como maxRejects y ejemplos; la página de la ejecución las lista, también en CSV).',
      'Departamento dueño del dato: decidir qué fila vale; el administrador de la fuente corrige o borra las otras.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention: 'Declarar la clave como primaria o única en la fuente, para que rechace repetidas.',
  },
  VALUE_NOT_CARRIED: {
    title: 'Un valor de la fuente no cabe exactamente en el destino',
    cause:
      'Un número, una fecha o un texto no puede guardarse en AAPS-DATA sin cortarlo, redondearlo o cambiarlo (por ejemplo, una fecha imposible o un texto más largo que la columna). No se altera ningún dato en silencio.',
    steps: [
      'Soporte: leer en los detalles la tabla, la columna y la clave de la fila.',
      'Departamento dueño del dato: decir si el valor es un error; si lo es, el administrador de la fuente lo corrige.',
      'Equipo de desarrollo: si el valor es correcto, ampliar la columna del destino o declarar una regla para él.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Poner en la fuente los mismos límites que en el destino, para que el error se vea al escribir el dato.',
  },
  ROWS_REJECTED: {
    title: 'La fuente tiene filas que no cumplen las reglas',
    cause:
      'Hay más filas rechazadas que las que el conjunto tolera, o una regla que no admite ninguna. Los detalles dicen cuántas son por tabla y regla, y cuántas tolera cada tabla (maxRejects; ninguna si la regla es de las que fallan). La página de la ejecución las lista una por una, también en CSV. No se escribió nada: AAPS-DATA conserva los últimos datos buenos.',
    steps: [
      'Soporte: abrir la lista de filas rechazadas en la página de la ejecución, descargarla en CSV y enviarla al departamento dueño del dato.',
      'Departamento dueño del dato: decir el valor correcto de cada fila; el administrador de la fuente las corrige.',
      'Equipo de desarrollo: si las filas son correctas, corregir la regla en la definición del conjunto; si se puede seguir sin ellas, declarar cuántas se toleran (maxRejects).',
      'Soporte: pulsar «Sincronizar ahora»; las filas corregidas quedan marcadas como resueltas.',
    ],
    prevention:
      'Declarar en la fuente las mismas reglas (obligatorio, único, valores admitidos), para que el error se vea al escribir el dato.',
  },
  DERIVED_TABLE_FAILED: {
    title: 'No se pudo calcular una tabla derivada',
    cause:
      'Las tablas se leyeron bien, pero falló la consulta que arma a partir de ellas otra tabla (por ejemplo el documento de cada EPSA). Como todo cambia junto, no se escribió ninguna.',
    steps: [
      'Soporte: enviar al equipo de desarrollo el informe con el botón «Copiar informe».',
      'Equipo de desarrollo: corregir la consulta de la tabla que figura en los detalles, o tratar el dato que no preveía.',
      'Soporte: pulsar «Sincronizar ahora» cuando esté publicada la corrección.',
    ],
    prevention: 'Añadir a las pruebas del proyecto el dato que hizo fallar la consulta.',
  },
  STAGING_INCOMPLETE: {
    title: 'Las filas preparadas no son todas las que se leyeron',
    cause:
      'Antes de escribir se cuentan las filas copiadas al área de preparación, y faltaban. Suele ocurrir cuando la base AAPS-DATA se reinició de golpe. No se escribió nada, para no borrar datos buenos.',
    steps: [
      'Nadie tiene que actuar: se empieza de nuevo automáticamente.',
      'Administrador de AAPS-DATA: si se repite, revisar por qué se reinicia la base.',
    ],
    prevention: 'Vigilar la estabilidad de la base AAPS-DATA (memoria, disco, reinicios).',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
