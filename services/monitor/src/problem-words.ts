import { explainError, type ErrorGuide } from '@aaps-data/contracts/error-guide'
import { errorGuideEn } from '@aaps-data/contracts/error-guide/en'
import { errorGuideEs } from '@aaps-data/contracts/error-guide/es'

/** What a person reads about a problem, in one language. */
export interface ProblemWords {
  readonly title: string
  readonly text: string
  readonly steps: readonly string[]
  readonly again: string
}

interface Speech {
  readonly guide: ErrorGuide
  readonly again: string
  readonly away: string
  readonly awaySteps: readonly string[]
  readonly actor: (actor: string) => string
  readonly unauthenticated: Omit<ProblemWords, 'again'>
  readonly waits: Omit<ProblemWords, 'again'>
  readonly other: Omit<ProblemWords, 'again'>
}

const speeches = {
  es: {
    guide: errorGuideEs,
    again: 'Intentar de nuevo',
    away: 'El monitor no puede leerla, y por eso no hay nada que mostrar. Lo ya sincronizado no se pierde. Esta página se vuelve a cargar sola.',
    awaySteps: [
      'Administrador de AAPS-DATA: comprobar que la base está en marcha y que no alcanzó su máximo de conexiones.',
      'Redes: comprobar que desde la máquina del monitor se llega a la base.',
      'Soporte: esperar; cuando la base vuelva, el monitor sigue solo.',
    ],
    actor: (actor) => `Debe actuar: ${actor}.`,
    unauthenticated: {
      title: 'Hacen falta su nombre y su contraseña',
      text: 'Se cerró el cuadro del navegador, o el nombre o la contraseña no son los que el monitor conoce.',
      steps: [
        'Usted: intentar de nuevo y escribir su nombre y su contraseña.',
        'Administrador de este monitor: si usted no los recuerda, darle una contraseña nueva.',
      ],
    },
    waits: {
      title: 'Demasiados intentos seguidos',
      text: 'Para que nadie adivine contraseñas, el monitor espera antes de aceptar otro intento.',
      steps: ['Usted: esperar unos minutos e intentar de nuevo.'],
    },
    other: {
      title: 'El monitor no pudo mostrar esta página',
      text: 'Los datos y las sincronizaciones no dependen de esta página y siguen su curso.',
      steps: [
        'Usted: intentar de nuevo; si vuelve a pasar, avisar a soporte con el código de abajo.',
      ],
    },
  },
  en: {
    guide: errorGuideEn,
    again: 'Try again',
    away: 'The monitor cannot read it, so there is nothing to show. What was synchronised is not lost. This page reloads by itself.',
    awaySteps: [
      'AAPS-DATA administrator: check that the database is running and has not reached its limit of connections.',
      'Network: check that the database can be reached from the machine of the monitor.',
      'Support: wait; when the database is back, the monitor goes on by itself.',
    ],
    actor: (actor) => `Who must act: ${actor}.`,
    unauthenticated: {
      title: 'Your name and password are needed',
      text: 'The browser’s box was closed, or the name or the password is not one that the monitor knows.',
      steps: [
        'You: try again and enter your name and password.',
        'Administrator of this monitor: if you do not remember them, give you a new password.',
      ],
    },
    waits: {
      title: 'Too many tries in a row',
      text: 'So that nobody can guess passwords, the monitor waits before it takes another try.',
      steps: ['You: wait some minutes and try again.'],
    },
    other: {
      title: 'The monitor could not show this page',
      text: 'Data and synchronisations do not depend on this page and go on.',
      steps: ['You: try again; if it happens again, tell support the code below.'],
    },
  },
} as const satisfies Record<string, Speech>

/** The words for the code of a problem; one that people cannot mend gets general ones. */
export function problemWords(code: string, language: keyof typeof speeches): ProblemWords {
  const { guide, again, away, awaySteps, actor, unauthenticated, waits, other } = speeches[language]
  if (code === 'UNAUTHENTICATED') return { ...unauthenticated, again }
  if (code === 'TOO_MANY_TRIES') return { ...waits, again }
  if (code !== 'TARGET_UNREACHABLE') return { ...other, again }
  const explained = explainError(guide, code)
  const text = `${actor(explained.actor)} ${away}`
  return { title: explained.title, text, steps: awaySteps, again }
}
