/** The public API. */
export type { ClientCredentials, Sandbox, SandboxOptions } from './sandbox.ts';
export { PROFILE_NAMES } from './profiles.ts';
export { startSandbox } from './sandbox.ts';
export type { Created } from './creates/created-resources.ts';
export type { CreateAnswers } from './creates/creates.ts';
export type { AddedResource, AddOptions } from './additions.ts';
export type { Fault, FaultKind, FaultMatch, Hold, HoldMoment, ScriptedFault } from './faults.ts';
export type { UnknownIdInList } from './search-by-id.ts';
export type { RecordedRequest } from './request-log.ts';
export type { PageFilter } from './searchset.ts';
export { runSandboxCommand } from './command.ts';
export { gatewaySettings } from './serve.ts';
export type { RegisteredClient } from './token-endpoint.ts';
export type { RegisteredApp } from './sign-in/apps.ts';
export type { Decision } from './sign-in/authorization.ts';
export type { LaunchChoice } from './sign-in/launcher.ts';
export type { SandboxPerson, PersonId } from './sign-in/people.ts';
