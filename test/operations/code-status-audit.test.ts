import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../src/observability/log.ts';
import { type ChartServer, startChartServer } from '../support/chart-server.ts';
import { ANN, consent, observation, request, STATUS } from '../support/code-status-records.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';

const NOPAT = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' };

let provider: IdentityProvider;
let server: ChartServer;
let gateway: Gateway;
let kept: MemoryAudit;

beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startChartServer([
    ANN,
    consent('shown', 'DNR'),
    consent('ended', 'Full Code', { status: 'inactive' }),
    consent('hidden', 'Comfort care', { meta: { security: [NOPAT] } }),
    request('refused'),
    observation('other', { text: 'Pulse' }, '70'),
    observation('observed', STATUS, 'DNR'),
  ]);
  kept = createMemoryAudit({ upstream: server.baseUrl, log: createLog('silent', { write: () => {} }) });
  gateway = await startGateway(server, {
    callers: provider.tokenVerification(),
    server: { audit: kept.audit },
  });
});

afterAll(async () => {
  await gateway.close();
  await server.close();
  await provider.close();
});

/** Queries the code status with scopes for every source except ServiceRequest. */
async function queryCodeStatus(context: 'patient' | 'user') {
  const types = ['Patient', 'Consent', 'Observation', 'DocumentReference'];
  const scopes = types.map((type) => `${context}/${type}.rs`).join(' ');
  const authorization = await provider.bearer(scopes, { patient: 'ann' });
  const { data } = await gateway.query<{
    patient: { codeStatus: { state: string; entries: { sourceId: string }[] } };
  }>('{ patient(id: "ann") { codeStatus { state entries { sourceId } } } }', {}, { authorization });
  const references = kept
    .take()
    .flatMap(({ entity = [] }) => entity.map(({ what }) => what?.reference ?? ''))
    .filter((reference) => /Consent|Observation|ServiceRequest/.test(reference))
    .map((reference) => reference.replace(`${server.baseUrl}/`, ''));
  return { ...data.patient.codeStatus, references };
}

it('the audit names exactly the code status records that the caller received', async () => {
  const { state, entries, references } = await queryCodeStatus('user');
  expect(state).toBe('CONFLICTING');
  expect(entries.map(({ sourceId }) => sourceId)).toEqual(['observed', 'hidden', 'shown']);
  expect(new Set(references)).toEqual(new Set(['Consent/shown', 'Consent/hidden', 'Observation/observed']));
});

it('a Consent that a label hides from the patient looks absent, also in the audit', async () => {
  const { state, entries, references } = await queryCodeStatus('patient');
  expect(state).toBe('STATED');
  expect(entries.map(({ sourceId }) => sourceId)).toEqual(['observed', 'shown']);
  expect(new Set(references)).toEqual(new Set(['Consent/shown', 'Observation/observed']));
});
