export { createHealthServer, type HealthCheck, type HealthServer } from './create-health-server.ts'
export { createLogger, type Logger, type LogLevel } from './create-logger.ts'
export {
  createMetrics,
  type MetricDefinition,
  type Metrics,
  type MetricTable,
} from './create-metrics.ts'
export { describeBootFailure } from './describe-boot-failure.ts'
export { instanceId } from './instance-id.ts'
export { linkSignals, type LinkedSignal } from './link-signals.ts'
export { loadConfig, type ConfigFault, type Environment } from './load-config.ts'
export { openAll, type AllOpened, type Opened } from './open-all.ts'
export { runService, type RunningService } from './run-service.ts'
export { serveHealth } from './serve-health.ts'
export { healthSettings, serviceSettings } from './service-settings.ts'
export { brokerUrl, databaseUrl, durationMs, filesUrl, secretText, sourceUrls } from './setting.ts'
