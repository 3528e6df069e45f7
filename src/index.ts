/**
 * The public API, for programs that embed the gateway:
 * `const gateway = await createGateway(loadConfig(process.env)); await gateway.listen();`
 */
export { type Config, ConfigError, loadConfig } from './config/config.ts';
export type { LogLevel } from './config/values.ts';
export { ERROR_CODES, type ErrorCode, GatewayError } from './errors.ts';
export { createGateway, type Gateway } from './gateway.ts';
export type { Log, LogFields } from './observability/log.ts';
