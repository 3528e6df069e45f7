/** Recognizes the codes of this version; a newer gateway can send others. */
import { ERROR_CODES, type ErrorCode, WARNING_CODES, type WarningCode } from './generated/codes.ts';

/** A code as it arrives: a newer gateway can send one that this version does not know. Autocompletion offers the known ones. */
export type ReceivedErrorCode = ErrorCode | (string & {});

/** A code of the gateway, or one of Epic's numbers, such as `59204`. A newer gateway can send others. */
export type ReceivedWarningCode = WarningCode | (string & {});

/** Returns whether this version knows the code, so that a `switch` over it can be exhaustive. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code);
}

/** Returns whether this version knows the code. False for the numbers of Epic. */
export function isWarningCode(code: unknown): code is WarningCode {
  return WARNING_CODES.some((known) => known === code);
}
