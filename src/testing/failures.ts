/** The failures that a test scripts, in terms of the graph, and how the sandbox shows them. */
import type { Fault, FaultKind, FaultMatch } from 'epic-fhir-sandbox';
import type { ErrorCode } from '../errors.ts';
import { LIST_NAMES, listNamed, type PatientListName } from '../fhir/patient-lists.ts';
import { RESOURCE_TYPES } from '../fhir/resources.ts';

/** Returns a FHIR server's refusal with one of Epic's issue codes. */
function refusal(status: number, code: string): FaultKind {
  return {
    kind: 'json',
    status,
    body: {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'fatal',
          code: 'processing',
          details: { coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code }] },
        },
      ],
    },
  };
}

/**
 * The response of the sandbox for each code. None of these responses opens a circuit breaker, which would answer for the other lists too. The gateway
 * retries only 408 and 429, for half a second.
 */
const RESPONSES = {
  FORBIDDEN: { kind: 'empty', status: 403 },
  QUOTA_EXCEEDED: refusal(403, '4135'),
  RESTRICTED_RECORD: refusal(403, '4130'),
  SEARCH_TOO_BROAD: refusal(400, '4127'),
  UPSTREAM_AUTHENTICATION_FAILED: { kind: 'expired-token' },
  UPSTREAM_INVALID_RESPONSE: { kind: 'bad-json' },
  // Retry-After would pause every request of the gateway, and with it the other lists.
  UPSTREAM_RATE_LIMITED: { kind: 'status', status: 429 },
  UPSTREAM_REJECTED: { kind: 'json', status: 422, body: { resourceType: 'OperationOutcome', issue: [] } },
  UPSTREAM_TIMEOUT: { kind: 'status', status: 408 },
  UPSTREAM_UNAVAILABLE: refusal(400, '59177'),
} as const satisfies Partial<Record<ErrorCode, FaultKind>>;

/** A code that a FHIR server causes. Other codes have other causes, such as a setting or the operation itself. */
export type FailureCode = keyof typeof RESPONSES;

export const FAILURE_CODES: readonly FailureCode[] = Object.keys(RESPONSES).filter(isFailureCode);

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(RESPONSES, code);
}

/** Selects the FHIR requests that fail. Without a list and a type, all of them do. */
export interface FailureTarget {
  /** The requests of a list of `Patient`, such as `labResults`. Another list that shares the search fails too. */
  readonly list?: PatientListName;
  /** The requests for a type of resource, such as `Observation`. */
  readonly resourceType?: string;
  /** How many requests fail; by default, all until the failure is undone. */
  readonly times?: number;
}

/** A failure, which has one of the three forms. */
export type Failure = FailureTarget &
  (
    | {
        /** The field is null, and its error has this code. */
        readonly code: FailureCode;
      }
    | {
        /** The data is complete, and arrives this much later, in milliseconds. */
        readonly delayMs: number;
      }
    | {
        /** A list has at most this many records per search, and a warning says that the FHIR server withheld others. */
        readonly atMost: number;
      }
  );

/**
 * Returns the faults of a failure. A list can share a search with others, and gets its own if the shared one fails. So the shared search fails
 * without being counted in `times`.
 * @throws TypeError with what was expected
 */
export function faultsOf(failure: Failure): readonly Fault[] {
  requireKnown(failure);
  const response = responseTo(failure);
  const { times = Infinity } = failure;
  const { own, shared } = matchesOf(failure);
  return [
    { match: own, times, ...response },
    ...(shared === null
      ? []
      : [{ match: shared, times: response.kind === 'delay' ? times : Infinity, ...response }]),
  ];
}

const OPTIONS: readonly string[] = ['list', 'resourceType', 'times', 'code', 'delayMs', 'atMost'];

/** A misspelled name would match no request, and the test would pass without a failure. Tests in JavaScript have no types. */
function requireKnown(failure: Failure): void {
  const option = Object.keys(failure).find((name) => !OPTIONS.includes(name));
  if (option !== undefined) throw new TypeError(expected('these options', OPTIONS, option));
  const { list, resourceType } = failure;
  if (list !== undefined && !LIST_NAMES.includes(list))
    throw new TypeError(expected('one of these lists', LIST_NAMES, list));
  const types: readonly string[] = RESOURCE_TYPES;
  if (resourceType !== undefined && !types.includes(resourceType))
    throw new TypeError(expected('one of these types', types, resourceType));
}

function expected(what: string, names: readonly string[], found: string): string {
  return `fail() expects ${what}: ${names.join(', ')}. It got ${JSON.stringify(found)}.`;
}

function responseTo(failure: Failure): FaultKind {
  if ('delayMs' in failure) return { kind: 'delay', ms: failure.delayMs };
  if ('atMost' in failure) return { kind: 'partial', keep: failure.atMost };
  const code: unknown = Object.hasOwn(failure, 'code') ? failure.code : undefined;
  if (typeof code === 'string' && isFailureCode(code)) return RESPONSES[code];
  throw new TypeError(
    `fail() expects delayMs, atMost, or one of these codes: ${FAILURE_CODES.join(', ')}. Other codes do not come from the FHIR server: see docs/testing.md.`,
  );
}

/** Requests for records, which are neither for the server's capabilities nor for a token. */
const RECORDS = /\/FHIR\/R4\/(?!metadata$|\.well-known\/)/;

interface FailureMatches {
  readonly own: FaultMatch;
  /** Searches for a list together with other categories; null if there are none. */
  readonly shared: FaultMatch | null;
}

function matchesOf({ list, resourceType }: FailureTarget): FailureMatches {
  if (list === undefined)
    return { own: { path: RECORDS, ...(resourceType !== undefined && { resourceType }) }, shared: null };
  const { type, always } = listNamed(list);
  const search = { operation: 'search', resourceType: type } as const;
  if (always === undefined) return { own: search, shared: null };
  const comma = '(?:,|%2C)';
  const bar = String.raw`(?:\||%7C)`;
  const codes = always.values.map((value) => value.replace(/[.+*?^$|()[\]{}\\]/g, String.raw`\$&`)).join('|');
  const token = `(?:(?:(?!${comma})[^&])*${bar})?(?:${codes})`;
  const tokens = `${token}(?:${comma}${token})*(?:&|$)`;
  const parameter = `(?:^|&)${always.filter.parameter}=`;
  return {
    own: { ...search, query: new RegExp(`${parameter}${tokens}`, 'i') },
    shared: {
      ...search,
      query: new RegExp(`${parameter}(?!${tokens})(?:[^&]*${comma})?${token}(?:${comma}|&|$)`, 'i'),
    },
  };
}
