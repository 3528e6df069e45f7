import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { expect, it, vi } from 'vitest';
import type { Operation } from '../../src/loaders/operation.ts';
import { parseSummary } from '../../src/fhir/patient-summary.ts';
import type { Bundle, Patient, Stored } from '../../src/fhir/types.ts';
import { createPatientSummaries } from '../../src/loaders/patient-summaries.ts';
import { asSent } from '../support/as-sent.ts';
import { useOperations } from '../support/operation.ts';

const started = useOperations();

it('a summary of which all entries name the same record takes the work for one record', async () => {
  const patient: Stored<Patient> = { resourceType: 'Patient', id: CAMILA_LOPEZ };
  const subject = { reference: `Patient/${CAMILA_LOPEZ}` };
  const entry = Array.from({ length: 2000 }, () => ({ reference: 'urn:uuid:1' }));
  const bundle = asSent<Bundle>({
    resourceType: 'Bundle',
    type: 'document',
    entry: [
      { resource: { resourceType: 'Composition', subject, section: [{ entry }] } },
      { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Observation', subject } },
    ],
  });
  const document = parseSummary(bundle);
  if (document === null) throw new Error('no document');
  const { operation } = started.operations.begin();
  const redact = vi.spyOn(await operation.authorize(), 'redact');
  const client: Operation['client'] = { ...operation.client, summary: async () => ({ bundle, document }) };
  const summaries = createPatientSummaries({ ...operation, client }, { load: async () => asSent(patient) });
  const summary = await summaries.load(CAMILA_LOPEZ, []);
  expect(summary?.sections.map(({ entries }) => entries.length)).toEqual([2000]);
  expect(redact).toHaveBeenCalledTimes(1);
});
