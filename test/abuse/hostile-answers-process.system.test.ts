import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_JSON_VALUES, MAX_OBJECT_MEMBERS } from '../../src/json/size.ts';
import { FROM_SOURCE } from '../support/from-source.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type HostileServer, record, searchset, startHostileServer } from '../support/hostile-server.ts';
import { longestTurnMsOf, LOOP_TURNS, MOST_MS_OF_A_TURN } from '../support/longest-turn.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const MAIN = `${import.meta.dirname}/../../src/main.ts`;
/** More than any answer may have, and somewhat less: 32 kB of either are sent. */
const [BEYOND_BYTES, WITHIN_BYTES] = [33_600_000, 33_000_000];

let hostile: HostileServer;
let gateway: GatewayProcess;
let origin: string;

/** The gateway as it is by default, with little memory. */
beforeAll(async () => {
  hostile = await startHostileServer();
  const env = {
    ...hostile.environment,
    PORT: '0',
    NODE_ENV: 'production',
    AUDIT_LOG: 'none',
    STATE_URL: 'sqlite:state',
  };
  const program = [...FROM_SOURCE, '--max-old-space-size=400', '--import', LOOP_TURNS, MAIN];
  gateway = startGatewayProcess(env, {}, program);
  origin = await gateway.listening();
  for (let at = 0; at < 20; at += 1)
    await ask(...Object.values(ATTACKS).map(({ query }) => query(freshId())));
  // The first large records make the heap grow, and V8 compile.
  for (const make of Object.values(LARGEST)) {
    hostile.answer(/^(Patient|Observation|Practitioner)/, largest(make()));
    await ask(...Object.values(ATTACKS).map(({ query }) => query(freshId())));
  }
  hostile.recover();
});

afterEach(() => hostile.recover());

afterAll(async () => {
  await gateway.dispose();
  await hostile.close();
});

/** An operation on a record with this id, and the FHIR requests that it makes. */
interface Attack {
  readonly path: RegExp;
  readonly query: (id: string) => string;
}

const ATTACKS = {
  read: { path: /^Patient\//, query: (id) => `{ patient(id: "${id}") { fullName resource } }` },
  search: {
    path: /^Observation\?/,
    query: (id) => `{ patient(id: "${id}") { observations(first: 100) { id valueText resource } } }`,
  },
  batch: {
    path: /^Practitioner/,
    query: (id) =>
      `{ ${numbered(10, (at) => `a${at}: practitioner(id: "${id}-${at}") { id resource }`, ' ')} }`,
  },
  content: {
    path: /^Binary\//,
    query: (id) => `{ documentReference(id: "${id}") { content { data text } } }`,
  },
} satisfies Record<string, Attack>;

let asked = 0;

/** One of which nothing is known yet. */
function freshId(): string {
  asked += 1;
  return `p${asked}`;
}

/** The codes of the errors of all answers. */
async function ask(...queries: readonly string[]): Promise<Set<string>> {
  const answers = await Promise.all(
    queries.map(async (query) => {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return response.text();
    }),
  );
  return new Set(Array.from(answers.join().matchAll(/"code":"([A-Z_]+)"/g), ([, code = '']) => code));
}

function numbered(count: number, make: (at: number) => string, separator = ','): string {
  return Array.from({ length: count }, (_, at) => make(at)).join(separator);
}

function list(piece: string, count: number): string {
  return `[${`${piece},`.repeat(count - 1)}${piece}]`;
}

/** As many as there is room for in so many bytes. */
function filled(piece: string, bytes: number): string {
  return list(piece, Math.floor((bytes - 2) / (piece.length + 1)));
}

function object(members: number): string {
  return `{${numbered(members, (at) => `"m${at}":0`)}}`;
}

function nested(depth: number, core = ''): string {
  return '['.repeat(depth) + core + ']'.repeat(depth);
}

const OBJECT = (depth: number): string => `${'{"a":'.repeat(depth)}{}${'}'.repeat(depth)}`;

/** Answers beyond the bounds. Most are small until they are decompressed, or parsed. */
const BOMBS: Readonly<Record<string, () => string>> = {
  'empty objects': () => filled('{}', WITHIN_BYTES),
  'empty lists': () => filled('[]', WITHIN_BYTES),
  numbers: () => filled('0', WITHIN_BYTES),
  texts: () => filled('""', WITHIN_BYTES),
  'members of one object': () => object(2_400_000),
  'objects with many members': () => filled(object(MAX_OBJECT_MEMBERS), WITHIN_BYTES),
  'lists nested without end': () => nested(WITHIN_BYTES / 2),
  'objects nested without end': () => OBJECT(5_000_000),
  'lists nested deep, side by side': () => filled(nested(190), WITHIN_BYTES),
  'more bytes than an answer may have': () => filled('{}', BEYOND_BYTES),
};

/** As much as a record may have, of what takes the most memory or time. */
const RECORD = MAX_JSON_VALUES.record - 1_000;
const LARGEST = {
  'empty objects': () => list('{}', RECORD),
  'empty lists': () => list('[]', RECORD),
  numbers: () => list('1.25e-7', RECORD),
  'objects with one member': () => list('{"a":[]}', RECORD / 2),
  'objects that are all unlike': () => `[${numbered(RECORD / 2, (at) => `{"k${at}":0}`)}]`,
  'objects with many members': () => list(object(MAX_OBJECT_MEMBERS), RECORD / (MAX_OBJECT_MEMBERS + 1)),
  'lists nested deep': () => list(nested(180), RECORD / 181),
  'a text of megabytes': () => `["${'text '.repeat(6_000_000)}"]`,
  'a text of megabytes of escapes': () => `["${String.raw`\u00e9`.repeat(5_000_000)}"]`,
  references: () => list('{"valueReference":{"reference":"Patient/p2","display":"Bob"}}', RECORD / 4),
} satisfies Record<string, () => string>;

/** What the search warns of on any server that answers it: it lists observations, of which more are found than it shows. */
const ORDINARY = ['LIST_CUT', 'NOT_ALL_CATEGORIES'];

/** What answers can be refused with, or warn of. GATEWAY_OVERLOADED and RESPONSE_TOO_LARGE say that an operation takes more memory than it may. */
const CODES: ReadonlySet<string> = new Set([
  ...ORDINARY,
  'UPSTREAM_INVALID_RESPONSE',
  'CONTENT_TOO_LARGE',
  'GATEWAY_OVERLOADED',
  'RESPONSE_TOO_LARGE',
]);

function isWithin(codes: ReadonlySet<string>): boolean {
  return [...codes].every((code) => CODES.has(code));
}

/** Answers with records that have this extension: one where it is large by itself. */
function largest(extension: string): (path: string) => string {
  const perPage = extension.length > 1_000_000 ? 1 : 9;
  return (path) => {
    const [place = '', query] = path.split('?');
    const [type = '', id] = place.split('/');
    if (id !== undefined) return record(type, id, { extension });
    const parameters = new URLSearchParams(query);
    const ids = parameters.get('_id')?.split(',') ?? Array.from({ length: perPage }, (_, at) => `o${at}`);
    const subject = `"subject":{"reference":"Patient/${parameters.get('patient')}"}`;
    return searchset(...ids.slice(0, perPage).map((one) => record(type, one, { extension, subject })));
  };
}

const isShortTurn: unknown = expect.toSatisfy((ms: number) => ms < MOST_MS_OF_A_TURN);

describe('with a heap of 400 MB, the gateway lives through, and keeps its event loop through,', () => {
  it.each(Object.entries(BOMBS))('an answer of %s', async (_what, bomb) => {
    const json = bomb();
    for (const [name, { path, query }] of Object.entries(ATTACKS)) {
      hostile.answer(path, () => json);
      const alone = await longestTurnMsOf(gateway, async () => {
        const codes = await ask(query(freshId()));
        expect([name, isWithin(codes), codes.size]).toEqual([name, true, 1]);
      });
      expect([name, alone]).toEqual([name, isShortTurn]);
      const together = await longestTurnMsOf(gateway, async () => {
        const codes = await ask(...Array.from({ length: 10 }, () => query(freshId())));
        expect([name, isWithin(codes), codes.size > 0]).toEqual([name, true, true]);
      });
      expect([name, together]).toEqual([name, isShortTurn]);
    }
    hostile.recover();
    expect(await ask(ATTACKS.read.query(freshId()))).toEqual(new Set());
  });

  it.each(Object.entries(LARGEST))('records as large as they may be, of %s', async (_what, make) => {
    const extension = make();
    for (const [name, { path, query }] of Object.entries(ATTACKS)) {
      hostile.answer(path, largest(extension));
      const longestMs = await longestTurnMsOf(gateway, async () => {
        expect([name, isWithin(await ask(query(freshId())))]).toEqual([name, true]);
      });
      expect([name, longestMs]).toEqual([name, isShortTurn]);
    }
  });

  it.each([
    ['5,000 records', 5_000, `[${'{"url":"a","valueString":"b"},'.repeat(20)}{}]`],
    ['50,000 records', 50_000, '[]'],
  ])('a page of %s', async (_what, count, extension) => {
    hostile.answer(ATTACKS.search.path, (path) => {
      const subject = `"subject":{"reference":"Patient/${new URLSearchParams(path.split('?')[1]).get('patient')}"}`;
      return searchset(
        ...Array.from({ length: count }, (_, at) => record('Observation', `o${at}`, { extension, subject })),
      );
    });
    const longestMs = await longestTurnMsOf(gateway, async () => {
      expect(await ask(ATTACKS.search.query(freshId()))).toEqual(new Set(ORDINARY));
    });
    expect(longestMs).toBeLessThan(MOST_MS_OF_A_TURN);
  });
});

describe('with a heap of 400 MB, the gateway lives through', () => {
  it.each([
    'empty objects',
    'objects that are all unlike',
    'objects with many members',
    'a text of megabytes',
  ] as const)('ten of the largest records at once, of %s', async (what) => {
    const extension = LARGEST[what]();
    for (const { path, query } of Object.values(ATTACKS)) {
      hostile.answer(path, largest(extension));
      expect(isWithin(await ask(...Array.from({ length: 10 }, () => query(freshId()))))).toBe(true);
    }
    hostile.recover();
    expect(await ask(ATTACKS.read.query(freshId()))).toEqual(new Set());
  });
});
