/**
 * Finds the errors of a response, in the shapes in which clients return and throw them, and distinguishes a null that stands for a failure from
 * one that means “none”.
 */
import type { ReceivedErrorCode } from './codes.ts';
import { isObject } from './json-object.ts';

/** Response keys, which are aliases if the operation contains some, and list indices: `['patient', 'labs', 0, 'name']`. */
export type ResponsePath = readonly (string | number)[];

export interface CodedError {
  /** Null for an error that is not the gateway's, such as a lost connection. */
  readonly code: ReceivedErrorCode | null;
  readonly message: string;
  /** The field that failed. Null if the whole operation did. */
  readonly path: ResponsePath | null;
  /** More about the error: `problems`, `loginUrl`, `errorId` (docs/errors.md). */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Where clients keep errors, or an object that holds them. */
const HOLDERS = ['errors', 'graphQLErrors', 'error', 'response', 'source'] as const;
const DEEPEST_HOLDER = 4;

/**
 * Returns the errors of a result, or of what a client threw:
 *
 * - a response as JSON, or the payload of Relay's network layer: `errors`
 * - Apollo Client: `result.error`, and CombinedGraphQLErrors with `errors`
 * - urql: `result.error`, and CombinedError with `graphQLErrors`
 * - graphql-request: ClientError with `response.errors`
 * - Relay: the error of a failed operation with `source.errors`, and the result of `@catch` with `errors`
 *
 * An error without any of these, such as a TypeError of `fetch`, is one error without a code.
 */
export function errorsOf(result: unknown): readonly CodedError[] {
  return collectErrors(result, 0);
}

function collectErrors(holder: unknown, depth: number): readonly CodedError[] {
  if (!isObject(holder) || depth > DEEPEST_HOLDER) return [];
  for (const key of HOLDERS) {
    const held = holder[key];
    const errors = Array.isArray(held)
      ? held.filter(isObject).map(toCodedError)
      : collectErrors(held, depth + 1);
    if (errors.length > 0) return errors;
  }
  return holder instanceof Error ? [toCodedError(holder)] : [];
}

function toCodedError(error: Readonly<Record<string, unknown>>): CodedError {
  const { message, path } = error;
  const extensions = isObject(error['extensions']) ? error['extensions'] : {};
  const code = extensions['code'];
  return {
    code: typeof code === 'string' ? code : null,
    message: typeof message === 'string' ? message : '',
    path: isResponsePath(path) ? path : null,
    extensions,
  };
}

function isResponsePath(path: unknown): path is ResponsePath {
  return Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');
}

/** Returns each code once, in order of arrival. */
export function errorCodes(result: unknown): readonly ReceivedErrorCode[] {
  return [...new Set(errorsOf(result).flatMap(({ code }) => code ?? []))];
}

/**
 * Returns the error because of which there is no value at this path; null if there is a value, or if the null means “none”.
 *
 * The error can be at the path, below it, if a non-null field there failed, or above it. An error of the whole operation explains every null.
 * Pass the whole result: in an error object without `data`, each error at, below or above the path counts.
 */
export function errorAt(result: unknown, path: ResponsePath): CodedError | null {
  const errors = errorsOf(result);
  if (errors.length === 0) return null;
  const data = dataOf(result);
  if (data === undefined) return closestTo(path, errors.filter(isRelatedTo(path)));
  const nullPath = pathOfNull(data, path);
  if (nullPath === null) return null;
  return closestTo(
    path,
    errors.filter((error) => error.path === null || startsWith(error.path, nullPath)),
  );
}

/** Returns whether there is no value at this path because of an error. */
export function isFailed(result: unknown, path: ResponsePath): boolean {
  return errorAt(result, path) !== null;
}

/** Returns the data of a result, or of the response that a client threw: null if it has none, undefined for an error that never has any. */
function dataOf(result: unknown): unknown {
  if (!isObject(result)) return undefined;
  return 'data' in result ? (result['data'] ?? null) : dataOf(result['response']);
}

/** Returns the path of the first null on the way to this path; null if there is a value at the path. */
function pathOfNull(data: unknown, path: ResponsePath): ResponsePath | null {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (!isObject(value)) return path.slice(0, depth);
    value = value[key];
  }
  return value === null || value === undefined ? path : null;
}

function startsWith(path: ResponsePath, start: ResponsePath): boolean {
  return start.every((key, index) => path[index] === key);
}

const isRelatedTo = (path: ResponsePath) => (error: CodedError) =>
  distance(path, error) < UNRELATED || error.path === null;

const UNRELATED = 3;

/** Ranks an error at the path before one below it, and that before one above it. */
function distance(path: ResponsePath, error: CodedError): number {
  if (error.path === null) return UNRELATED;
  if (startsWith(error.path, path)) return error.path.length === path.length ? 0 : 1;
  return startsWith(path, error.path) ? 2 : UNRELATED;
}

function closestTo(path: ResponsePath, errors: readonly CodedError[]): CodedError | null {
  const [closest = null] = errors.toSorted((one, other) => distance(path, one) - distance(path, other));
  return closest;
}
