/** The variables of metrics and traces. */
import { z } from 'zod';
import { booleanFlag, endpointUrl, integer, nonEmptyText, ratio, variableFacts } from './values.ts';

export const OPERATION_NAMES = ['trusted', 'any', 'none'] as const;
export type OperationNames = (typeof OPERATION_NAMES)[number];

/** Variables that only the OpenTelemetry exporter reads (docs/observability.md). */
export const EXPORTER_VARIABLE =
  /^OTEL_EXPORTER_OTLP_(TRACES_)?(HEADERS|COMPRESSION|CERTIFICATE|CLIENT_CERTIFICATE|CLIENT_KEY)$/;

export const TELEMETRY_VARIABLES = {
  METRICS_PORT: integer(0, 65_535).optional().register(variableFacts, {
    expects: 'a port number from 0 to 65535, other than PORT (0 uses any free port)',
    about: 'The port of `GET /metrics` in Prometheus format. If not set, there are no metrics.',
  }),
  METRICS_HOST: nonEmptyText
    .regex(/^[A-Za-z0-9.:-]+$/)
    .default('127.0.0.1')
    .register(variableFacts, {
      expects: 'a host name or address to listen on',
      about:
        'The address of the metrics. Anyone who can reach it can read them. They contain no patient data.',
      default: '127.0.0.1',
      isSecurity: true,
    }),
  TELEMETRY_OPERATION_NAMES: z
    .enum(OPERATION_NAMES)
    .default('trusted')
    .register(variableFacts, {
      expects: `one of ${OPERATION_NAMES.join(', ')}`,
      about:
        'Which operation names metrics and traces contain: the names in `TRUSTED_DOCUMENTS`, any name, or none. Other names ' +
        'appear as `other`.',
      default: 'trusted',
      isSecurity: true,
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpointUrl.optional().register(variableFacts, {
    expects: 'an http or https URL without query, fragment or credentials',
    about: 'The OpenTelemetry collector for traces (OTLP over HTTP). If not set, there are no traces.',
  }),
  OTEL_SERVICE_NAME: nonEmptyText
    .regex(/^[\w.-]{1,100}$/)
    .default('epic-fhir-graphql-gateway')
    .register(variableFacts, {
      expects: 'a name of letters, digits, dots, dashes and underscores',
      about: 'The service name in traces.',
      default: 'epic-fhir-graphql-gateway',
    }),
  OTEL_TRACES_SAMPLER_ARG: ratio.default(1).register(variableFacts, {
    expects: 'a number from 0 to 1',
    about:
      'The sampling ratio of traces that start here. The `traceparent` of a client decides about its own traces.',
    default: '1',
  }),
  TRACE_UPSTREAM: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about: 'Whether FHIR requests carry a `traceparent`. Useful if the FHIR server is traced too.',
    default: 'false',
  }),
} as const;
