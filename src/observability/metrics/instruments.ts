/** The gateway's metrics, with their help texts and labels. The name contains the unit. */
import type { LabelName } from './labels.ts';

interface InstrumentFacts {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly LabelName[];
  readonly buckets?: readonly number[];
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const REQUESTS = [0, 1, 2, 3, 5, 10, 20, 40, 80, 150, 500];
const BATCH_SIZES = [1, 2, 3, 5, 10, 20, 50, 100];

/** Names follow Prometheus' conventions: application prefix, unit, `_total` for counters. */
export const INSTRUMENTS = {
  gateway_build_info: {
    kind: 'gauge',
    help: 'Always 1; the labels are the versions of the gateway and of Node.js.',
    labels: ['version', 'node'],
  },
  gateway_operations_total: {
    kind: 'counter',
    help: 'Completed GraphQL operations.',
    labels: ['operation', 'type', 'outcome', 'site'],
  },
  gateway_operation_errors_total: {
    kind: 'counter',
    help: 'Operations that completed with an error code. Each code counts once per operation.',
    labels: ['operation', 'type', 'code', 'site'],
  },
  gateway_operation_duration_seconds: {
    kind: 'histogram',
    help: 'Time from the arrival of an operation to the end of its response.',
    labels: ['operation', 'type', 'site'],
    buckets: SECONDS,
  },
  gateway_operations_in_flight: { kind: 'gauge', help: 'Operations in flight.', labels: [] },
  gateway_operation_fhir_requests: {
    kind: 'histogram',
    help: 'FHIR requests per operation: estimated and sent.',
    labels: ['measure', 'site'],
    buckets: REQUESTS,
  },
  gateway_sites_reloads_total: {
    kind: 'counter',
    help: 'Times that the sites file was read again. After a failed one, the gateway keeps its sites.',
    labels: ['outcome'],
  },
  gateway_sites_file_valid: {
    kind: 'gauge',
    help: '1 if the gateway serves the sites file as it last read it, 0 if that was invalid. Only with a sites file.',
    labels: [],
  },
  gateway_sign_in_refusals_total: {
    kind: 'counter',
    help: 'Requests that failed to authenticate.',
    labels: ['reason', 'site'],
  },
  gateway_fhir_requests_total: {
    kind: 'counter',
    help: 'FHIR requests of operations: sent, shared with an identical request in flight, or answered from the cache.',
    labels: ['resource_type', 'interaction', 'status', 'source', 'site'],
  },
  gateway_fhir_request_errors_total: {
    kind: 'counter',
    help: 'FHIR requests that failed, by error code.',
    labels: ['resource_type', 'interaction', 'code', 'site'],
  },
  gateway_fhir_resends_total: {
    kind: 'counter',
    help: 'HTTP requests beyond the first of a FHIR request: retries, redirects, renewed tokens.',
    labels: ['resource_type', 'interaction', 'site'],
  },
  gateway_fhir_request_duration_seconds: {
    kind: 'histogram',
    help: 'Time from leaving the queue to the response, including retries. Only requests that were sent.',
    labels: ['resource_type', 'interaction', 'site'],
    buckets: SECONDS,
  },
  gateway_fhir_queue_wait_seconds: {
    kind: 'histogram',
    help: 'Time that FHIR requests waited in the queue.',
    labels: ['site'],
    buckets: SECONDS,
  },
  gateway_fhir_queue: { kind: 'gauge', help: 'FHIR requests in the queue.', labels: ['kind', 'site'] },
  gateway_fhir_in_flight: { kind: 'gauge', help: 'FHIR requests in flight.', labels: ['kind', 'site'] },
  gateway_fhir_concurrency_limit: {
    kind: 'gauge',
    help: 'The adaptive limit of FHIR requests in flight in this process.',
    labels: ['site'],
  },
  gateway_fhir_circuit_open: {
    kind: 'gauge',
    help: 'State of the circuit breaker: 1 open, 0.5 half-open, 0 closed.',
    labels: ['kind', 'site'],
  },
  gateway_batch_ids: {
    kind: 'histogram',
    help: 'Ids of one resource type per batch.',
    labels: ['resource_type', 'site'],
    buckets: BATCH_SIZES,
  },
  gateway_token_requests_total: {
    kind: 'counter',
    help: 'Completed requests to the token endpoint, by error code; `-` for success.',
    labels: ['code', 'site'],
  },
  gateway_token_age_seconds: {
    kind: 'gauge',
    help: 'Time since this process last received an access token.',
    labels: ['site'],
  },
  gateway_person_token_requests_total: {
    kind: 'counter',
    help: 'Completed token requests for people who sign in at the FHIR server, and renewals of their tokens.',
    labels: ['grant_type', 'outcome', 'site'],
  },
  gateway_person_grants: {
    kind: 'gauge',
    help: 'Sign-ins of people that this process keeps open, because they were used within fifteen minutes.',
    labels: ['site'],
  },
  gateway_state_up: {
    kind: 'gauge',
    help: '1 while the state that replicas share is available, otherwise 0.',
    labels: [],
  },
  gateway_audit_events_total: {
    kind: 'counter',
    help: 'Audit events that were stored.',
    labels: ['site'],
  },
  gateway_audit_events_lost_total: {
    kind: 'counter',
    help: 'Audit events that were lost.',
    labels: ['site'],
  },
  gateway_audit_failures_total: {
    kind: 'counter',
    help: 'Operations and refusals whose audit events were not stored in time.',
    labels: ['site'],
  },
  gateway_audit_up: {
    kind: 'gauge',
    help: '1 while audit events are stored in time, 0 while their destination is stalled. With a sites file, for each open site.',
    labels: ['site'],
  },
  gateway_audit_spool_events: {
    kind: 'gauge',
    help: 'Audit events in the spool, by state.',
    labels: ['state'],
  },
  gateway_writes_total: {
    kind: 'counter',
    help: 'Records that mutations tried to create, by result.',
    labels: ['resource_type', 'result', 'site'],
  },
  gateway_log_lines_lost_total: {
    kind: 'counter',
    help: 'Log lines that were dropped because the reader of standard output stopped reading.',
    labels: [],
  },
  gateway_trace_spans_lost_total: {
    kind: 'counter',
    help: 'Spans that could not be exported.',
    labels: [],
  },
} as const satisfies Record<string, InstrumentFacts>;

export type InstrumentName = keyof typeof INSTRUMENTS;

type OfKind<Kind extends InstrumentFacts['kind']> = {
  [Name in InstrumentName]: (typeof INSTRUMENTS)[Name]['kind'] extends Kind ? Name : never;
}[InstrumentName];
export type CounterName = OfKind<'counter'>;
export type GaugeName = OfKind<'gauge'>;
export type HistogramName = OfKind<'histogram'>;

type LabelOf<Name extends InstrumentName> = (typeof INSTRUMENTS)[Name]['labels'][number];

/** A value for each label of the instrument. Without a site, `site` is absent. */
export type LabelValues<Name extends InstrumentName> = Readonly<
  Record<Exclude<LabelOf<Name>, 'site'>, string> &
    Partial<Record<Extract<LabelOf<Name>, 'site'>, string | undefined>>
>;
