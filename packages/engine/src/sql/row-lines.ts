export { digestSums, selectLines, type DigestRow } from '@aaps-data/contracts'
