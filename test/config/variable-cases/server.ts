/** The variables of the HTTP server and of telemetry. */
import { signInEnv } from '../environment.ts';
import { booleanCase, integerCase, type VariableCase } from './variable-case.ts';

export const SERVER_CASES: Readonly<Record<string, VariableCase>> = {
  METRICS_PORT: {
    ...integerCase(({ telemetry }) => telemetry.metrics?.port, 0, 65_535),
    given: { PORT: '1' },
  },
  METRICS_HOST: {
    read: ({ telemetry }) => telemetry.metrics?.host,
    given: { METRICS_PORT: '9464' },
    good: [
      ['0.0.0.0', '0.0.0.0'],
      ['::', '::'],
    ],
    bad: ['[::1]', '*', '127.0.0.1,0.0.0.0', 'http://127.0.0.1', '0.0.0.0/0'],
  },
  TELEMETRY_OPERATION_NAMES: {
    read: ({ telemetry }) => telemetry.operationNames,
    good: [
      ['trusted', 'trusted'],
      ['any', 'any'],
      [' none ', 'none'],
    ],
    bad: ['all', 'ANY', 'true', 'trusted,any'],
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    read: ({ telemetry }) => telemetry.traces?.endpoint,
    good: [
      ['http://otel-collector:4318', 'http://otel-collector:4318'],
      ['https://otlp.example.org/path', 'https://otlp.example.org/path'],
    ],
    bad: [
      'otel-collector:4318',
      'grpc://otel-collector:4317',
      'https://user:word@otlp.example.org',
      'https://o.example.org?key=1',
    ],
  },
  OTEL_SERVICE_NAME: {
    read: ({ telemetry }) => telemetry.traces?.serviceName,
    given: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318' },
    good: [['fhir-gateway.west', 'fhir-gateway.west']],
    bad: ['fhir gateway', 'a=b', 'x'.repeat(101)],
  },
  OTEL_TRACES_SAMPLER_ARG: {
    read: ({ telemetry }) => telemetry.traces?.ratio,
    given: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318' },
    good: [
      ['0', 0],
      ['0.25', 0.25],
      ['.5', 0.5],
      ['1.0', 1],
    ],
    bad: ['2', '1.1', '-0.1', '10%', '1e-3', 'all'],
  },
  TRACE_UPSTREAM: {
    ...booleanCase(({ telemetry }) => telemetry.traces?.isSentUpstream),
    given: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318' },
  },
  HOST: {
    read: ({ host }) => host,
    given: signInEnv(),
    good: [
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '::1'],
      ['localhost', 'localhost'],
      ['0.0.0.0', '0.0.0.0'],
      ['::', '::'],
      ['gateway.internal', 'gateway.internal'],
    ],
    bad: ['[::1]', '*', '127.0.0.1,0.0.0.0', 'http://127.0.0.1', 'gateway internal', '0.0.0.0/0'],
  },
  PORT: integerCase(({ port }) => port, 0, 65_535),
  CORS_ORIGINS: {
    read: ({ corsOrigins }) => corsOrigins,
    good: [
      ['https://a.example.org', ['https://a.example.org']],
      ['https://a.example.org , http://localhost:3000', ['https://a.example.org', 'http://localhost:3000']],
    ],
    bad: [
      '*',
      'null',
      'https://*.example.org',
      'https://a.example.org/',
      'https://a.example.org/path',
      'a.example.org',
      'https://a.example.org,',
      'https://a.example.org,,https://b.example.org',
      'https://A.example.org',
      'https://a.example.org:443',
      'file:///tmp',
    ],
  },
  LOG_LEVEL: {
    read: ({ logLevel }) => logLevel,
    good: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => [level, level]),
    bad: ['warning', 'INFO', '30', 'off'],
  },
  SHUTDOWN_TIMEOUT_MS: integerCase(({ shutdownTimeoutMs }) => shutdownTimeoutMs, 0, 300_000),
  NODE_ENV: {
    read: ({ isProduction }) => isProduction,
    good: [
      ['production', true],
      [' production ', true],
      ['development', false],
      ['test', false],
      ['prod', true],
      ['staging', true],
      ['Production', true],
      ['developement', true],
    ],
    bad: [],
  },
};
