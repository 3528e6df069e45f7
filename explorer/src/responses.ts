/** The last responses of the gateway, which the panel shows. */
import { useSyncExternalStore } from 'react';
import { announce } from './announcement.ts';

/** One entry of `extensions.fhir.upstream`: the requests of one kind in one wave. */
export interface Upstream {
  readonly wave: number;
  readonly resourceType: string;
  readonly interaction: string;
  readonly waitedFor: readonly string[];
  readonly count: number;
  readonly shared: number;
  readonly cached: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly queuedMs: number;
}

interface Warning {
  readonly code: string;
  readonly resourceType: string;
  readonly message: string;
}

interface CostlyField {
  /** Such as `patients.labResults`. */
  readonly field: string;
  readonly requests: number;
}

/** `extensions.fhir` of a response. */
export interface FhirExtensions {
  readonly requests: number;
  readonly estimatedRequests: number | null;
  readonly warnings: readonly Warning[];
  /** Only if the patients of the panel came from memory. */
  readonly panel?: { readonly fromMemory: true; readonly ageSeconds: number };
  /** Only in responses to requests with `X-Explain: true`. */
  readonly upstream?: readonly Upstream[];
  /** Only in the response to a request for the price. Null without a limit. */
  readonly maxRequests?: number | null;
  readonly costliest?: readonly CostlyField[];
}

interface Failure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** The parts of a GraphQL response that the page reads. */
export interface GraphQLResponse {
  readonly data?: unknown;
  readonly errors?: Failure[];
  readonly extensions?: { readonly fhir?: FhirExtensions };
}

export interface ReceivedResponse {
  /** Null if the operation has no name. */
  readonly name: string | null;
  readonly status: number;
  /** How long the browser waited, in milliseconds. */
  readonly ms: number;
  readonly response: GraphQLResponse;
}

/** An operation that ran, the latest first. */
export interface Entry {
  readonly id: number;
  readonly title: string;
  readonly outcome: 'success' | 'partial' | 'rejected' | 'failed';
  /** Null if the gateway did not respond. */
  readonly received: ReceivedResponse | null;
}

const MAX_ENTRIES = 10;

/** GraphiQL's own introspection query, which it sends several times. The panel shows only the last one, and only while it fails. */
const INTROSPECTION = 'IntrospectionQuery';

let entries: readonly Entry[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function addResponse(received: ReceivedResponse): void {
  const { data, errors = [] } = received.response;
  const outcome = errors.length === 0 ? 'success' : data === undefined ? 'rejected' : 'partial';
  const isIntrospection = received.name === INTROSPECTION;
  // A refusal before the token was entered says nothing about the operations after it.
  if (isIntrospection || outcome !== 'rejected') show(entries.filter(({ title }) => title !== INTROSPECTION));
  if (!isIntrospection || outcome !== 'success') add(received.name, outcome, received);
}

/** Records that the gateway did not respond to the operation of this name. */
export function addFailure(name: string | null): void {
  add(name, 'failed', null);
}

function add(name: string | null, outcome: Entry['outcome'], received: ReceivedResponse | null): void {
  lastId += 1;
  const title = name ?? 'Unnamed operation';
  show([{ id: lastId, title, outcome, received }, ...entries].slice(0, MAX_ENTRIES));
  announce(`${title}: ${outcome}`);
}

function show(shown: readonly Entry[]): void {
  entries = shown;
  for (const notify of listeners) notify();
}

export function useEntries(): readonly Entry[] {
  return useSyncExternalStore(subscribe, () => entries);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
