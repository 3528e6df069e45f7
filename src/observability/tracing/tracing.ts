/** An observer that records spans for an OpenTelemetry collector. Loaded only if a collector is configured. */
import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  type LoadFacts,
  type LoadObserver,
  NOOP_OPERATION_OBSERVER,
  type Observer,
  type ObserverScope,
  type OperationFacts,
  type OperationObserver,
  type RequestFacts,
  type RequestObserver,
} from '../observer.ts';
import { keepAllowedAttributes, type AttributeValues } from './attributes.ts';
import { createSpanExporter } from './exporter.ts';

export interface Tracing {
  readonly observer: Observer;
  /** Exports the remaining spans, within seconds. */
  readonly close: () => Promise<void>;
}

export interface TracingOptions {
  /** The collector's base URL; `/v1/traces` is appended. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly version: string;
  /** The sampling ratio of traces that start here, from 0 to 1. The sender of a `traceparent` has decided about its trace. */
  readonly ratio: number;
  /** Whether FHIR requests carry a `traceparent`. */
  readonly isSentUpstream: boolean;
  /** Called with the number of spans that could not be exported. */
  readonly onLost: (spans: number) => void;
}

/** Longer than any allowed attribute. */
const MAX_ATTRIBUTE_LENGTH = 256;

export function createTracing(options: TracingOptions): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.version,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
    spanLimits: { attributeValueLengthLimit: MAX_ATTRIBUTE_LENGTH },
    spanProcessors: [new BatchSpanProcessor({ exporter: createSpanExporter(options) })],
  });
  const spans: Spans = {
    tracer: provider.getTracer('epic-fhir-graphql-gateway', options.version),
    ...options,
  };
  return {
    observer: {
      ...createScope(spans, ROOT_CONTEXT),
      operation: (traceparent) => observeOperation(spans, parseContext(traceparent)),
      token({ site } = {}) {
        const span = spans.tracer.startSpan('token request', { kind: SpanKind.CLIENT }, ROOT_CONTEXT);
        return { end: (code) => endSpan(span, code, { 'gateway.site': site ?? null }) };
      },
      emit: () => {},
    },
    // A failed export was reported already, and must not prevent the shutdown.
    close: () => provider.shutdown().catch(() => {}),
  };
}

interface Spans extends Pick<TracingOptions, 'isSentUpstream'> {
  readonly tracer: Tracer;
}

/**
 * Reads only `traceparent` of W3C Trace Context: it consists of two random ids and flags. `tracestate` and `baggage` can contain anything, so
 * they are neither read nor forwarded.
 */
function parseContext(traceparent: string | undefined): Context {
  const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
  return parent !== null && isSpanContextValid(parent)
    ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
    : ROOT_CONTEXT;
}

function observeOperation(spans: Spans, parent: Context): OperationObserver {
  const span = spans.tracer.startSpan('graphql', { kind: SpanKind.SERVER }, parent);
  // A trace that is not sampled needs no more spans, unless the FHIR server must receive the decision.
  const isIgnored = !span.isRecording() && !spans.isSentUpstream;
  let factsOf: (() => OperationFacts) | null = null;
  return {
    ...(isIgnored ? NOOP_OPERATION_OBSERVER : createScope(spans, trace.setSpan(parent, span))),
    traceId: span.isRecording() ? span.spanContext().traceId : undefined,
    provideFacts: (getFacts) => {
      factsOf = getFacts;
    },
    end(status) {
      const facts = factsOf?.() ?? null;
      if (facts !== null) span.updateName(buildSpanName(facts));
      const isFailed = facts?.outcome === 'failed';
      endSpan(span, isFailed ? (facts?.codes[0] ?? 'INTERNAL_SERVER_ERROR') : null, {
        'http.response.status_code': status,
        ...(facts === null ? {} : buildAttributes(facts)),
      });
    },
  };
}

/** Builds the span name from allowed attributes only. */
function buildSpanName(facts: OperationFacts): string {
  const { 'graphql.operation.type': type = 'graphql', 'graphql.operation.name': name } =
    keepAllowedAttributes(buildAttributes(facts));
  return name === undefined ? String(type) : `${String(type)} ${String(name)}`;
}

function buildAttributes({
  name,
  type,
  codes,
  estimatedRequests,
  requests,
  site,
}: OperationFacts): AttributeValues {
  return {
    'graphql.operation.name': name === 'other' ? null : name,
    'graphql.operation.type': type,
    'gateway.error_codes': codes.length === 0 ? null : codes,
    'gateway.estimated_requests': estimatedRequests,
    'gateway.fhir_requests': requests,
    'gateway.site': site ?? null,
  };
}

function createScope(spans: Spans, parent: Context): ObserverScope {
  return {
    request: (facts) => observeRequest(spans, facts, parent),
    load: (facts) => observeLoadInSpan(spans, facts, parent),
  };
}

/** Creates the span with the first request. A load that shares the requests of another sends none, and has no span. */
function observeLoadInSpan(
  spans: Spans,
  { loader, resourceType, size, site }: LoadFacts,
  parent: Context,
): LoadObserver {
  const startTime = Date.now();
  let span: Span | null = null;
  const inside = (): ObserverScope => {
    if (span === null) {
      const attributes = keepAllowedAttributes({
        'fhir.resource_type': resourceType,
        'gateway.batch_size': size,
        'gateway.site': site ?? null,
      });
      span = spans.tracer.startSpan(`load ${loader} ${resourceType}`, { attributes, startTime }, parent);
    }
    return createScope(spans, trace.setSpan(parent, span));
  };
  return {
    request: (facts) => inside().request(facts),
    load: (facts) => inside().load(facts),
    end: () => span?.end(),
  };
}

function observeRequest(
  spans: Spans,
  { interaction, resourceType, host, site }: RequestFacts,
  parent: Context,
): RequestObserver {
  const name = `${interaction} ${resourceType}`;
  const span = spans.tracer.startSpan(name, { kind: SpanKind.CLIENT }, parent);
  const requestedAt = performance.now();
  let queuedMs: number | null = null;
  let sent = 0;
  let status: number | null = null;
  return {
    headers: spans.isSentUpstream ? { traceparent: formatTraceparent(span) } : {},
    started: () => {
      queuedMs = Math.round(performance.now() - requestedAt);
    },
    sent: () => {
      sent += 1;
    },
    answered: (httpStatus) => {
      status = httpStatus;
    },
    end: (source, code) =>
      endSpan(span, code, {
        'fhir.interaction': interaction,
        'fhir.resource_type': resourceType,
        'gateway.source': source,
        'gateway.queue_ms': queuedMs,
        'gateway.site': site ?? null,
        'server.address': host ?? null,
        ...(source === 'sent' ? { 'http.request.method': interaction === 'create' ? 'POST' : 'GET' } : {}),
        'http.response.status_code': status,
        'http.request.resend_count': sent > 1 ? sent - 1 : null,
      }),
  };
}

function endSpan(span: Span, code: string | null, attributes: AttributeValues): void {
  span.setAttributes(keepAllowedAttributes({ ...attributes, 'error.type': code }));
  if (code !== null) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** W3C Trace Context §3.2. */
function formatTraceparent(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
