import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit, type KeptAudit } from '../support/kept-audit.ts';
import { PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

interface Asking {
  readonly subject: string;
  readonly scopes: string;
  readonly patient?: string;
}

/** Of whom only the first may see a lab result of Camila Lopez; and one more who may. */
const CALLERS: readonly Asking[] = [
  { subject: 'clinician', scopes: 'user/*.rs' },
  { subject: 'granular', scopes: 'user/Observation.rs?category=vital-signs user/Condition.rs' },
  { subject: 'stranger', scopes: 'patient/*.rs', patient: DERRICK_LIN },
  { subject: 'colleague', scopes: 'user/*.rs' },
];

let sandbox: Sandbox;
let issuer: IdentityProvider;
let kept: KeptAudit;
let gateway: Gateway;

beforeAll(async () => {
  [sandbox, issuer] = await Promise.all([borrowSandbox(), startIdentityProvider()]);
  kept = keptAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, { callers: issuer.checks(), server: { audit: kept.audit } });
  // So that nothing has to wait for the token.
  await gateway.client.probe();
  sandbox.clearRequests();
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([issuer.close(), sandbox.close()]);
});

function labOf(patient: string): string {
  const lab = sandbox
    .chart(patient, 'Observation')
    .find(({ category = [] }) =>
      category.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory')),
    );
  return lab?.id ?? '';
}

/** The outcomes of the events about a record, by the subject of their caller; none where there is no event. */
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

describe('one request that several callers share', () => {
  it('answers each with what they may see, and is in the audit of each', async () => {
    const id = labOf(CAMILA_LOPEZ);
    const hold = sandbox.hold({ resourceType: 'Observation' });
    const asking = CALLERS.map(async ({ subject, scopes, patient }) => {
      const who = { subject, ...(patient === undefined ? {} : { patient }) };
      // Where the second read has arrived, the first one waits: both are asked for at once.
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
    expect(await Promise.all(asking)).toEqual([
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
