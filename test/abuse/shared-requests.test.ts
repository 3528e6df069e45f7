import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

interface TestCaller {
  readonly subject: string;
  readonly scopes: string;
  readonly patient?: string;
}

/** The first and the last may read a lab result of Camila Lopez; the others may not. */
const CALLERS: readonly TestCaller[] = [
  { subject: 'clinician', scopes: 'user/*.rs' },
  { subject: 'granular', scopes: 'user/Observation.rs?category=vital-signs user/Condition.rs' },
  { subject: 'stranger', scopes: 'patient/*.rs', patient: DERRICK_LIN },
  { subject: 'colleague', scopes: 'user/*.rs' },
];

let sandbox: Sandbox;
let issuer: IdentityProvider;
let kept: MemoryAudit;
let gateway: Gateway;

beforeAll(async () => {
  [sandbox, issuer] = await Promise.all([borrowSandbox(), startIdentityProvider()]);
  kept = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, {
    callers: issuer.tokenVerification(),
    server: { audit: kept.audit },
  });
  // Fetch the token first, so that no request waits for it.
  await gateway.client.probe();
  sandbox.clearRequests();
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([issuer.close(), sandbox.close()]);
});

function labResultIdOf(patient: string): string {
  const lab = sandbox
    .chart(patient, 'Observation')
    .find(({ category = [] }) =>
      category.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory')),
    );
  return lab?.id ?? '';
}

/** Returns the outcomes of the audit events about a record by subject; empty for a caller without an event. */
function outcomesOf(reference: string): Record<string, string[]> {
  const events = kept
    .take()
    .filter(({ entity = [] }) => entity.some(({ what }) => what?.reference?.endsWith(reference)));
  return Object.fromEntries(
    CALLERS.map(({ subject }) => {
      const own = events.filter(({ agent }) => JSON.stringify(agent).includes(`"${subject}"`));
      return [subject, own.map(({ outcome }) => String(outcome))];
    }),
  );
}

describe('a FHIR request that several callers share', () => {
  it('returns to each caller only what they may read, and has an audit event for each [T7-R1, T7-I1]', async () => {
    const id = labResultIdOf(CAMILA_LOPEZ);
    const hold = sandbox.hold({ resourceType: 'Observation' });
    const results = CALLERS.map(async ({ subject, scopes, patient }) => {
      const who = { subject, ...(patient === undefined ? {} : { patient }) };
      // The gateway starts both reads at once, so when the second has arrived, the first is in flight.
      const query = `{ observation(id: "${id}") { id } condition(id: "eUnknown-${subject}") { id } }`;
      const { data, errors } = await gateway.query(
        query,
        {},
        { authorization: await issuer.bearer(scopes, who) },
      );
      return [subject, at(data, 'observation', 'id') ?? null, errors];
    });
    await vi.waitFor(
      () =>
        expect(fhirCalls(sandbox).filter((call) => call.startsWith('Condition/'))).toHaveLength(
          CALLERS.length,
        ),
      PATIENCE,
    );
    hold.release();
    expect(await Promise.all(results)).toEqual([
      ['clinician', id, undefined],
      ['granular', null, undefined],
      ['stranger', null, undefined],
      ['colleague', id, undefined],
    ]);
    expect(fhirCalls(sandbox).filter((call) => call.startsWith('Observation/'))).toEqual([
      `Observation/${id}`,
    ]);
    expect(outcomesOf(`Observation/${id}`)).toEqual({
      clinician: ['0'],
      granular: ['4'],
      stranger: ['4'],
      colleague: ['0'],
    });
  });
});
