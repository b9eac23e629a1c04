import type { ErrorExplanation, ExplainedError } from '@aaps-data/contracts/error-guide'
import type { Language } from './translate.ts'

type Explanation = ErrorExplanation & Pick<ExplainedError, 'actor' | 'disposition'>

const explanations: Readonly<Record<Language, Explanation>> = {
  es: {
    title: 'Hay mensajes apartados en RabbitMQ',
    actor: 'Operaciones (Área TIC)',
    disposition: 'Se guardan hasta que una persona los mire. No se reintentan solos',
    cause:
      'Otro servicio envió un pedido que no cumple el formato acordado o que no lleva a ninguna cola. Lo que pidió no se hizo. Ningún dato cambió.',
    steps: [
      'Operaciones: abrir la página de administración de RabbitMQ, pestaña «Queues», y mirar las colas sync.parking.v1 (no se pudo entender) y sync.unrouted.v1 (no tenía destino).',
      'Operaciones: con «Get messages», modo «Nack message requeue true», leer el mensaje sin sacarlo. Las cabeceras x-error-code y x-error-reason dicen por qué se apartó; la dirección (routing key) y x-parked-user-id, quién lo envió y para qué.',
      'Responsable de ese servicio: corregir lo que envía y pedirlo de nuevo.',
      'Operaciones: sacar de la cola el mensaje ya resuelto; el aviso desaparece en unos segundos.',
    ],
    prevention:
      'Probar cada cambio de un servicio que pide sincronizaciones contra el formato de los pedidos antes de ponerlo en marcha.',
  },
  en: {
    title: 'Messages were set aside in RabbitMQ',
    actor: 'Operations (IT area)',
    disposition: 'They are kept until a person looks at them. They are not tried again',
    cause:
      'Another service sent a request that does not follow the agreed format, or that leads to no queue. What it asked for was not done. No data changed.',
    steps: [
      'Operations: open the management page of RabbitMQ, tab “Queues”, and look at the queues sync.parking.v1 (could not be understood) and sync.unrouted.v1 (had no destination).',
      'Operations: with “Get messages”, mode “Nack message requeue true”, read the message without taking it. The headers x-error-code and x-error-reason say why it was set aside; the routing key and x-parked-user-id, who sent it and for what.',
      'Owner of that service: mend what it sends and ask again.',
      'Operations: take the message that is settled out of the queue; the notice goes within seconds.',
    ],
    prevention:
      'Test each change of a service that asks for synchronisations against the format of requests before it goes into service.',
  },
}

/** The code under which the help explains messages that were set aside; it is no run's error. */
export const setAsideCode = 'MESSAGES_SET_ASIDE'

/** What a person does about messages that were set aside. */
export function explainSetAside(language: Language): ExplainedError {
  return { ...explanations[language], known: true }
}
