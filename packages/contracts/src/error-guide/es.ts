import type { ErrorGuide } from './error-guide.ts'
import { fileGuide } from './es/file.ts'
import { serviceGuide } from './es/service.ts'
import { sourceGuide } from './es/source.ts'
import { targetGuide } from './es/target.ts'

/** The guide in Spanish, the language of the people who mend the errors. */
export const errorGuideEs: ErrorGuide = {
  codes: { ...serviceGuide, ...sourceGuide, ...fileGuide, ...targetGuide },
  unknown: {
    title: 'Error no catalogado',
    cause:
      'Este código no figura en la guía de esta versión. Lo que se sabe con certeza es lo que muestra la página de la ejecución: la fase, los detalles, si se escribió algo y si habrá otro intento.',
    steps: [
      'Soporte: copiar el informe desde la página de la ejecución y enviarlo al equipo de desarrollo.',
      'Equipo de desarrollo: comprobar si conviven versiones distintas de los servicios y completar la guía.',
    ],
    prevention:
      'Actualizar todos los servicios juntos, para que la guía conozca todos los códigos.',
  },
  actors: {
    nobody: 'Nadie: se repone solo',
    support: 'Soporte técnico',
    'source-admin': 'Administrador de la fuente (SIIRAyS)',
    'target-admin': 'Administrador de AAPS-DATA',
    network: 'Redes',
    operations: 'Operaciones (Área TIC)',
    developers: 'Equipo de desarrollo',
  },
  dispositions: {
    retry: 'Se reintenta solo, hasta agotar los intentos',
    defer: 'Se deja para otro momento, sin gastar un intento',
    hold: 'Se retiene hasta que una persona decida',
    reject: 'No se reintenta: primero hay que corregir la causa',
  },
}
