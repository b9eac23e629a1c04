import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errores de las planillas y archivos de los que salen los datos. */
export const fileGuide = {
  SOURCE_FILE_MISSING: {
    title: 'El archivo no está donde se lo espera',
    cause:
      'En la carpeta o dirección de la que salen los datos no hay ningún archivo con ese nombre: no se lo dejó todavía, se lo borró, tiene otro nombre, o la carpeta compartida no está conectada.',
    steps: [
      'Soporte: mire en los detalles la carpeta y el nombre que se espera; un * en el nombre vale por cualquier texto, y las mayúsculas cuentan.',
      'Soporte: pida al departamento que deje el archivo allí, o cámbiele el nombre.',
      'Operaciones: si la carpeta entera falta, conecte la carpeta compartida en el equipo de los trabajadores.',
      'Soporte: pulse «Sincronizar ahora» y vea que la tarea termina.',
    ],
    prevention:
      'Acuerde con el departamento el nombre del archivo, y que el nuevo reemplace al anterior en lugar de borrarlo antes.',
  },
  SOURCE_FILE_CHANGING: {
    title: 'El archivo todavía se está escribiendo',
    cause:
      'Alguien está guardando o copiando el archivo: cambió mientras se lo leía. Nada se tomó de él; se intenta de nuevo cuando esté quieto.',
    steps: [
      'Nadie tiene que hacer nada: se intenta de nuevo por sí solo.',
      'Soporte: si sigue así por más de una hora, pida al departamento que termine la copia o cierre el programa que escribe el archivo.',
    ],
    prevention:
      'Guarde el archivo con otro nombre en la misma carpeta y cámbieselo al final, en lugar de escribirlo durante mucho tiempo.',
  },
  SOURCE_FILE_INVALID: {
    title: 'El archivo no se puede leer',
    cause:
      'El archivo no es lo que debería ser: está dañado o incompleto, es de otro formato, o no tiene los títulos de las columnas. Los detalles dicen qué le falta. Los datos de AAPS-DATA quedan como estaban.',
    steps: [
      'Soporte: abra el archivo con el programa que lo hizo y compare con los detalles: el motivo, y los títulos que se esperan.',
      'Departamento: corrija los títulos, o guarde el archivo de nuevo en el formato convenido, y déjelo en el mismo lugar.',
      'Departamento: si el motivo es «xls» u «ods», ábralo y elija «Guardar como», tipo «Libro de Excel (.xlsx)»; si es «encrypted», guárdelo sin contraseña; si es «utf-16», guárdelo como CSV UTF-8.',
      'Desarrollo: si los títulos cambiaron a propósito, póngalos en la definición del conjunto.',
      'Soporte: pulse «Sincronizar ahora» y vea que la tarea termina.',
    ],
    prevention:
      'Parta siempre de la planilla modelo, sin cambiar los títulos de las columnas, y no cambie la extensión del nombre a mano.',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
