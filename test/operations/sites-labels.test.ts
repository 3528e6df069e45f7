/** Walks everything that an operation at a site writes: each metric, span and log line names the site, except what belongs to the process. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { INSTRUMENTS } from '../../src/observability/metrics/instruments.ts';
import { createMetrics } from '../../src/observability/metrics/metrics.ts';
import { NOOP_OBSERVER, observeSite, type TelemetryEvent } from '../../src/observability/observer.ts';
import { type Collector, startCollector } from '../support/collector.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENCE } from '../support/patience.ts';
import { samplesIn, valuesOf } from '../support/scrape.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';
import { inputFor, MUTATIONS, newKey } from '../support/writing.ts';

/** The metrics of the process, with the reason why they name no site. */
const OF_THE_PROCESS: Readonly<Record<string, string>> = {
  gateway_build_info: 'versions',
  gateway_operations_in_flight: 'an operation counts before its request is read',
  gateway_sites_reloads_total: 'the file of all sites',
  gateway_sites_file_valid: 'the file of all sites',
  gateway_state_up: 'one connection for all sites',
  gateway_audit_spool_events: 'one spool for all audit repositories',
  gateway_log_lines_lost_total: 'standard output',
  gateway_trace_spans_lost_total: 'one collector',
};

/** The lines of the process in this test. */
const LINES_OF_THE_PROCESS = new Set(['configuration_warning', 'metrics_listening', 'sites_reloaded']);

/** Counts only losses, which no request here causes. */
const OF_LOSSES = new Set(['gateway_audit_events_lost_total', 'gateway_audit_failures_total']);
/** `test/sessions/session-renewal.test.ts` moves it. */
const OF_PEOPLE = new Set(['gateway_person_token_requests_total']);

const READ = `{ patient(id: "${CAMILA_LOPEZ}") { fullName medications(first: 3) { id requester { resource { ... on Practitioner { id } } } } } }`;

let folder: string;
let sandbox: Sandbox;
let provider: IdentityProvider;
let collector: Collector;
let gateway: SitesGateway;
let metrics: string;
let afterRemoval: string;
let succeeded: readonly boolean[];
let logLines: readonly { readonly event: string; readonly site?: string }[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labels-'));
  [sandbox, provider, collector] = await Promise.all([
    startSandbox(),
    startIdentityProvider(),
    startCollector(),
  ]);
  const sites = { north: { server: sandbox, inheritsIdempotencyKeys: true }, south: { server: sandbox } };
  gateway = await startSites(sites, {
    METRICS_PORT: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    AUDIT_LOG: `file:${join(folder, 'audit.ndjson')}`,
    WRITES_ENABLED: 'true',
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: AUDIENCE,
  });
  const at = '/sites/north/graphql';
  const token = await provider.token({ scope: 'user/*.cruds', sites: ['north'] });
  const headers = { authorization: `Bearer ${token}` };
  const read = await gateway.query(at, READ, headers);
  const variables = { input: inputFor('addAllergy', sandbox), key: newKey() };
  const written = await gateway.query(at, MUTATIONS.addAllergy, headers, variables);
  succeeded = [read, written].map(({ errors }) => errors === undefined);
  sandbox.fault({ match: { resourceType: 'Patient' }, kind: 'html', status: 503, times: 5 });
  await gateway.query(at, READ, headers);
  await gateway.query(at, READ);
  metrics = await (await gateway.getMetrics()).text();
  gateway.reload({ south: { server: sandbox } });
  await vi.waitFor(async () => {
    afterRemoval = await (await gateway.getMetrics()).text();
    if (valuesOf(afterRemoval, 'site').has('north')) throw new Error('The site still has series.');
  }, PATIENCE);
  await gateway.close();
  // oxlint-disable-next-line typescript/no-unsafe-return -- a log line has no type
  logLines = gateway.logLines.map((line): (typeof logLines)[number] => JSON.parse(line));
});

afterAll(async () => {
  await Promise.all([sandbox.close(), provider.close(), collector.close()]);
  rmSync(folder, { recursive: true });
});

describe('the telemetry of an operation at a site', () => {
  it('has a site in every metric, except process metrics', () => {
    const without = Object.entries(INSTRUMENTS).filter(
      ([, { labels }]) => !labels.some((label) => label === 'site'),
    );
    expect(without.map(([name]) => name).toSorted()).toEqual(Object.keys(OF_THE_PROCESS).toSorted());
  });

  it('names the site in every metric that the operation moves', () => {
    expect(succeeded).toEqual([true, true]);
    const named = samplesIn(metrics).filter(({ labels }) => labels['site'] === 'north');
    const names = new Set(named.map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')));
    const expected = Object.keys(INSTRUMENTS).filter(
      (name) => !(name in OF_THE_PROCESS) && !OF_LOSSES.has(name) && !OF_PEOPLE.has(name),
    );
    expect([...names].toSorted()).toEqual(expected.toSorted());
    const unnamed = samplesIn(metrics).filter(({ labels, value }) => labels['site'] === '-' && value > 0);
    // The refused request reached no site: it is an operation without one, and its audit is the gateway's.
    expect(new Set(unnamed.map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')))).toEqual(
      new Set([
        'gateway_operations_total',
        'gateway_operation_errors_total',
        'gateway_operation_duration_seconds',
        'gateway_operation_fhir_requests',
        'gateway_audit_events_total',
        'gateway_audit_up',
      ]),
    );
    expect(valuesOf(metrics, 'site')).toEqual(new Set(['north', '-']));
  });

  it('removes the series of a site that has left the sites file', () => {
    expect(valuesOf(afterRemoval, 'site')).toEqual(new Set(['-']));
    expect(afterRemoval).toContain('gateway_sites_reloads_total{outcome="ok"} 1');
  });

  it('names the site in every span, except for the refused request', () => {
    const unnamed = collector.spans.filter(({ attributes }) => attributes['gateway.site'] !== 'north');
    expect(unnamed.map(({ attributes }) => attributes['gateway.error_codes'])).toEqual([['UNAUTHENTICATED']]);
    const kinds = new Set(collector.spans.map(({ name }) => name.replace(/ .*/, '')));
    expect(kinds).toEqual(
      new Set(['query', 'mutation', 'graphql', 'load', 'read', 'search', 'create', 'token']),
    );
  });

  it('names the site in every log line, except for lines of the process', () => {
    const unnamed = logLines.filter(
      ({ site, event }) => site !== 'north' && !LINES_OF_THE_PROCESS.has(event),
    );
    expect(unnamed).toEqual([]);
    expect(new Set(logLines.map(({ event }) => event))).toEqual(
      new Set([
        'metrics_listening',
        'token_received',
        'upstream_request',
        'operation',
        'caller_refused',
        'sites_reloaded',
      ]),
    );
  });
});

describe('observeSite', () => {
  it('adds the site to each event', () => {
    const emitted: TelemetryEvent[] = [];
    const observer = { ...NOOP_OBSERVER, emit: (event: TelemetryEvent) => void emitted.push(event) };
    observeSite(observer, 'north').emit({ kind: 'audit-lost', events: 2 });
    expect(emitted).toEqual([{ kind: 'audit-lost', events: 2, site: 'north' }]);
  });
});

describe('the series of sites', () => {
  it('stay bounded while sites come and go', async () => {
    let generation = 0;
    const { observer, text } = createMetrics({
      version: '1.2.3',
      isSite: (id) => id.startsWith(`site-${generation}-`),
    });
    for (; generation < 12; generation += 1) {
      for (let at = 0; at < 100; at += 1) {
        const events = observeSite(observer, `site-${generation}-${at}`);
        events.token().end(null);
        events.emit({ kind: 'audit-lost', events: 1 });
      }
      observer.emit({ kind: 'sites-reloaded', isValid: true });
    }
    generation -= 1;
    observer.emit({ kind: 'sites-reloaded', isValid: true });
    await vi.waitFor(async () => expect(valuesOf(await text(), 'site').size).toBe(100), PATIENCE);
    // An operation that a removed site still finishes.
    observer.token({ site: 'site-0-1' }).end(null);
    const scraped = await text();
    expect(scraped).toContain('gateway_token_requests_total{code="-",site="other"} 1');
    expect(valuesOf(scraped, 'site')).not.toContain('site-0-1');
  });
});
