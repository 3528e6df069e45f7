/** Metrics and log lines name their site where there are several, and no site for one FHIR server without a sites file. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/observability/metrics/metrics.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;

let sandbox: Sandbox;
let gateway: SitesGateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  const server = sandbox;
  gateway = await startSites(
    { north: { server }, south: { server }, idle: { server } },
    { METRICS_PORT: '0', AUTH_MODE: 'none' },
  );
  for (const id of ['north', 'south']) await gateway.query(`/sites/${id}/graphql`, PATIENT);
  await gateway.query('/sites/patient-zero/graphql', PATIENT);
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

interface LogLine {
  readonly event: string;
  readonly site?: string;
}

function linesOf(event: string): LogLine[] {
  // oxlint-disable-next-line typescript/no-unsafe-return -- a log line has no type
  const lines = gateway.logLines.map((line): LogLine => JSON.parse(line));
  return lines.filter((line) => line.event === event);
}

describe('the telemetry of several sites', () => {
  it('labels the metrics of operations, FHIR requests and tokens with the site', async () => {
    const text = await (await gateway.getMetrics()).text();
    for (const site of ['north', 'south']) {
      for (const metric of [
        `gateway_operations_total{operation="other",type="query",outcome="ok",site="${site}"} 1`,
        `gateway_fhir_requests_total{resource_type="Patient",interaction="read",status="200",source="sent",site="${site}"} 1`,
        `gateway_token_requests_total{code="-",site="${site}"} 1`,
        `gateway_fhir_queue{kind="read",site="${site}"} 0`,
        `gateway_fhir_circuit_open{kind="token",site="${site}"} 0`,
      ])
        expect(text.replaceAll('operation="-"', 'operation="other"')).toContain(metric);
      expect(text).toMatch(new RegExp(`gateway_token_age_seconds\\{site="${site}"\\} \\d`));
      expect(text).toContain(`gateway_fhir_concurrency_limit{site="${site}"}`);
    }
    expect(text).not.toMatch(/idle"|patient-zero/);
    expect(text).toMatch(/gateway_operations_total\{.*site="-"\} 1/);
    expect(text).toMatch(/gateway_operation_errors_total\{.*code="SITE_UNKNOWN",site="-"\} 1/);
  });

  it('names the site in the log line of an operation', () => {
    expect(linesOf('operation').flatMap(({ site }) => site ?? [])).toEqual(['north', 'south']);
    expect(linesOf('token_received').map(({ site }) => site)).toEqual(['north', 'south']);
  });
});

describe('the label of sites', () => {
  it('is absent without a sites file', async () => {
    const { observer, text } = createMetrics({ version: '1.2.3' });
    observer.token().end(null);
    expect(await text()).toContain('gateway_token_requests_total{code="-"} 1');
  });

  it('allows only ids of the sites file', async () => {
    const { observer, text } = createMetrics({ version: '1.2.3', isSite: (id) => id === 'north' });
    for (const site of ['north', 'west']) observer.token({ site }).end(null);
    expect(await text()).toContain('gateway_token_requests_total{code="-",site="north"} 1');
    expect(await text()).toContain('gateway_token_requests_total{code="-",site="other"} 1');
  });
});
