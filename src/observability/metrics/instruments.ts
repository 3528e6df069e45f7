/** What is measured: every metric of the gateway's own, with its help, its unit by its name, and its labels. */
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

/** Names as Prometheus has them: a prefix of the application, the unit, `_total` on counters. */
export const INSTRUMENTS = {
  gateway_build_info: {
    kind: 'gauge',
    help: 'Always 1; which gateway runs on which Node.js.',
    labels: ['version', 'node'],
  },
  gateway_operations_total: {
    kind: 'counter',
    help: 'GraphQL operations that have ended.',
    labels: ['operation', 'type', 'outcome'],
  },
  gateway_operation_errors_total: {
    kind: 'counter',
    help: 'Operations that ended with an error of the code, each code once an operation.',
    labels: ['operation', 'type', 'code'],
  },
  gateway_operation_duration_seconds: {
    kind: 'histogram',
    help: 'From the arrival of an operation to the end of its answer.',
    labels: ['operation', 'type'],
    buckets: SECONDS,
  },
  gateway_operations_in_flight: { kind: 'gauge', help: 'Operations under way.', labels: [] },
  gateway_operation_fhir_requests: {
    kind: 'histogram',
    help: 'FHIR requests of an operation: what it was priced at, and what it sent.',
    labels: ['measure'],
    buckets: REQUESTS,
  },
  gateway_sign_in_refusals_total: {
    kind: 'counter',
    help: 'Requests that did not sign in.',
    labels: ['reason'],
  },
  gateway_fhir_requests_total: {
    kind: 'counter',
    help: 'What operations asked the FHIR server for: sent, joined to one under way, or remembered.',
    labels: ['resource_type', 'interaction', 'status', 'source'],
  },
  gateway_fhir_request_errors_total: {
    kind: 'counter',
    help: 'FHIR requests that ended with an error of the code.',
    labels: ['resource_type', 'interaction', 'code'],
  },
  gateway_fhir_resends_total: {
    kind: 'counter',
    help: 'HTTP requests beyond the first for one FHIR request: retries, redirects, renewed tokens.',
    labels: ['resource_type', 'interaction'],
  },
  gateway_fhir_request_duration_seconds: {
    kind: 'histogram',
    help: 'From the start of the queue to the answer, retries included; of what was sent alone.',
    labels: ['resource_type', 'interaction'],
    buckets: SECONDS,
  },
  gateway_fhir_queue_wait_seconds: {
    kind: 'histogram',
    help: 'How long FHIR requests waited for their turn.',
    labels: [],
    buckets: SECONDS,
  },
  gateway_fhir_queue: { kind: 'gauge', help: 'FHIR requests that wait for their turn.', labels: ['kind'] },
  gateway_fhir_in_flight: { kind: 'gauge', help: 'FHIR requests under way.', labels: ['kind'] },
  gateway_fhir_concurrency_limit: {
    kind: 'gauge',
    help: 'How many FHIR requests of this process may be under way at once, by how the FHIR server has answered lately.',
    labels: [],
  },
  gateway_fhir_circuit_open: {
    kind: 'gauge',
    help: '1 where the circuit keeps requests back, 0.5 where it tries whether the server is back, 0 where all is well.',
    labels: ['kind'],
  },
  gateway_batch_ids: {
    kind: 'histogram',
    help: 'How many ids of one type were asked for at once.',
    labels: ['resource_type'],
    buckets: BATCH_SIZES,
  },
  gateway_token_requests_total: {
    kind: 'counter',
    help: 'Requests to the token endpoint that ended, by their code; `-` where a token came.',
    labels: ['code'],
  },
  gateway_token_age_seconds: {
    kind: 'gauge',
    help: 'Time since this process last received an access token.',
    labels: [],
  },
  gateway_state_up: {
    kind: 'gauge',
    help: '1 where what replicas share can be used, 0 where it cannot.',
    labels: [],
  },
  gateway_audit_events_total: {
    kind: 'counter',
    help: 'Audit events that were kept.',
    labels: [],
  },
  gateway_audit_events_lost_total: {
    kind: 'counter',
    help: 'Audit events that were lost for good.',
    labels: [],
  },
  gateway_audit_failures_total: {
    kind: 'counter',
    help: 'Operations and refusals whose audit events were not kept in time.',
    labels: [],
  },
  gateway_audit_up: {
    kind: 'gauge',
    help: '1 where audit events are kept in time, 0 while their destination does not answer.',
    labels: [],
  },
  gateway_audit_spool_events: {
    kind: 'gauge',
    help: 'Audit events in the spool for the FHIR server of the audit.',
    labels: ['state'],
  },
  gateway_writes_total: {
    kind: 'counter',
    help: 'Records that mutations were to create, by what became of them.',
    labels: ['resource_type', 'result'],
  },
  gateway_log_lines_lost_total: {
    kind: 'counter',
    help: 'Lines of the log that were dropped because the reader of standard output had stopped reading.',
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

/** A value for each label of the instrument. */
export type LabelValues<Name extends InstrumentName> = Readonly<
  Record<(typeof INSTRUMENTS)[Name]['labels'][number], string>
>;
