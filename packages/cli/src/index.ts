export { buildProgram } from './build-program.ts'
