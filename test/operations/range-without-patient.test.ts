import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const grams = (value: number) => ({
  value,
  unit: 'g/dL',
  code: 'g/dL',
  system: 'http://unitsofmeasure.org',
});
const result = (id: string, range: object) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
    },
  ],
  code: { text: id },
  subject: { reference: 'Patient/ann' },
  effectiveDateTime: '2026-03-01T08:00:00Z',
  valueQuantity: grams(9),
  referenceRange: [{ low: grams(10), ...range }],
});

let server: RecordServer;
let provider: IdentityProvider;
let kept: MemoryAudit;
let gateway: Gateway;

beforeAll(async () => {
  server = await startRecordServer([
    { resourceType: 'Patient', id: 'ann', birthDate: '1980-01-01' },
    result('by-age', { age: { low: { value: 18, code: 'a', system: 'http://unitsofmeasure.org' } } }),
    result('by-sex', { appliesTo: [{ text: 'Female' }] }),
    result('for-all', {}),
  ]);
  provider = await startIdentityProvider();
  kept = createMemoryAudit({ upstream: server.baseUrl });
  gateway = await startGateway(server, {
    callers: provider.tokenVerification(),
    server: { audit: kept.audit },
  });
});

beforeEach(() => {
  server.requests.length = 0;
  kept.take();
});

afterAll(async () => {
  await gateway.close();
  await server.close();
  await provider.close();
});

const IDS = ['by-age', 'by-sex', 'for-all'];
const DOCUMENT = `{ ${IDS.map((id, at) => `r${at}: observation(id: "${id}") { id isOutsideReferenceRange }`).join(' ')} }`;

/** Returns isOutsideReferenceRange of each result, and the references in the audit. */
async function queryRanges(scopes: string) {
  const authorization = await provider.bearer(scopes, { patient: 'ann' });
  const { data, errors, extensions } = await gateway.query<
    Record<string, { id: string; isOutsideReferenceRange: boolean | null } | null>
  >(DOCUMENT, {}, { authorization });
  const references = kept
    .take()
    .flatMap(({ entity = [] }) => entity.map(({ what }) => what?.reference ?? ''))
    .map((reference) => reference.replace(`${server.baseUrl}/`, ''));
  return {
    found: Object.values(data).map((one) => [one?.id, one?.isOutsideReferenceRange]),
    errors,
    warnings: extensions?.fhir.warnings ?? [],
    audited: new Set(references),
  };
}

it.each(['user', 'patient'])(
  'a range by age or sex is null for a %s/ caller who may not read the patient',
  async (context) => {
    const { found, errors, warnings, audited } = await queryRanges(`${context}/Observation.rs`);
    expect(errors).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(found).toEqual([
      ['by-age', null],
      ['by-sex', null],
      ['for-all', true],
    ]);
    expect(server.requests.filter((request) => request.startsWith('Patient'))).toEqual([]);
    // The gateway refused nothing that the caller requested, and read no patient.
    expect([...audited].filter((reference) => reference.startsWith('Observation/')).toSorted()).toEqual(
      IDS.map((id) => `Observation/${id}`).toSorted(),
    );
  },
);

it('the audit of a range by age names the patient whose birth date decided', async () => {
  const { found, errors, audited } = await queryRanges('user/Observation.rs user/Patient.rs');
  expect(errors).toBeUndefined();
  expect(found).toEqual([
    ['by-age', true],
    ['by-sex', null],
    ['for-all', true],
  ]);
  expect(audited).toContain('Patient/ann');
});
