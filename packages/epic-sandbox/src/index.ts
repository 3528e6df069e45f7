/** The public API. */
export type { ClientCredentials, Sandbox, SandboxOptions } from './sandbox.ts';
export { startSandbox } from './sandbox.ts';
export type { Created } from './creates/created-resources.ts';
export type { CreateAnswers } from './creates/creates.ts';
export type { Fault, FaultKind, FaultMatch, Hold, HoldMoment } from './faults.ts';
export type { UnknownIdInList } from './search-by-id.ts';
export type { RecordedRequest } from './request-log.ts';
export type { PageFilter } from './searchset.ts';
export { gatewaySettings, serveSandbox } from './serve.ts';
export type { RegisteredClient } from './token-endpoint.ts';
