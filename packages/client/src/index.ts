/** Types, codes and functions for any client of the gateway. `./apollo`, `./codegen` and `./relay` have the settings of tools. */
export { isErrorCode, isWarningCode, type ReceivedErrorCode, type ReceivedWarningCode } from './codes.ts';
export { entityId } from './entity-id.ts';
export { type CodedError, errorAt, errorCodes, errorsOf, isFailed, type ResponsePath } from './errors.ts';
export { ERROR_CODES, type ErrorCode, WARNING_CODES, type WarningCode } from './generated/codes.ts';
export { possibleTypes } from './generated/possible-types.ts';
export type { Scalars } from './generated/scalars.ts';
export { type Warning, warningsOf } from './warnings.ts';
