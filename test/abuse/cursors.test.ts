import { randomBytes } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeriveKey } from '../../src/auth/derived-keys.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { expectStillHealthy } from '../support/still-healthy.ts';

const PAGE = `query ($after: String, $filter: PatientFilter) {
  patientsConnection(first: 2, after: $after, filter: $filter) { nodes { id } pageInfo { endCursor } }
}`;
const HOUR_MS = 3_600_000;

interface Page {
  readonly patientsConnection: {
    readonly nodes: readonly { id: string }[];
    readonly pageInfo: { readonly endCursor: string };
  } | null;
}

let clock: number;
let sandbox: Sandbox;
let gateway: Gateway;
/** A valid cursor for the second page of the panel. */
let cursor: string;

function now(): number {
  return clock;
}

/** Returns the first cursor of a gateway with these derived keys. */
async function cursorFrom(deriveKey: DeriveKey): Promise<string> {
  const other = await startGateway(sandbox, {
    now,
    client: { ...gateway.client, deriveKey },
    panel: { kind: 'list', identifier: sandbox.panels.list },
  });
  const foreign = await firstCursor(other);
  await other.close();
  sandbox.clearRequests();
  return foreign;
}

beforeAll(async () => {
  clock = Date.now();
  sandbox = await startSandbox({ now });
  gateway = await startGateway(sandbox, { now, panel: { kind: 'list', identifier: sandbox.panels.list } });
});

beforeEach(async () => {
  cursor = await firstCursor(gateway);
  sandbox.clearRequests();
});

afterEach(() => expectStillHealthy(gateway));

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

async function firstCursor(of: Gateway): Promise<string> {
  const { data } = await of.query<Page>(PAGE);
  return data.patientsConnection?.pageInfo.endCursor ?? '';
}

/** Returns the errors for a page after the cursor, and expects no FHIR request. */
async function errorsAfter(after: string, filter?: Record<string, unknown>): Promise<unknown> {
  const { errors, data } = await gateway.query<Page>(PAGE, { after, filter });
  expect(data).toEqual({ patientsConnection: null });
  expect(sandbox.requests).toEqual([]);
  return errors?.map(({ message, extensions: { code } }) => [code, message]);
}

const INVALID = [
  [
    'CURSOR_INVALID',
    '`after` expects a cursor of the same field, with the same filter and for the same caller.',
  ],
];

/** Changes a character in the middle of one part: the last character of a part can have unused bits. */
function withAlteredPart(text: string, part: number): string {
  const parts = text.split('.');
  const chosen = parts[part] ?? '';
  const middle = Math.floor(chosen.length / 2);
  parts[part] = chosen.slice(0, middle) + (chosen[middle] === 'A' ? 'B' : 'A') + chosen.slice(middle + 1);
  return parts.join('.');
}

describe('patientsConnection(after:) [T1-T4]', () => {
  it('returns the page after a valid cursor', async () => {
    const { data } = await gateway.query<Page>(PAGE, { after: cursor });
    expect(data.patientsConnection?.nodes.map(({ id }) => id)).toEqual([
      'eAB3mDIBBcyUKviyzrxsnAw3',
      'egqBHVfQlt4Bw3XGXoxVxHg3',
    ]);
  });

  it.each<[how: string, alter: (good: string) => string]>([
    ['empty', () => ''],
    ['blank', () => ' '],
    ['a number', () => '10'],
    ['base64 of a guess', () => btoa('{"kind":"id","id":"x","index":3}')],
    ['cut short', (good) => good.slice(0, -8)],
    ['cut to its first half', (good) => good.slice(0, good.length / 2)],
    ['without its tag', (good) => good.replace(/\.[^.]*$/, '')],
    ['with an empty tag', (good) => good.replace(/[^.]*$/, '')],
    ['repeated', (good) => good + good],
    ['followed by another part', (good) => `${good}.e30`],
    ['altered in its header', (good) => withAlteredPart(good, 0)],
    ['altered in its initialization vector', (good) => withAlteredPart(good, 2)],
    ['altered in its content', (good) => withAlteredPart(good, 3)],
    ['altered in its tag', (good) => withAlteredPart(good, 4)],
    [
      'changed to a header without encryption',
      (good) =>
        [btoa('{"alg":"none","enc":"none"}').replaceAll('=', ''), ...good.split('.').slice(1)].join('.'),
    ],
    ['an unsigned token', () => 'eyJhbGciOiJub25lIn0.eyJ2YWx1ZSI6eyJraW5kIjoiaWQifX0.'],
    ['far too long', () => 'A'.repeat(200_000)],
    ['full of control characters', () => '\u0000\r\n'],
  ])('rejects a cursor that is %s', async (_how, alter) => {
    expect(await errorsAfter(alter(cursor))).toEqual(INVALID);
  });

  it('rejects a cursor of another filter', async () => {
    expect(await errorsAfter(cursor, { ids: ['eAB3mDIBBcyUKviyzrxsnAw3'] })).toEqual(INVALID);
  });

  it('accepts a cursor of another replica', async () => {
    const after = await cursorFrom(gateway.client.deriveKey);
    expect((await gateway.query<Page>(PAGE, { after })).errors).toBeUndefined();
  });

  it('rejects a cursor of a gateway with another private key', async () => {
    expect(await errorsAfter(await cursorFrom(() => randomBytes(32)))).toEqual(INVALID);
  });

  it('accepts a cursor for an hour, then returns CURSOR_EXPIRED', async () => {
    clock += HOUR_MS - 1_000;
    expect((await gateway.query<Page>(PAGE, { after: cursor })).errors).toBeUndefined();
    clock += 1_000;
    sandbox.clearRequests();
    expect(await errorsAfter(cursor)).toEqual([
      ['CURSOR_EXPIRED', 'The cursor has expired. Start again without `after`.'],
    ]);
  });
});
