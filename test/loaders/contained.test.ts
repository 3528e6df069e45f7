import { describe, expect, it } from 'vitest';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';
import { type StartedOperation, useOperations } from '../support/operation.ts';
import { fhirCalls } from '../support/upstream.ts';

const started = useOperations();

function begin(): StartedOperation {
  started.sandbox.clearRequests();
  return started.operations.begin();
}

const link = (resource: Stored<Resource>, reference: string) => ({ resource, value: { reference } });

describe('a contained resource', () => {
  /** Contains a medication and its ingredient, as FHIR's examples of compounds do. The two reference each other. */
  const request = asSent<Stored<Resource>>({
    resourceType: 'MedicationRequest',
    id: 'eRequest',
    contained: [
      { resourceType: 'Medication', id: 'mix', ingredient: [{ itemReference: { reference: '#part' } }] },
      { resourceType: 'Medication', id: 'part', ingredient: [{ itemReference: { reference: '#mix' } }] },
    ],
  });

  it('resolves references between contained resources without a request', async () => {
    const { references } = begin().loaders;
    const mix = await references.load(link(request, '#mix'), ['Medication']);
    const part = await references.load(link(mix ?? request, '#part'), ['Medication']);
    const again = await references.load(link(part ?? request, '#mix'), ['Medication']);
    expect([mix?.id, part?.id, again?.id]).toEqual(['#mix', '#part', '#mix']);
    await expect(references.load(link(part ?? request, '#none'), ['Medication'])).resolves.toBeNull();
    await expect(references.load(link(part ?? request, '#mix'), ['Device'])).resolves.toBeNull();
    expect(fhirCalls(started.sandbox)).toEqual([]);
  });

  it('resolves a reference to the only contained resource, sent without its list', async () => {
    const { references } = begin().loaders;
    const only = asSent<Stored<Resource>>({
      ...request,
      contained: { resourceType: 'Medication', id: 'only' },
    });
    expect(await references.load(link(only, '#only'), ['Medication'])).toMatchObject({ id: '#only' });
  });

  it('resolves a reference to an id with an underscore, which no record of a server can have', async () => {
    const { references } = begin().loaders;
    const own = asSent<Stored<Resource>>({ ...request, contained: { resourceType: 'Medication', id: '_1' } });
    expect(await references.load(link(own, '#_1'), ['Medication'])).toMatchObject({ id: '#_1' });
  });

  it('copies a contained resource once for all references to it', async () => {
    const { references } = begin().loaders;
    const [mix, again, part] = await Promise.all(
      ['#mix', '#mix', '#part'].map((to) => references.load(link(request, to), ['Medication'])),
    );
    expect(again).toBe(mix);
    expect(await references.load(link(part ?? request, '#mix'), ['Medication', 'Device'])).toBe(mix);
  });

  it('returns empty lists for a contained patient, without a request', async () => {
    const { loaders, budget } = begin();
    const { edges, hasNextPage } = await loaders.lists.page('labResults', '#patient', { first: 5 }, []);
    expect([edges, hasNextPage, budget.usage.warnings]).toEqual([[], false, []]);
    expect(fhirCalls(started.sandbox)).toEqual([]);
  });
});
