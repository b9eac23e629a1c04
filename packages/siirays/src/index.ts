export { datasetsDirectory } from './datasets-directory.ts'
export { createSampleDatabase, type SampleDatabase } from './sample/create-sample-database.ts'
export { loadSample, type LoadedSample } from './sample/load-sample.ts'
export { NotASampleError } from './sample/sample-mark.ts'
