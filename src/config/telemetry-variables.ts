/** The variables that say what of the gateway's work is measured, and where that goes. */
import { z } from 'zod';
import { booleanFlag, endpointUrl, integer, nonEmptyText, ratio, variableFacts } from './values.ts';

export const OPERATION_NAMES = ['trusted', 'any', 'none'] as const;
export type OperationNames = (typeof OPERATION_NAMES)[number];

/** Variables that the OpenTelemetry exporter reads by itself (docs/observability.md). */
export const EXPORTER_VARIABLE =
  /^OTEL_EXPORTER_OTLP_(TRACES_)?(HEADERS|COMPRESSION|CERTIFICATE|CLIENT_CERTIFICATE|CLIENT_KEY)$/;

export const TELEMETRY_VARIABLES = {
  METRICS_PORT: integer(0, 65_535).optional().register(variableFacts, {
    expects: 'a port number from 0 to 65535, other than PORT (0 takes any free one)',
    about: 'The port of `GET /metrics`, in the format of Prometheus. Without it nothing is measured.',
  }),
  METRICS_HOST: nonEmptyText
    .regex(/^[A-Za-z0-9.:-]+$/)
    .default('127.0.0.1')
    .register(variableFacts, {
      expects: 'a host name or address to listen on',
      about: 'The address of the metrics. Whoever reaches it may read them: they hold no patient data.',
      default: '127.0.0.1',
      isSecurity: true,
    }),
  TELEMETRY_OPERATION_NAMES: z
    .enum(OPERATION_NAMES)
    .default('trusted')
    .register(variableFacts, {
      expects: `one of ${OPERATION_NAMES.join(', ')}`,
      about:
        'Which names of operations metrics and traces tell: those of `TRUSTED_DOCUMENTS`, any that a caller writes, or none. The others ' +
        'are told as `other`.',
      default: 'trusted',
      isSecurity: true,
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpointUrl.optional().register(variableFacts, {
    expects: 'an http or https URL without query, fragment or credentials',
    about: 'The OpenTelemetry collector that takes traces, by OTLP over HTTP. Without it there are none.',
  }),
  OTEL_SERVICE_NAME: nonEmptyText
    .regex(/^[\w.-]{1,100}$/)
    .default('epic-fhir-graphql-gateway')
    .register(variableFacts, {
      expects: 'a name of letters, digits, dots, dashes and underscores',
      about: 'What traces call the gateway.',
      default: 'epic-fhir-graphql-gateway',
    }),
  OTEL_TRACES_SAMPLER_ARG: ratio.default(1).register(variableFacts, {
    expects: 'a number from 0 to 1',
    about:
      'Which part of the traces that begin here is kept. Whether one that a caller began is kept, its `traceparent` says.',
    default: '1',
  }),
  TRACE_UPSTREAM: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about:
      'Whether the FHIR server is sent the `traceparent` of the request. It is of use where it is traced too.',
    default: 'false',
  }),
} as const;
