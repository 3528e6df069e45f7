/**
 * Walks every container that the process keeps while two sites of one FHIR server are in use: none has a key of both, unless its keys are not
 * about a site. The operations at both are equal, with the same person, ids and idempotency key, so a key without its site is the same.
 */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, LOCATIONS } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';
import { inputFor, MUTATIONS, newKey } from '../support/writing.ts';

/** The containers with keys of both sites: the load limits belong to the FHIR server. */
const OF_THE_FHIR_SERVER = {
  'resilience/throttle-pool.ts': 'its base URL',
  'resilience/request-scheduler.ts': 'the classes of requests',
};

/** The keys that a container got, by the site whose operations ran meanwhile. */
interface ContainerUse {
  /** The file in src/ that put the first key. */
  readonly file: string;
  readonly keysAt: Map<string, Set<string>>;
}

let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: SitesGateway;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  const site = { server: sandbox, panel: `list:${sandbox.panels.list}` };
  gateway = await startSites(
    { north: { ...site, inheritsIdempotencyKeys: true }, annex: site },
    {
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: AUDIENCE,
      WRITES_ENABLED: 'true',
      PANEL_ONLY: 'true',
    },
  );
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([sandbox.close(), provider.close()]);
});

const READ = `query Read($id: ID!, $location: ID!) {
  patient(id: $id) {
    fullName
    labResultsConnection(first: 2) { nodes { id performers { resource { __typename } } } pageInfo { endCursor } }
    documents(first: 1) { contents { link } }
    encounters(first: 2) { id }
    conditions { code { text } }
  }
  location(id: $location) { name }
  patients(first: 2) { id }
}`;

async function useSite(id: string, variables: object): Promise<void> {
  const token = await provider.token({ scope: 'user/*.rs user/*.c', sites: 'north annex' });
  const headers = { authorization: `Bearer ${token}` };
  const path = `/sites/${id}/graphql`;
  const read = await gateway.query(path, READ, headers, { id: CAMILA_LOPEZ, location: LOCATIONS[0]?.id });
  const written = await gateway.query(path, MUTATIONS.addAllergy, headers, { ...variables });
  expect([read.errors, written.errors]).toEqual([undefined, undefined]);
  const link = at(read.data, 'patient', 'documents', 0, 'contents', 0, 'link');
  expect((await gateway.http.get(String(link))).status).toBe(200);
}

// oxlint-disable eslint/no-extend-native, typescript/unbound-method -- the test watches every container of the process
/** Runs the action of each site, and returns the containers that got keys. */
async function watchContainers(
  actions: Readonly<Record<string, () => Promise<void>>>,
): Promise<ContainerUse[]> {
  const uses: ContainerUse[] = [];
  const known = new WeakMap<object, ContainerUse>();
  const { set } = Map.prototype;
  const { add } = Set.prototype;
  let site = '';
  let isWatching = true;
  const note = (container: object, key: unknown): void => {
    if (!isWatching || (typeof key !== 'string' && typeof key !== 'number')) return;
    isWatching = false;
    let found = known.get(container);
    if (found === undefined) {
      found = { file: fileOf(new Error('The stack names the file.')), keysAt: new Map() };
      known.set(container, found);
      uses.push(found);
    }
    const keys = found.keysAt.get(site) ?? new Set();
    found.keysAt.set(site, keys.add(String(key)));
    isWatching = true;
  };
  Map.prototype.set = function (key: unknown, value: unknown) {
    note(this, key);
    return set.call(this, key, value);
  };
  Set.prototype.add = function (value: unknown) {
    note(this, value);
    return add.call(this, value);
  };
  try {
    for (const [name, action] of Object.entries(actions)) {
      site = name;
      await action();
    }
  } finally {
    Map.prototype.set = set;
    Set.prototype.add = add;
  }
  return uses;
}

/** Returns the innermost file of src/ in the stack; empty without one. */
function fileOf({ stack = '' }: Error): string {
  const lines = stack.split('\n').filter((line) => !line.includes('/packages/'));
  return /\/src\/([\w./-]+\.ts)/.exec(lines.join('\n'))?.[1] ?? '';
}

describe('the containers of two sites with one FHIR server', () => {
  it('have no key in common that is about a site', async () => {
    const variables = { input: inputFor('addAllergy', sandbox), key: newKey() };
    const uses = await watchContainers({
      north: () => useSite('north', variables),
      annex: () => useSite('annex', variables),
    });
    const shared = uses.filter(({ keysAt }) => {
      const others = keysAt.get('annex');
      return [...(keysAt.get('north') ?? [])].some((key) => others?.has(key));
    });
    expect(uses.length).toBeGreaterThan(100);
    expect(new Set(shared.map(({ file }) => file))).toEqual(new Set(Object.keys(OF_THE_FHIR_SERVER)));
  });
});
