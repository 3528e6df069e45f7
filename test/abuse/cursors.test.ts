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
/** A good one, for the second page of the panel. */
let cursor: string;

function now(): number {
  return clock;
}

/** The first cursor of a gateway for which the private key gives these keys. */
async function cursorOf(deriveKey: DeriveKey): Promise<string> {
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

/** The errors of asking for the page after a cursor, for which nothing may be asked of the FHIR server. */
async function refusals(after: string, filter?: Record<string, unknown>): Promise<unknown> {
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

/** The same text with one character of one of its parts changed; the last one of a part can have bits that mean nothing. */
function altered(text: string, part: number): string {
  const parts = text.split('.');
  const chosen = parts[part] ?? '';
  const middle = Math.floor(chosen.length / 2);
  parts[part] = chosen.slice(0, middle) + (chosen[middle] === 'A' ? 'B' : 'A') + chosen.slice(middle + 1);
  return parts.join('.');
}

describe('a cursor', () => {
  it('goes on where it is good', async () => {
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
    ['twice itself', (good) => good + good],
    ['followed by something', (good) => `${good}.e30`],
    ['altered in its header', (good) => altered(good, 0)],
    ['altered in its initialization vector', (good) => altered(good, 2)],
    ['altered in its content', (good) => altered(good, 3)],
    ['altered in its tag', (good) => altered(good, 4)],
    [
      'told to have no encryption',
      (good) =>
        [btoa('{"alg":"none","enc":"none"}').replaceAll('=', ''), ...good.split('.').slice(1)].join('.'),
    ],
    ['an unsigned token', () => 'eyJhbGciOiJub25lIn0.eyJ2YWx1ZSI6eyJraW5kIjoiaWQifX0.'],
    ['long beyond measure', () => 'A'.repeat(200_000)],
    ['full of control characters', () => '\u0000\r\n'],
  ])('that is %s is refused', async (_how, alter) => {
    expect(await refusals(alter(cursor))).toEqual(INVALID);
  });

  it('of another filter is refused', async () => {
    expect(await refusals(cursor, { ids: ['eAB3mDIBBcyUKviyzrxsnAw3'] })).toEqual(INVALID);
  });

  it('of another replica is good', async () => {
    const after = await cursorOf(gateway.client.deriveKey);
    expect((await gateway.query<Page>(PAGE, { after })).errors).toBeUndefined();
  });

  it('of a gateway with another private key is refused, though it is of the same field and filter', async () => {
    expect(await refusals(await cursorOf(() => randomBytes(32)))).toEqual(INVALID);
  });

  it('is good for an hour, and then told to be too old', async () => {
    clock += HOUR_MS - 1_000;
    expect((await gateway.query<Page>(PAGE, { after: cursor })).errors).toBeUndefined();
    clock += 1_000;
    sandbox.clearRequests();
    expect(await refusals(cursor)).toEqual([
      ['CURSOR_EXPIRED', 'The cursor has expired. Start again without `after`.'],
    ]);
  });
});
