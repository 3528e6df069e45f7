import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { skipPauses } from '../support/time.ts';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';

skipPauses();

let sandbox: Sandbox;
let gateway: Gateway;

async function start(maxUpstreamCalls: number, options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false, ...options });
  gateway = await startGateway(sandbox, { server: { maxUpstreamCalls } });
}

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Returns the path and the code of each error. */
function codesOf({ errors = [] }: AnswerWithCalls<unknown>): unknown[] {
  return errors.map(({ path, extensions: { code } }) => [path?.join('.'), code]);
}

describe('an operation that costs more than estimated [T1-D7]', () => {
  it('returns what it read within the budget, with warnings for a list that it could not finish', async () => {
    await start(5, { defaultPageSize: 1, pages: (type, page) => (type === 'Observation' ? [] : page) });
    const text = `{ patient(id: "${CAMILA_LOPEZ}") { fullName labResults { name } } }`;
    const answer = await ask(gateway, sandbox, text);
    expect(answer.data).toEqual({ patient: { fullName: 'Camila Maria Lopez', labResults: [] } });
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions?.fhir).toMatchObject({ requests: 5, estimatedRequests: 2 });
    expect(answer.extensions?.fhir.warnings.map(({ code, path }) => [code, path?.join('.')])).toEqual(
      ['ORDER_UNCERTAIN', 'PAGE_SHORT', 'MAY_BE_INCOMPLETE', 'LIST_CUT'].map((code) => [
        code,
        'patient.labResults',
      ]),
    );
  });

  it('reads no more of the ids that a search omitted than the budget allows', async () => {
    await start(5);
    const ids = Array.from({ length: 30 }, (_, index) => `eUnknown${index}`);
    const fields = ids.map((id, index) => `p${index}: patient(id: "${id}") { id }`);
    const answer = await ask(gateway, sandbox, `{ ${fields.join(' ')} }`);
    expect(answer.calls).toHaveLength(5);
    expect(answer.extensions?.fhir).toMatchObject({ requests: 5, estimatedRequests: 3 });
    const refused = answer.errors?.filter(({ extensions: { code } }) => code === 'OPERATION_TOO_EXPENSIVE');
    expect(refused).toHaveLength(28);
    expect(answer.errors).toHaveLength(28);
  });

  it('does not charge one operation for the requests of another', async () => {
    await start(1);
    const read = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
    for (let round = 0; round < 3; round += 1) {
      const { errors } = await ask(gateway, sandbox, read);
      expect(errors).toBeUndefined();
    }
  });
});

describe('a repeated request', () => {
  const read = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;

  it.each<[bound: number, sent: number]>([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
  ])('counts each retry: with a budget of %i, the FHIR server receives %i requests', async (bound, sent) => {
    await start(bound);
    sandbox.fault({ kind: 'status', status: 503, times: Infinity, match: { operation: 'read' } });
    const answer = await ask(gateway, sandbox, read);
    expect(codesOf(answer)).toEqual([['patient', 'UPSTREAM_UNAVAILABLE']]);
    expect(answer.calls).toHaveLength(sent);
  });

  it('does not exceed the budget to retry a request with a new token', async () => {
    await start(1);
    sandbox.fault({ kind: 'expired-token', match: { operation: 'read' } });
    const answer = await ask(gateway, sandbox, read);
    expect(codesOf(answer)).toEqual([['patient', 'OPERATION_TOO_EXPENSIVE']]);
    expect(answer.calls).toHaveLength(1);
  });

  it('does not exceed the budget to follow a redirect', async () => {
    await start(1);
    const location = `${sandbox.baseUrl}/Patient/${CAMILA_LOPEZ}?again=1`;
    sandbox.fault({ kind: 'redirect', location, match: { operation: 'read' } });
    const answer = await ask(gateway, sandbox, read);
    expect(answer.data).toEqual({ patient: null });
    expect(answer.calls).toHaveLength(1);
  });
});
