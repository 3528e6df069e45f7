/**
 * Cursors, document links, idempotency keys and tokens of another site are useless, and answered like unknown ones: a gateway that also serves
 * that site does the same as one that has never heard of it.
 */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import {
  type ObservedGateway,
  type ObservedRequest,
  startTwinGateways,
  type TwinGateways,
} from '../support/twin-gateways.ts';
import { inputFor, MUTATIONS, newKey, postsOf } from '../support/writing.ts';

let sandbox: Sandbox;
let provider: IdentityProvider;
let ofOwn: IdentityProvider;
let ofOther: IdentityProvider;
let twins: TwinGateways;

/** Both sites have the same FHIR server, client, key and panel. */
beforeAll(async () => {
  [sandbox, provider, ofOwn, ofOther] = await Promise.all([
    startSandbox(),
    startIdentityProvider(),
    startIdentityProvider(),
    startIdentityProvider(),
  ]);
  const site = { server: sandbox, panel: `list:${sandbox.panels.list}` };
  twins = await startTwinGateways(
    {
      own: { ...site, callers: { issuer: ofOwn.issuer, audience: AUDIENCE } },
      other: { ...site, callers: { issuer: ofOther.issuer, audience: AUDIENCE } },
    },
    {
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: AUDIENCE,
      WRITES_ENABLED: 'true',
    },
  );
  // The first operation requests a token and the capabilities.
  for (const gateway of [twins.both, twins.alone]) await send(gateway, PATIENT, await bearer('own'));
  await send(twins.both, PATIENT, await bearer('other'), 'other');
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await twins.close();
  await Promise.all([sandbox.close(), provider.close(), ofOwn.close(), ofOther.close()]);
});

type Headers = Readonly<Record<string, string>>;

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`;
const PAGE =
  'query ($after: String) { patientsConnection(first: 1, after: $after) { pageInfo { endCursor } } }';
const LINK = `{ patient(id: "${CAMILA_LOPEZ}") { documents(first: 1) { contents { link } } } }`;

/** Returns the header of a token of the issuer of all sites, or of another issuer. */
async function bearer(sites: unknown, claims: object = {}, by = provider): Promise<Headers> {
  return { authorization: `Bearer ${await by.token({ scope: 'user/*.rs user/*.c', sites, ...claims })}` };
}

interface ObservedWithCalls extends ObservedRequest {
  readonly requests: readonly string[];
}

async function observe(
  gateway: ObservedGateway,
  request: Parameters<ObservedGateway['observe']>[0],
): Promise<ObservedWithCalls> {
  const before = sandbox.requests.length;
  const observed = await gateway.observe(request);
  const requests = sandbox.requests
    .slice(before)
    .map(({ method, path, query }) => `${method} ${path}?${query}`);
  return { ...observed, requests };
}

function send(
  gateway: ObservedGateway,
  query: string,
  headers: Headers,
  site = 'own',
  variables: object = {},
): Promise<ObservedWithCalls> {
  return observe(gateway, {
    method: 'post',
    path: `/sites/${site}/graphql`,
    headers,
    body: { query, variables },
  });
}

/** Expects that a request to both gateways does the same. Returns what it does. */
async function expectAlike(request: (gateway: ObservedGateway) => Promise<ObservedWithCalls>) {
  const there = await request(twins.both);
  expect(there).toEqual(await request(twins.alone));
  return there;
}

const dataOf = ({ body }: ObservedRequest): unknown => at(JSON.parse(body), 'data');
const codesOf = ({ body }: ObservedRequest): unknown =>
  at(JSON.parse(body), 'errors', 0, 'extensions', 'code');

describe('of another site with the same FHIR server, client and key', () => {
  it('a cursor is invalid, without a FHIR request', async () => {
    const first = await twins.both.query('/sites/other/graphql', PAGE, await bearer(['own', 'other']));
    const after = at(first.data, 'patientsConnection', 'pageInfo', 'endCursor');
    expect(after).toEqual(expect.any(String));
    const headers = await bearer(['own', 'other']);
    const there = await expectAlike((gateway) => send(gateway, PAGE, headers, 'own', { after }));
    expect([codesOf(there), there.requests]).toEqual(['CURSOR_INVALID', []]);
  });

  it.each<[who: string, headers: () => Promise<Headers>, status: number]>([
    ['nobody', async () => ({}), 404],
    ['the caller who received it', () => bearer(['own', 'other']), 404],
    ['a caller of the site’s issuer', () => bearer(undefined, {}, ofOwn), 404],
    ['a caller of the other site', () => bearer('other'), 404],
    ['a caller of the other site’s issuer', () => bearer(undefined, {}, ofOther), 401],
    ['a caller with a bad token', async () => ({ authorization: 'Bearer x' }), 401],
  ])('a document link opens nothing for %s', async (_who, headersOf, status) => {
    const first = await send(twins.both, LINK, await bearer(['own', 'other']), 'other');
    const link = String(at(dataOf(first), 'patient', 'documents', 0, 'contents', 0, 'link'));
    expect(link).toMatch(/^\/sites\/other\/documents\//);
    const headers = await headersOf();
    const path = link.replace('other', 'own');
    const there = await expectAlike((gateway) => observe(gateway, { method: 'get', path, headers }));
    expect([there.status, there.requests]).toEqual([status, []]);
  });

  it('an idempotency key is unknown, for the same person and input', async () => {
    const headers = await bearer(['own', 'other']);
    const variables = { input: inputFor('addAllergy', sandbox), key: newKey() };
    const write = (gateway: ObservedGateway, site: string) =>
      send(gateway, MUTATIONS.addAllergy, headers, site, variables);
    const first = await write(twins.both, 'other');
    expect(at(dataOf(first), 'addAllergy', 'status')).toBe('CREATED');
    const there = await write(twins.both, 'own');
    expect(at(dataOf(there), 'addAllergy', 'status')).toBe('CREATED');
    expect(at(dataOf(there), 'addAllergy', 'id')).not.toBe(at(dataOf(first), 'addAllergy', 'id'));
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(2);
  });
});

describe('a site that the caller may not use', () => {
  it.each<[who: string, headers: () => Promise<Headers>, status: number]>([
    ['nobody', async () => ({}), 404],
    ['a caller of another site', () => bearer('own'), 404],
    ['a caller of another site’s issuer', () => bearer('other', {}, ofOwn), 401],
    ['a caller with a bad token', async () => ({ authorization: 'Bearer x' }), 401],
  ])('answers a document link like a site that does not exist: to %s', async (_who, headersOf, status) => {
    const headers = await headersOf();
    const path = '/sites/other/documents/x';
    const there = await expectAlike((gateway) => observe(gateway, { method: 'get', path, headers }));
    expect([there.status, there.requests]).toEqual([status, []]);
  });

  it('answers the real link of another caller like a site that does not exist', async () => {
    const first = await send(twins.both, LINK, await bearer('other'), 'other');
    const path = String(at(dataOf(first), 'patient', 'documents', 0, 'contents', 0, 'link'));
    for (const [headers, status] of [
      [await bearer('own'), 404],
      [await bearer('other', {}, ofOwn), 401],
    ] as const) {
      const there = await expectAlike((gateway) => observe(gateway, { method: 'get', path, headers }));
      expect([there.status, there.requests]).toEqual([status, []]);
    }
  });

  it('is not in the list of sites', async () => {
    for (const headers of [await bearer('own'), await bearer(['own', 'other'], {}, ofOwn)]) {
      const there = await expectAlike((gateway) =>
        observe(gateway, { method: 'get', path: '/sites', headers }),
      );
      expect(JSON.parse(there.body)).toEqual({
        sites: [{ id: 'own', name: null, graph: '/sites/own/graphql' }],
      });
    }
  });
});

describe('a token of another site’s issuer', () => {
  it.each([['own'], [['own']], [['own', 'other']], [undefined]])(
    'is refused like one of an unknown issuer, whatever sites it names: %j',
    async (sites) => {
      const headers = await bearer(sites, {}, ofOther);
      // The other site remembers the token from now on.
      expect((await send(twins.both, PATIENT, headers, 'other')).status).toBe(200);
      const fetched = { ...ofOther.fetched };
      const there = await expectAlike((gateway) => send(gateway, PATIENT, headers));
      expect([there.status, codesOf(there), there.requests]).toEqual([401, 'UNAUTHENTICATED', []]);
      const viaHeader = await twins.both.observe({
        method: 'post',
        path: '/graphql',
        headers: { ...headers, 'x-site': 'own' },
        body: { query: PATIENT },
      });
      expect([viaHeader.status, viaHeader.body]).toEqual([there.status, there.body]);
      expect(ofOther.fetched).toEqual(fetched);
    },
  );
});

describe('a token of the issuer of all sites', () => {
  it.each<[what: string, sites: unknown, isAdmitted: boolean]>([
    ['the site', 'own', true],
    ['the site twice', 'own own', true],
    ['several sites', ['own', 'other'], true],
    ['several sites in a text', 'other own', true],
    ['another site', 'other', false],
    ['no claim', undefined, false],
    ['null', null, false],
    ['an empty text', '', false],
    ['an empty list', [], false],
    ['a wildcard', '*', false],
    ['true', true, false],
    ['a number', 1, false],
    ['an object', { own: true }, false],
    ['a list with an object', ['own', { id: 'other' }], true],
    ['a nested list', [['own']], false],
    ['another case', 'OWN', false],
    ['a comma', 'own,other', false],
    ['a prefix', 'ow', false],
  ])('reaches the sites that it names: %s', async (_what, sites, isAdmitted) => {
    const headers = await bearer(sites);
    const there = await expectAlike((gateway) => send(gateway, PATIENT, headers));
    expect([there.status, codesOf(there)]).toEqual(isAdmitted ? [200, undefined] : [404, 'SITE_UNKNOWN']);
  });

  it.each<[sites: unknown, isShown: boolean]>([
    ['own', true],
    [['own'], true],
    ['own own', true],
    [' own ', true],
    [['own', 'other'], false],
    ['own other', false],
    ['own none-such', false],
  ])('shows a patient their records only if it names one site: %j', async (sites, isShown) => {
    const headers = await bearer(sites, { scope: 'patient/*.rs', patient: CAMILA_LOPEZ });
    const there = await expectAlike((gateway) => send(gateway, PATIENT, headers));
    expect(at(dataOf(there), 'patient', 'id') ?? null).toBe(isShown ? CAMILA_LOPEZ : null);
  });
});
