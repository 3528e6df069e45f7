/** The example operations that write, as the explorer sends them. */
import { readFileSync } from 'node:fs';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WRITE_EXAMPLES } from '../support/example-operations.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { memoryStore } from '../support/writing.ts';

const README = readFileSync('examples/README.md', 'utf8');
/** The number of FHIR requests, by operation. */
const DOCUMENTED_REQUESTS: ReadonlyMap<string, number> = new Map(
  [...README.matchAll(/^\| \[([\w-]+)\]\(write-operations\/\1\.graphql\) .*\| *(\d+) *\|$/gm)].map(
    ([, name = '', requests = '']) => [name, Number(requests)],
  ),
);

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(async () => {
  gateway = await startGateway(sandbox, { store: memoryStore(), limits: { maxConcurrency: 128 } });
  // The gateway loads its token and the CapabilityStatement once; load them before counting.
  await gateway.http.get('/readyz');
  return () => gateway.close();
});

afterAll(() => sandbox.close());

describe('the example operations that write', () => {
  it('are all in the table of the README', () => {
    expect([...DOCUMENTED_REQUESTS.keys()].toSorted()).toEqual(
      WRITE_EXAMPLES.map(({ name }) => name).toSorted(),
    );
    expect(WRITE_EXAMPLES.length).toBeGreaterThanOrEqual(4);
  });

  it.each(WRITE_EXAMPLES)(
    '$name writes once, with the requests that the README states',
    async ({ name, text, variables }) => {
      const created = sandbox.created.length;
      const answer = await gateway.query(text, variables);
      expect([answer.errors, answer.extensions?.fhir.requests]).toEqual([
        undefined,
        DOCUMENTED_REQUESTS.get(name),
      ]);
      expect(JSON.stringify(answer.data)).toContain('"status":"CREATED"');
      const written = sandbox.created.length;
      expect(written).toBeGreaterThan(created);
      const again = await gateway.query(text, variables);
      expect(again.errors).toBeUndefined();
      expect(sandbox.created).toHaveLength(written);
    },
  );

  it.each(WRITE_EXAMPLES)(
    '$name takes its values, and its idempotency key, from variables',
    ({ text, variables }) => {
      expect(parse(text).definitions).toHaveLength(1);
      expect(text.replaceAll(/^#.*$/gm, '')).not.toContain('"');
      expect(Object.keys(variables)).toEqual(['idempotencyKey', 'input']);
    },
  );

  it('have keys that differ', () => {
    const keys = WRITE_EXAMPLES.map(({ variables }) => variables['idempotencyKey']);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
