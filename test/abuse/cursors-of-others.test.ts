import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { Kind } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import {
  type CallerClaims,
  type IdentityProvider,
  startIdentityProvider,
} from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fieldsAddedTo } from '../support/schema-files.ts';

/** The connections that need no arguments but `first`. */
const CONNECTIONS = fieldsAddedTo('Patient')
  .filter(
    ({ arguments: args = [] }) =>
      !args.some(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined),
  )
  .map(({ name }) => name.value)
  .filter((name) => name.endsWith('Connection'));

let sandbox: Sandbox;
let issuer: IdentityProvider;
let other: IdentityProvider;
let gateway: Gateway;
/** One cursor for each connection of Camila Lopez with more than one item, sealed for the default caller. */
let cursors: ReadonlyMap<string, string>;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  [issuer, other] = await Promise.all([startIdentityProvider(), startIdentityProvider()]);
  gateway = await startGateway(sandbox, {
    callers: issuer.tokenVerification({ issuers: [issuer.issuer, other.issuer] }),
    panel: { kind: 'list', identifier: sandbox.panels.list },
  });
  const fields = CONNECTIONS.map((name) => `${name}(first: 1) { pageInfo { endCursor } }`).join(' ');
  const { data } = await gateway.query(
    `{ patient(id: "${CAMILA_LOPEZ}") { ${fields} } }`,
    {},
    await caller(),
  );
  cursors = new Map(
    CONNECTIONS.flatMap((name) => {
      const cursor = at(data, 'patient', name, 'pageInfo', 'endCursor');
      return typeof cursor === 'string' ? [[name, cursor] as const] : [];
    }),
  );
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await gateway.close();
  await Promise.all([issuer.close(), other.close()]);
  await sandbox.close();
});

async function caller(
  who: CallerClaims = {},
  scopes = 'user/*.rs',
  by = issuer,
): Promise<Record<string, string>> {
  return { authorization: await by.bearer(scopes, who) };
}

/** Returns the error codes of an operation, and the number of its FHIR requests. */
async function outcome(
  query: string,
  variables: Record<string, unknown>,
  headers: Record<string, string>,
): Promise<{ codes: string[]; requests: number }> {
  const { errors = [] } = await gateway.query(query, variables, headers);
  return { codes: errors.map(({ extensions: { code } }) => code), requests: sandbox.requests.length };
}

const PAGE = `query ($id: ID!, $after: String) {
  patient(id: $id) { labResultsConnection(first: 1, after: $after) { nodes { id } } }
}`;
const INVALID = { codes: ['CURSOR_INVALID'], requests: 0 };

describe('a connection with a cursor [T7-T1]', () => {
  it('accepts a cursor from its caller with any token', async () => {
    const after = cursors.get('labResultsConnection');
    expect(await outcome(PAGE, { id: CAMILA_LOPEZ, after }, await caller())).toMatchObject({ codes: [] });
    expect(
      await outcome(
        PAGE,
        { id: CAMILA_LOPEZ, after },
        await caller({}, 'user/Patient.rs user/Observation.rs'),
      ),
    ).toMatchObject({
      codes: [],
    });
  });

  it.each<[who: string, headers: () => Promise<Record<string, string>>]>([
    ['another person', () => caller({ subject: 'user-2' })],
    ['another application', () => caller({ client: 'app-2' })],
    ['a person of the same name at another issuer', () => caller({}, 'user/*.rs', other)],
    ['the same person in the context of a patient', () => caller({ patient: CAMILA_LOPEZ })],
    ['the same person in the context of another patient', () => caller({ patient: DERRICK_LIN })],
  ])('rejects a cursor from %s', async (_who, headers) => {
    const after = cursors.get('labResultsConnection');
    expect(await outcome(PAGE, { id: CAMILA_LOPEZ, after }, await headers())).toEqual(INVALID);
  });

  it('rejects a cursor without a token', async () => {
    const after = cursors.get('labResultsConnection');
    expect(await outcome(PAGE, { id: CAMILA_LOPEZ, after }, {})).toEqual({
      codes: ['UNAUTHENTICATED'],
      requests: 0,
    });
  });

  it('rejects a cursor for another patient or with other arguments', async () => {
    const after = cursors.get('labResultsConnection');
    expect(await outcome(PAGE, { id: DERRICK_LIN, after }, await caller())).toEqual(INVALID);
    const narrowed = PAGE.replace('first: 1,', 'first: 1, code: ["4548-4"],');
    expect(await outcome(narrowed, { id: CAMILA_LOPEZ, after }, await caller())).toEqual(INVALID);
  });

  it('rejects a cursor in any other list', async () => {
    expect(cursors.size).toBeGreaterThan(15);
    for (const [name, after] of cursors) {
      const others = CONNECTIONS.filter((field) => field !== name);
      const fields = others.map((field) => `${field}(first: 1, after: $after) { nodes { id } }`).join(' ');
      const query = `query ($id: ID!, $after: String) { patient(id: $id) { ${fields} } patientsConnection(after: $after) { nodes { id } } }`;
      const { codes, requests } = await outcome(query, { id: CAMILA_LOPEZ, after }, await caller());
      expect({ name, codes, requests }).toEqual({
        name,
        codes: Array.from({ length: others.length + 1 }, () => 'CURSOR_INVALID'),
        requests: 0,
      });
    }
  });
});
