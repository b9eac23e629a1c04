export type { ChangeCounts } from './change/change-counts.ts'
export { changeSample, type ChangedSample } from './change/change-sample.ts'
export { datasetsDirectory } from './datasets-directory.ts'
export { createSampleDatabase, type SampleDatabase } from './sample/create-sample-database.ts'
export { guardSampleSource } from './sample/guard-sample-source.ts'
export { loadSample, type LoadedSample } from './sample/load-sample.ts'
export { provideSample } from './sample/provide-sample.ts'
export { NotASampleError } from './sample/sample-mark.ts'
export { markEmptyTarget, markTarget, TargetNotEmptyError } from './sample/target-mark.ts'
export { NotASampleFolderError, provideSampleFiles } from './sample/files/sample-files.ts'
export { writeSarh } from './sample/files/write-sarh.ts'
export {
  writeWorkbook,
  type SampleCell,
  type SampleSheet,
  type SampleWorkbook,
} from './sample/files/write-workbook.ts'
export type {
  SampleFeature,
  SampleField,
  SampleGeometry,
  SampleLayer,
  SamplePosition,
  SampleValue,
} from './sample/geo/sample-layer.ts'
export { writeGeojson, type SampleGeojson } from './sample/geo/write-geojson.ts'
export { writeGeopackage } from './sample/geo/write-geopackage.ts'
export { writeKml, writeKmz } from './sample/geo/write-kml.ts'
export {
  shapefileParts,
  writeShapefile,
  writeZippedShapefile,
  type SampleShapefile,
} from './sample/geo/write-shapefile.ts'
