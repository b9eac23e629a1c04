import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errors of the service itself: its configuration, its messages, its workers. */
export const serviceGuide = {
  CONFIG_INVALID: {
    title: 'La configuración del servicio está incompleta o equivocada',
    cause:
      'Una de las variables con que se arranca el servicio (por ejemplo TARGET_DATABASE_URL, AMQP_URL o SOURCE_SIIRAYS_URL) falta o no tiene la forma debida, o pone el SIIRAyS de muestra como fuente de una base de datos que no es de muestra. El servicio no arranca a medias ni copia datos inventados: se detiene y nombra las que fallan.',
    steps: [
      'Operaciones: leer en el registro del servicio la lista de variables con falla; el mensaje las nombra a todas a la vez.',
      'Operaciones: corregirlas en la configuración del despliegue y reiniciar el servicio.',
      'Soporte: comprobar en Estado que los conjuntos vuelven a sincronizarse.',
    ],
    prevention:
      'Guardar la configuración en un solo lugar versionado y reiniciar un servicio de prueba con ella antes de cambiar el de producción.',
  },
  CATALOG_INVALID: {
    title: 'La definición de un conjunto de datos tiene errores',
    cause:
      'El archivo que describe qué tablas se copian, con qué claves y en qué horario no es válido. El mensaje dice archivo, línea y motivo.',
    steps: [
      'Equipo de desarrollo: corregir el archivo en la línea que indica el mensaje.',
      'Equipo de desarrollo: publicar la definición corregida y reiniciar los servicios.',
      'Soporte: comprobar que el conjunto aparece en Estado y pulsar «Sincronizar ahora».',
    ],
    prevention:
      'Probar cada cambio de definición con las pruebas del proyecto antes de publicarlo: informan de todas las fallas a la vez.',
  },
  MESSAGE_INVALID: {
    title: 'Llegó un mensaje que no tiene la forma acordada',
    cause:
      'Otro servicio, o una versión distinta de uno de los nuestros, envió por RabbitMQ un mensaje al que le faltan datos o le sobran. Se apartó en la cola de mensajes detenidos con el motivo; los demás siguen su curso.',
    steps: [
      'Operaciones: mirar en RabbitMQ la cola sync.parking.v1; cada mensaje lleva el motivo por el que se apartó y quién lo envió.',
      'Equipo de desarrollo: corregir el programa que lo envió, o terminar la actualización si conviven dos versiones.',
      'Soporte: pedir la sincronización de nuevo con «Sincronizar ahora».',
    ],
    prevention:
      'Acordar con los otros servicios la versión del mensaje de pedido y actualizar todos los servicios nuestros juntos.',
  },
  REQUEST_UNIDENTIFIED: {
    title: 'Un pedido llegó sin decir quién lo hace',
    cause:
      'Otro servicio pidió una sincronización sin el usuario que RabbitMQ comprueba (la propiedad user-id). Sin saber quién pide, no se ejecuta.',
    steps: [
      'Equipo de desarrollo: hacer que el servicio que pide envíe en user-id el mismo usuario con que se conecta a RabbitMQ.',
      'Operaciones: comprobar que ese servicio tiene su propio usuario en RabbitMQ.',
      'Soporte: si la sincronización urge, pedirla desde Estado con «Sincronizar ahora».',
    ],
    prevention:
      'Dar a cada servicio su propio usuario de RabbitMQ y probar un pedido al instalarlo.',
  },
  REQUEST_KEY_REUSED: {
    title: 'Se repitió la clave de un pedido anterior con otro contenido',
    cause:
      'Cada pedido lleva una clave que evita ejecutarlo dos veces. Llegó un pedido distinto con la clave de uno anterior, y no se puede saber cuál de los dos vale. El pedido anterior no se tocó.',
    steps: [
      'Equipo de desarrollo: hacer que el servicio que pide genere una clave nueva para cada pedido nuevo, y repita la clave sólo al reenviar el mismo.',
      'Soporte: buscar en Tareas el pedido anterior; si no basta, pedir otro con «Sincronizar ahora».',
    ],
    prevention: 'Usar un identificador único (UUID) como clave de cada pedido.',
  },
  DATASET_UNKNOWN: {
    title: 'No existe un conjunto de datos con ese nombre',
    cause:
      'Se pidió sincronizar un conjunto que no está definido en este servicio: el nombre está mal escrito, o el conjunto se retiró o todavía no se publicó.',
    steps: [
      'Soporte: comparar el nombre pedido, que figura en los detalles, con los conjuntos de la página Estado.',
      'Soporte: si está mal escrito, avisar a quien hizo el pedido para que lo corrija y lo repita.',
      'Equipo de desarrollo: si el nombre es correcto y falta en Estado, publicar su definición en todos los servicios y reiniciarlos: leen las definiciones al arrancar.',
    ],
    prevention: 'Antes de retirar o renombrar un conjunto, avisar a los servicios que lo piden.',
  },
  TABLE_UNKNOWN: {
    title: 'El conjunto de datos no tiene una tabla con ese nombre',
    cause:
      'Se pidió sincronizar sólo algunas tablas, y una de ellas no está en la definición del conjunto. No se copió nada.',
    steps: [
      'Soporte: mirar en la tarea qué tabla se pidió y pedirla de nuevo con un nombre de la lista, o pedir el conjunto entero.',
      'Equipo de desarrollo: si lo pide otro servicio, corregir el nombre en su programa.',
    ],
    prevention:
      'Elegir las tablas de la lista que muestra la página, y avisar a los otros servicios cuando cambia el nombre de una tabla.',
  },
  REQUEST_TOO_OFTEN: {
    title: 'Otro servicio pide sincronizaciones con demasiada frecuencia',
    cause:
      'Un servicio pidió más sincronizaciones por minuto de las permitidas. Este pedido no se ejecuta; los anteriores siguen su curso.',
    steps: [
      'Equipo de desarrollo: hacer que el servicio espere la respuesta de un pedido antes de enviar el siguiente, y que repita con pausas.',
      'Operaciones: si la frecuencia está justificada, subir SCHEDULER_REQUESTS_PER_MINUTE.',
      'Soporte: si los datos urgen, pedir la sincronización desde Estado con «Sincronizar ahora».',
    ],
    prevention:
      'Acordar con cada servicio cuántas sincronizaciones necesita, y preferir el horario del conjunto a los pedidos repetidos.',
  },
  RETRY_IMPOSSIBLE: {
    title: 'La tarea que se quiso repetir no se puede repetir',
    cause:
      'Sólo se repite una tarea que ya terminó. La que se indicó no existe, es de otro conjunto o todavía no terminó. No se copió nada.',
    steps: [
      'Soporte: buscar la tarea en Tareas; si está en curso o en espera, dejarla terminar o cancelarla.',
      'Soporte: si no existe, pedir una sincronización nueva con «Sincronizar ahora».',
    ],
    prevention: 'Repetir las tareas desde su propia página.',
  },
  BROKER_UNREACHABLE: {
    title: 'RabbitMQ, el sistema de mensajes, no responde',
    cause:
      'Los servicios no logran conectarse a RabbitMQ: está detenido, se reinicia, o la red no llega. Mientras tanto no se aceptan pedidos nuevos; lo ya pedido está guardado y sigue cuando vuelva.',
    steps: [
      'Operaciones: comprobar que RabbitMQ está en marcha y que su disco y su memoria no están llenos.',
      'Operaciones: si está en marcha, comprobar que la dirección de AMQP_URL es la correcta y que la red la alcanza.',
      'Soporte: no hace falta repetir pedidos aceptados. Cuando desaparezca el aviso de esta página, todo continúa solo.',
    ],
    prevention:
      'Vigilar RabbitMQ con alarmas de disco y memoria, y hacer su mantenimiento fuera de los horarios de sincronización.',
  },
  BROKER_AUTH_FAILED: {
    title: 'RabbitMQ rechazó el usuario o la contraseña del servicio',
    cause:
      'La contraseña cambió, el usuario se borró, o perdió el permiso sobre el espacio (vhost) del servicio.',
    steps: [
      'Operaciones: comprobar en RabbitMQ que el usuario de AMQP_URL existe y tiene permisos en su vhost.',
      'Operaciones: poner la contraseña vigente en AMQP_URL y reiniciar el servicio.',
      'Soporte: comprobar que el aviso desaparece y que las tareas avanzan.',
    ],
    prevention:
      'Al cambiar contraseñas de RabbitMQ, actualizar en el mismo momento la configuración de los servicios.',
  },
  BROKER_UNTRUSTED: {
    title: 'RabbitMQ no pudo probar quién es',
    cause:
      'La conexión con RabbitMQ va cifrada (amqps), y el certificado que mostró no sirve: venció, lo emitió una autoridad que no conocemos, o es para otro nombre que el de AMQP_URL. También ocurre cuando el archivo de autoridades (cacertfile) falta, o cuando ese puerto no habla TLS. La contraseña no se envió, y nunca se sigue sin cifrar.',
    steps: [
      'Operaciones: leer el motivo («problem») en los detalles, o con «aaps-sync check».',
      'Operaciones: si venció, renovar el certificado de RabbitMQ; no hace falta reiniciar los servicios.',
      'Operaciones: si la autoridad no se conoce, poner su certificado en el archivo que nombra «cacertfile» en AMQP_URL.',
      'Operaciones: si es para otro nombre, usar en AMQP_URL uno de los nombres del certificado, o emitirlo de nuevo con el que falta.',
      'Soporte: lo ya pedido está guardado; cuando desaparezca el aviso, todo continúa solo.',
    ],
    prevention:
      'Vigilar la fecha de vencimiento del certificado y renovarlo con semanas de anticipación.',
  },
  FULL_READ_NEEDED: {
    title: 'Hace falta leer todo',
    cause:
      'La tarea leyó solo lo que cambió desde la última vez, y eso no alcanza: por ejemplo, en la fuente se borraron filas a las que otras se refieren, o una columna es de otro tipo. No se escribió nada.',
    steps: [
      'Nadie tiene que hacer nada: la tarea vuelve sola a la cola y el próximo intento lee la fuente entera.',
      'Soporte: si aparece en casi todas las tareas del conjunto, avisar al equipo de desarrollo.',
    ],
    prevention:
      'No borrar filas en la fuente entre dos lecturas completas, o programar la lectura completa (fullReconcile) con más frecuencia.',
  },
  GUARD_BREACHED: {
    title: 'La ejecución cambiaría más de lo que permiten los resguardos',
    cause:
      'Lo leído de la fuente borraría o modificaría demasiadas filas, vaciaría una tabla o una columna, o trae muchas menos o más filas que las últimas veces. Puede ser correcto (una carga grande) o un error de la fuente (una tabla a medio cargar). Nada se aplicó: los cambios quedan guardados hasta que una persona decida.',
    steps: [
      'Soporte: mirar en la página de la ejecución qué tablas y filas cambiarían y qué resguardo la detuvo.',
      'Soporte: preguntar al responsable de los datos en la fuente si el cambio es real.',
      'Operador: si es real, aprobar la ejecución; se aplica exactamente lo que se guardó. Si no, descartarla, corregir la fuente y sincronizar de nuevo.',
    ],
    prevention:
      'Avisar antes de las cargas grandes, cargar la fuente en una sola transacción y ajustar los resguardos del conjunto si detienen cambios normales.',
  },
  APPROVAL_OUTDATED: {
    title: 'Lo aprobado ya no es lo que cambiaría ahora',
    cause:
      'Desde que los cambios se guardaron, alguien modificó las tablas del destino o la definición del conjunto, o las filas guardadas ya no están. Aplicar lo aprobado daría otro resultado, así que no se aplicó nada.',
    steps: [
      'Soporte: pedir una simulación nueva del conjunto y comparar lo que cambiaría.',
      'Operador: aprobarla si es correcta, o pulsar «Sincronizar ahora».',
    ],
    prevention: 'Decidir pronto sobre lo retenido y no modificar a mano las tablas de AAPS-DATA.',
  },
  RUN_CANCELLED: {
    title: 'Alguien canceló la tarea',
    cause:
      'Una persona o un servicio pidió detener la tarea. Se detuvo y se revirtió todo lo que había escrito: los datos quedaron como antes.',
    steps: [
      'Soporte: leer en Auditoría quién la canceló y por qué.',
      'Soporte: si los datos hacen falta, pedir la sincronización de nuevo con «Sincronizar ahora».',
    ],
    prevention: 'Anotar el motivo al cancelar, para que los demás sepan si conviene repetirla.',
  },
  TIME_LIMIT_EXCEEDED: {
    title: 'La tarea tardó más de lo permitido',
    cause:
      'El intento pasó el tiempo máximo de su conjunto y se detuvo; se revirtió todo. Suele deberse a una fuente muy lenta, a un bloqueo o a que los datos crecieron mucho.',
    steps: [
      'Operaciones: mirar en la tarea en qué fase y tabla estaba, y si la fuente o AAPS-DATA responden con lentitud.',
      'Administración de la fuente: revisar si hay cargas o bloqueos que la frenan.',
      'Equipo de desarrollo: si el conjunto creció, subir timeLimit en su definición.',
    ],
    prevention:
      'Dar al conjunto un límite de tiempo holgado y mirar en Estado cómo crece la duración de sus tareas.',
  },
  DEADLINE_PASSED: {
    title: 'La tarea no se hizo dentro de su plazo',
    cause:
      'La tarea esperó su turno o su próximo intento más tiempo que el plazo de su conjunto. No se copió nada; una tarea más nueva hará lo mismo.',
    steps: [
      'Operaciones: comprobar en Sistema que hay trabajadores conectados y que la cola avanza.',
      'Soporte: pedir la sincronización de nuevo con «Sincronizar ahora».',
    ],
    prevention:
      'Tener trabajadores suficientes para los horarios de todos los conjuntos, y un plazo más largo que lo que dura el conjunto más lento.',
  },
  TOPOLOGY_MISSING: {
    title: 'A RabbitMQ le faltan colas o intercambios',
    cause:
      'Los servicios no encuentran en RabbitMQ las colas por las que se hablan, y su usuario no las puede crear. Nada se pierde: lo pedido queda en la base de datos y sigue cuando estén.',
    steps: [
      'Operaciones: ejecutar aaps-sync topology apply con el usuario que puede crearlas.',
      'Operaciones: comprobar que AMQP_URL nombra el servidor virtual que corresponde.',
      'Soporte: comprobar en Estado que los conjuntos vuelven a sincronizarse.',
    ],
    prevention:
      'Ejecutar aaps-sync topology apply en cada instalación y actualización, antes de arrancar los servicios.',
  },
  BROKER_QUEUE_SILENT: {
    title: 'Una cola de RabbitMQ no responde',
    cause:
      'RabbitMQ está, pero una de sus colas no admite consumidores: falta la mayoría de un clúster, o el servidor murió menos de un segundo después de crear la cola y ya no le encuentra un líder. Nada se pierde: lo pedido está en la base de datos y sigue cuando la cola responda.',
    steps: [
      'Operaciones: en un clúster, arrancar los nodos que faltan; los servicios siguen por sí solos.',
      'Operaciones: con un solo nodo, borrar la cola que nombra el registro (rabbitmqctl delete_queue, que puede tardar 10 segundos) y ejecutar aaps-sync topology apply. Las solicitudes de otros servicios que aún estaban en sync.requests.v1 hay que enviarlas de nuevo; las otras colas no pierden nada.',
      'Soporte: comprobar en Estado que los conjuntos vuelven a sincronizarse.',
    ],
    prevention:
      'No interrumpir el servidor de mensajes mientras aaps-sync topology apply crea las colas.',
  },
  LEASE_LOST: {
    title: 'Otro intento se hizo cargo de este conjunto',
    cause:
      'El trabajador tardó en dar señales de vida y otro intento tomó el conjunto. El que perdió el turno ya no puede escribir, así que los datos no se mezclan.',
    steps: [
      'Nadie tiene que actuar: la ejecución continúa en el otro intento.',
      'Soporte: si se repite varias veces al día, avisar a Operaciones para revisar la carga de la máquina y la conexión con la base AAPS-DATA.',
    ],
    prevention:
      'Dar a los trabajadores memoria y procesador suficientes y una conexión estable con la base AAPS-DATA.',
  },
  WORKER_LOST: {
    title: 'El trabajador que hacía la ejecución dejó de responder',
    cause:
      'El proceso murió o su máquina se apagó o se quedó sin red en medio de la ejecución. Lo que hacía se deshizo por completo y otro trabajador lo intentará de nuevo.',
    steps: [
      'Soporte: esperar el siguiente intento, que es automático; su hora figura en esta página.',
      'Operaciones: comprobar que los trabajadores están en marcha y mirar en su registro la última línea antes de la caída (falta de memoria, reinicio de la máquina).',
      'Operaciones: si no queda ningún trabajador, arrancar uno.',
    ],
    prevention: 'Mantener al menos dos trabajadores en máquinas distintas y vigilar su memoria.',
  },
  WORKER_STOPPING: {
    title: 'El trabajador se detuvo en orden y devolvió la ejecución',
    cause:
      'Alguien detuvo o actualizó el servicio. La ejecución se interrumpió sin escribir nada y vuelve a la cola; no cuenta como intento.',
    steps: [
      'Nadie tiene que actuar: otro trabajador la tomará.',
      'Operaciones: si la tarea queda en cola más de unos minutos, comprobar que hay un trabajador en marcha.',
    ],
    prevention: 'Es parte de una actualización normal; no hay nada que prevenir.',
  },
  DEFECT: {
    title: 'El servicio encontró una falla que no conoce',
    cause:
      'Ocurrió algo que el programa no prevé. Por prudencia se deshizo todo y se intentará de nuevo; si la falla es del programa, los intentos se agotarán.',
    steps: [
      'Soporte: copiar el informe con el botón «Copiar informe» y enviarlo al equipo de desarrollo.',
      'Equipo de desarrollo: buscar en el registro del trabajador el identificador de la ejecución; ahí está el detalle completo.',
      'Soporte: cuando avisen de la corrección, pulsar «Sincronizar ahora» y comprobar que termina.',
    ],
    prevention:
      'Cada falla desconocida que se informa pasa a tener su propio código, su prueba y su explicación.',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
