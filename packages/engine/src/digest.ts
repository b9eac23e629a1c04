export { digestOf } from '@aaps-data/contracts'
