import { join } from 'node:path'

/** Where AAPS's own dataset definitions lie; for `loadCatalog`. */
export const datasetsDirectory = join(__dirname, '..', 'datasets')
