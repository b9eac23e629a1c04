import { brokerMutants } from './broker-mutants.ts'
import { columnMutants } from './column-mutants.ts'
import { controlMutants } from './control-mutants.ts'
import { dispatchMutants } from './dispatch-mutants.ts'
import { engineMutants } from './engine-mutants.ts'
import { fileMutants } from './file-mutants.ts'
import type { Mutant } from './mutant.ts'
import { proofMutants } from './proof-mutants.ts'
import { rejectMutants } from './reject-mutants.ts'

export const mutants: readonly Mutant[] = [
  ...proofMutants,
  ...rejectMutants,
  ...engineMutants,
  ...dispatchMutants,
  ...controlMutants,
  ...brokerMutants,
  ...columnMutants,
  ...fileMutants,
]
