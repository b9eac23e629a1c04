import type { Image } from '../images/encode-value.ts'
import type { OracleType } from '../images/oracle-type.ts'
import type { WallTime } from '../images/time-image.ts'
import { OracleError } from '../oracle-error.ts'
import type { Bind, Row } from '../result.ts'
import type { SessionSettings } from './session-settings.ts'

/** An expression made ready to be computed. */
export interface Compiled {
  readonly type: OracleType
  readonly isNullable: boolean
  /** Throws `OracleError`. */
  evaluate(row: Row): Image
  /** Its value does not depend on a row. */
  readonly constant?: Image
  /** The same as an expression of PostgreSQL over the stored images, if it can be one. */
  readonly stored?: string
}

export interface CompiledCondition {
  /** Undefined where the answer is unknown, for a NULL is part of it. */
  test(row: Row): boolean | undefined
  readonly stored?: string
}

/** What a statement is computed in. */
export interface Environment {
  readonly settings: SessionSettings
  readonly binds: readonly Bind[]
  /** When the statement began, in UTC. */
  readonly now: WallTime
  readonly user: string
  readonly schema: string
  /** A value of SYS_CONTEXT('USERENV', …); undefined where Oracle has none of the name. */
  context(parameter: string): string | null | undefined
  /** The system change number of the statement. Throws where the statement asks for none. */
  readonly scn: () => bigint
  /**
   * Gives others their turn, in the middle of a long computation. Throws ORA-01013 when the statement is
   * interrupted meanwhile.
   */
  breathe(): Promise<void>
  /** Throws what a user without the right gets. */
  demandFlashbackPackage(): void
}

/** A value that is known before any row is. */
export function constantOf(type: OracleType, image: Image): Compiled {
  return {
    type,
    isNullable: image === null,
    evaluate: () => image,
    constant: image,
    stored: storedLiteral(image),
  }
}

export function isConstant(compiled: Compiled): boolean {
  return compiled.constant !== undefined
}

export function storedLiteral(image: Image): string {
  return image === null ? 'null::bytea' : `'\\x${image.toString('hex')}'::bytea`
}

/**
 * A value computed from others; NULL if one of them is. It is computed at once where all are known, but
 * not where that fails: Oracle says so only when there is a row.
 */
export function computed(
  type: OracleType,
  operands: readonly Compiled[],
  compute: (...images: readonly Buffer[]) => Image,
): Compiled {
  const evaluate = evaluator(operands, compute)
  const isNullable = operands.some((operand) => operand.isNullable)
  const lazy: Compiled = { type, isNullable, evaluate }
  if (!operands.every(isConstant)) return lazy
  try {
    return constantOf(type, evaluate([]))
  } catch (error) {
    if (error instanceof OracleError) return lazy
    throw error
  }
}

function evaluator(
  operands: readonly Compiled[],
  compute: (...images: readonly Buffer[]) => Image,
): (row: Row) => Image {
  const [first] = operands
  if (operands.length === 1 && first !== undefined) {
    return (row) => {
      const image = first.evaluate(row)
      return image === null ? null : compute(image)
    }
  }
  return (row) => {
    const images: Buffer[] = []
    for (const operand of operands) {
      const image = operand.evaluate(row)
      if (image === null) return null
      images.push(image)
    }
    return compute(...images)
  }
}
