import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errors met while writing the target. */
export const targetGuide = {
  TARGET_UNREACHABLE: {
    title: 'La base AAPS-DATA no responde',
    cause:
      'El trabajador no logra conectarse a la base de destino, o la conexión se cortó: está detenida, se reinicia, o la red no llega.',
    steps: [
      'Administrador de AAPS-DATA: comprobar que la base está en marcha y que no alcanzó su máximo de conexiones.',
      'Redes: comprobar que desde la máquina de los trabajadores se llega al servidor y al puerto que figuran en los detalles.',
      'Soporte: esperar; se reintenta solo. Si se agotaron los intentos, pulsar «Sincronizar ahora» cuando la base vuelva.',
    ],
    prevention:
      'Vigilar la base AAPS-DATA y hacer su mantenimiento fuera de los horarios de sincronización.',
  },
  TARGET_AUTH_FAILED: {
    title: 'La base AAPS-DATA rechazó el usuario o la contraseña',
    cause: 'La contraseña del usuario de escritura cambió o venció, o el usuario fue bloqueado.',
    steps: [
      'Administrador de AAPS-DATA: comprobar que el usuario existe, puede entrar y su contraseña está vigente.',
      'Operaciones: poner la contraseña vigente en TARGET_DATABASE_URL (DATABASE_URL con npm start) y reiniciar los servicios.',
      'Soporte: pulsar «Sincronizar ahora» y comprobar que termina.',
    ],
    prevention:
      'Cambiar la contraseña en la base y en la configuración de los servicios en el mismo momento.',
  },
  TARGET_PERMISSION_DENIED: {
    title: 'La base AAPS-DATA no permite escribir una tabla',
    cause:
      'El usuario de escritura entra a la base, pero le falta permiso sobre la tabla o el esquema que figura en los detalles. Suele pasar cuando otra persona volvió a crear la tabla y quedó como su dueña.',
    steps: [
      'Administrador de AAPS-DATA: devolver la propiedad o los permisos de esa tabla y de su esquema al usuario de este servicio.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Crear y cambiar las tablas sincronizadas sólo con la orden aaps-sync migrate, nunca a mano.',
  },
  TARGET_TABLE_MISSING: {
    title: 'Falta una tabla en la base AAPS-DATA',
    cause:
      'La tabla de destino que figura en los detalles no existe: el conjunto es nuevo y aún no se crearon sus tablas, o alguien la borró.',
    steps: [
      'Administrador de AAPS-DATA: ejecutar aaps-sync migrate, que crea las tablas que faltan según la definición.',
      'Soporte: pulsar «Sincronizar ahora»; la tabla se llena de nuevo desde la fuente.',
    ],
    prevention:
      'Ejecutar aaps-sync migrate cada vez que se publica una definición nueva, y no borrar tablas sincronizadas.',
  },
  TARGET_COLUMN_MISSING: {
    title: 'Falta una columna en una tabla de AAPS-DATA',
    cause:
      'La definición del conjunto tiene una columna que la tabla de destino no tiene todavía, o alguien la quitó.',
    steps: [
      'Administrador de AAPS-DATA: ejecutar aaps-sync migrate, que añade las columnas que faltan sin perder datos.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention: 'Ejecutar aaps-sync migrate cada vez que se publica una definición nueva.',
  },
  TARGET_COLUMN_COMPUTED: {
    title: 'AAPS-DATA calcula por sí misma una columna que debería copiarse',
    cause:
      'La columna que figura en los detalles es en el destino una columna generada: su valor se calcula de otras columnas, o AAPS-DATA la numera siempre por sí misma (identity), y no se le puede dar el de la fuente.',
    steps: [
      'Equipo de desarrollo: si el valor calculado es el que hace falta, quitar la columna de la definición (la de la fuente, a unmapped).',
      'Administrador de AAPS-DATA: si hace falta el valor de la fuente, ejecutar aaps-sync migrate y hacer lo que dice para que la columna deje de calcularse, o se numere solo por omisión.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention: 'No volver calculadas columnas que se sincronizan; añadir para eso otras columnas.',
  },
  TARGET_KEY_MISSING: {
    title: 'Una tabla de AAPS-DATA perdió su clave',
    cause:
      'La definición del conjunto da una clave a la tabla, pero la tabla de destino no tiene ni clave primaria ni índice único sobre esas columnas (alguien lo quitó, o la definición es más nueva), o tiene tablas que heredan de ella y repiten sus claves, o una columna de la clave tiene una intercalación (collation) para la que textos distintos son iguales. Sin una clave estricta dos filas podrían confundirse.',
    steps: [
      'Administrador de AAPS-DATA: ejecutar aaps-sync migrate, que añade la clave primaria.',
      'Administrador de AAPS-DATA: si lo impiden filas que comparten una clave, vaciar la tabla y las que heredan de ella; la siguiente ejecución la vuelve a llenar.',
      'Administrador de AAPS-DATA: si los detalles dicen collation, dar a la columna una intercalación corriente: alter table … alter column … type text collate "C".',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention: 'No quitar claves primarias ni índices únicos de las tablas que se sincronizan.',
  },
  TARGET_CHANGED: {
    title: 'Alguien modificó una tabla de AAPS-DATA durante la ejecución',
    cause:
      'Una columna de la tabla de destino cambió de tipo después de que se comprobaron las filas que había que escribir. Escribirlas así podía redondearlas o recortarlas, por lo que no se escribió nada.',
    steps: [
      'Soporte: esperar el siguiente intento, que es automático y comprueba las filas con el tipo nuevo.',
      'Administrador de AAPS-DATA: si el cambio no era intencional, ejecutar aaps-sync migrate y hacer lo que dice.',
    ],
    prevention: 'Modificar las tablas de destino fuera de los horarios de sincronización.',
  },
  TARGET_LOCKED: {
    title: 'Otra sesión tiene bloqueadas las tablas de AAPS-DATA',
    cause:
      'Alguien o algún programa mantiene abierta una operación sobre las mismas tablas (una carga, un mantenimiento, una consulta que dejó su transacción sin cerrar). Se esperó un tiempo prudente y se dejó para después.',
    steps: [
      'Soporte: esperar el siguiente intento, que es automático.',
      'Administrador de AAPS-DATA: si se repite, buscar la sesión que tiene el bloqueo (vista pg_stat_activity) y cerrarla o pedir a su dueño que termine.',
      'Soporte: comprobar en esta página que el siguiente intento termina.',
    ],
    prevention:
      'No dejar transacciones abiertas en herramientas de escritorio y programar cargas y mantenimientos fuera de los horarios de sincronización.',
  },
  TARGET_CANCELLED: {
    title: 'AAPS-DATA canceló nuestra operación',
    cause:
      'Un administrador o un programa de la base canceló lo que la tarea estaba haciendo (pg_cancel_backend, una herramienta que corta consultas largas, la recuperación de una réplica). Se deshizo todo.',
    steps: [
      'Soporte: esperar el siguiente intento, que es automático.',
      'Administrador de AAPS-DATA: si se repite, buscar qué cancela las consultas largas y exceptuar al usuario de la sincronización.',
      'Soporte: comprobar en esta página que el siguiente intento termina.',
    ],
    prevention:
      'Exceptuar al usuario de la sincronización de las herramientas que cortan consultas largas, y nombrar en la conexión el servidor principal, no una réplica.',
  },
  TARGET_CONSTRAINT: {
    title: 'Los datos de la fuente incumplen una regla de AAPS-DATA',
    cause:
      'Una regla de la tabla de destino (un valor obligatorio, único, o que debe existir en otra tabla) no se cumple con lo que trae la fuente. Se deshizo todo: una parte sí y otra no dejaría datos incoherentes.',
    steps: [
      'Soporte: leer en los detalles la tabla y la regla (restricción) incumplida.',
      'Administrador de la fuente, con el departamento dueño del dato: corregir las filas que la incumplen.',
      'Administrador de AAPS-DATA: si la regla no corresponde, retirarla de la tabla de destino.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Declarar la misma regla en la fuente, y no añadir reglas a las tablas de destino sin comprobarlas con los datos reales.',
  },
  TARGET_UNIQUE_ORDER: {
    title: 'Un valor único pasó de una fila a otra',
    cause:
      'En la fuente dos filas se cruzaron un valor que en AAPS-DATA debe ser único, o una lo tomó de otra a la que otras tablas se refieren. La regla del destino se comprueba fila por fila, así que ningún orden de escritura sirve. Los datos están bien, y se deshizo todo.',
    steps: [
      'Administrador de AAPS-DATA: volver a crear la restricción que figura en los detalles como diferible (deferrable), para que se compruebe al final.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Crear las restricciones únicas de las tablas sincronizadas como diferibles, o no crearlas a mano.',
  },
  TARGET_INTERFERED: {
    title: 'Algo en AAPS-DATA alteró la escritura',
    cause:
      'La base cambió otras filas u otros valores que los pedidos: interviene un disparador (trigger), una regla o una política de seguridad de filas. Los detalles dicen cuál, las columnas que cambia y ejemplos de las filas. Se deshizo todo, porque el destino ya no sería igual a la fuente.',
    steps: [
      'Administrador de AAPS-DATA: ver qué hace con esas columnas el disparador, la regla o la política que figura en los detalles, y retirarlo o hacer que no las toque.',
      'Administrador de AAPS-DATA: si alguien los necesita, llevarlos a una tabla aparte que lea de ésta.',
      'Soporte: pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Que ningún disparador, regla o política cambie las columnas sincronizadas: su contenido pertenece a la fuente. Las columnas que no están en la definición sí pueden cambiarse.',
  },
  TARGET_FULL: {
    title: 'La base AAPS-DATA se quedó sin espacio o sin recursos',
    cause:
      'No queda disco, memoria o conexiones en el servidor de destino. Lo escrito se deshizo y los datos anteriores siguen intactos.',
    steps: [
      'Administrador de AAPS-DATA: comprobar el espacio libre en disco y liberar o ampliar.',
      'Administrador de AAPS-DATA: si hay disco, revisar la memoria y el número de conexiones en uso.',
      'Soporte: esperar el siguiente intento; si se agotaron, pulsar «Sincronizar ahora».',
    ],
    prevention: 'Poner una alarma cuando el disco del servidor pase del 80 % de uso.',
  },
  TARGET_FAILED: {
    title: 'La base AAPS-DATA falló mientras se escribía',
    cause:
      'La base devolvió un error que no corresponde a los datos (un reinicio, una operación cancelada, un daño interno). Lo escrito se deshizo.',
    steps: [
      'Soporte: esperar el siguiente intento, que es automático.',
      'Administrador de AAPS-DATA: si se repite, mirar el registro de la base a la hora del intento; los detalles dan el código que devolvió.',
      'Soporte: si se agotaron los intentos, pulsar «Sincronizar ahora» cuando la base esté en orden.',
    ],
    prevention: 'Vigilar el registro de la base AAPS-DATA y mantenerla actualizada.',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
