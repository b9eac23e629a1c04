export { exitCodes, type ExitCode } from './exit-codes.ts'
export type { ProgramContext, Screen } from './program-context.ts'
export { runProgram } from './run-program.ts'
