import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_JSON_VALUES, MAX_OBJECT_MEMBERS } from '../../src/json/size.ts';
import { FROM_SOURCE } from '../support/from-source.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import {
  type HostileServer,
  recordJson,
  searchsetJson,
  startHostileServer,
} from '../support/hostile-server.ts';
import { NEVER_MS } from '../support/patience.ts';
import { longestBlockMsDuring, EVENT_LOOP_MONITOR, MAX_BLOCK_MS } from '../support/event-loop-blocks.ts';

/** The longest timeout that the configuration accepts for an operation. On a busy machine, ten of the largest records take minutes. */
const OPERATION_TIMEOUT_MS = 600_000;
/** How long a process that has ended can take to complete its output. */
const OUTPUT_MS = 10_000;

vi.setConfig({ testTimeout: OPERATION_TIMEOUT_MS, hookTimeout: OPERATION_TIMEOUT_MS });

const MAIN = `${import.meta.dirname}/../../src/main.ts`;
/** Decompressed sizes above and below the limit of a response; compressed, either is about 32 kB. */
const [BYTES_ABOVE_LIMIT, BYTES_BELOW_LIMIT] = [33_600_000, 33_000_000];

let hostile: HostileServer;
let gateway: GatewayProcess;
let origin: string;

/** Starts the gateway with a small heap and the longest timeouts. */
beforeAll(async () => {
  hostile = await startHostileServer();
  const env = {
    ...hostile.environment,
    PORT: '0',
    NODE_ENV: 'production',
    AUDIT_LOG: 'none',
    STATE_URL: 'sqlite:state',
    EPIC_TIMEOUT_MS: String(NEVER_MS),
    OPERATION_TIMEOUT_MS: String(OPERATION_TIMEOUT_MS),
  };
  const program = [...FROM_SOURCE, '--max-old-space-size=400', '--import', EVENT_LOOP_MONITOR, MAIN];
  gateway = startGatewayProcess(env, {}, program);
  origin = await gateway.listening();
  for (let at = 0; at < 20; at += 1)
    await send(...Object.values(ATTACKS).map(({ query }) => query(freshId())));
  // Warm up: the first large records make the heap grow and V8 compile.
  for (const make of Object.values(LARGEST_EXTENSIONS)) {
    hostile.answer(/^(Patient|Observation|Practitioner|Encounter)/, recordsWith(make()));
    await send(...Object.values(ATTACKS).map(({ query }) => query(freshId())));
  }
  hostile.recover();
});

afterEach(() => hostile.recover());

afterAll(async () => {
  await gateway.dispose();
  await hostile.close();
});

/** An operation on the record with this id, and the path of its FHIR requests. */
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
  'batch with includes': {
    path: /^Encounter/,
    query: (id) =>
      `{ ${numbered(9, (at) => `a${at}: encounter(id: "${id}-${at}") { id resource serviceProvider { resource { id } } }`, ' ')} }`,
  },
  content: {
    path: /^Binary\//,
    query: (id) => `{ documentReference(id: "${id}") { content { data text } } }`,
  },
} satisfies Record<string, Attack>;

let usedIds = 0;

/** Returns an id that no earlier operation has used. */
function freshId(): string {
  usedIds += 1;
  return `p${usedIds}`;
}

/**
 * Sends the operations at once, and returns the codes of all errors and warnings. Each has a connection of its own: the gateway closes those that
 * are idle while another operation takes minutes. If the gateway ends meanwhile, the error states how.
 */
async function send(...queries: readonly string[]): Promise<Set<string>> {
  const sent = Promise.all(
    queries.map(async (query) => {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify({ query }),
      });
      return response.text();
    }),
  );
  // The connections of a gateway that ends are closed before its output is complete.
  const answers = await sent.catch(async (error: unknown) => {
    const [code, signal] = await Promise.race([gateway.exit, delay(OUTPUT_MS, ['still running'])]);
    const end = `The gateway: ${String(code)}, ${String(signal)}. ${gateway.output.stderr}`;
    throw new Error(end, { cause: error });
  });
  return new Set(Array.from(answers.join().matchAll(/"code":"([A-Z_]+)"/g), ([, code = '']) => code));
}

function numbered(count: number, make: (at: number) => string, separator = ','): string {
  return Array.from({ length: count }, (_, at) => make(at)).join(separator);
}

function listOf(piece: string, count: number): string {
  return `[${`${piece},`.repeat(count - 1)}${piece}]`;
}

/** Returns a list of as many pieces as fit into the bytes. */
function filled(piece: string, bytes: number): string {
  return listOf(piece, Math.floor((bytes - 2) / (piece.length + 1)));
}

function objectWith(members: number): string {
  return `{${numbered(members, (at) => `"m${at}":0`)}}`;
}

function nested(depth: number, core = ''): string {
  return '['.repeat(depth) + core + ']'.repeat(depth);
}

const nestedObjects = (depth: number): string => `${'{"a":'.repeat(depth)}{}${'}'.repeat(depth)}`;

/** Responses beyond the limits. Most are small until they are decompressed or parsed. */
const BOMBS: Readonly<Record<string, () => string>> = {
  'empty objects': () => filled('{}', BYTES_BELOW_LIMIT),
  'empty lists': () => filled('[]', BYTES_BELOW_LIMIT),
  numbers: () => filled('0', BYTES_BELOW_LIMIT),
  strings: () => filled('""', BYTES_BELOW_LIMIT),
  'members of one object': () => objectWith(2_400_000),
  'objects with many members': () => filled(objectWith(MAX_OBJECT_MEMBERS), BYTES_BELOW_LIMIT),
  'deeply nested lists': () => nested(BYTES_BELOW_LIMIT / 2),
  'deeply nested objects': () => nestedObjects(5_000_000),
  'many nested lists': () => filled(nested(190), BYTES_BELOW_LIMIT),
  'more bytes than the limit': () => filled('{}', BYTES_ABOVE_LIMIT),
};

/** Just below the most values that a record may have. */
const RECORD_VALUES = MAX_JSON_VALUES.record - 1_000;
/** Extensions of the largest size allowed, of the shapes that take the most memory or time. */
const LARGEST_EXTENSIONS = {
  'empty objects': () => listOf('{}', RECORD_VALUES),
  'empty lists': () => listOf('[]', RECORD_VALUES),
  numbers: () => listOf('1.25e-7', RECORD_VALUES),
  'objects with one member': () => listOf('{"a":[]}', RECORD_VALUES / 2),
  'objects with different members': () => `[${numbered(RECORD_VALUES / 2, (at) => `{"k${at}":0}`)}]`,
  'objects with many members': () =>
    listOf(objectWith(MAX_OBJECT_MEMBERS), RECORD_VALUES / (MAX_OBJECT_MEMBERS + 1)),
  'nested lists': () => listOf(nested(180), RECORD_VALUES / 181),
  'a string of megabytes': () => `["${'text '.repeat(6_000_000)}"]`,
  'a string of megabytes of escapes': () => `["${String.raw`\u00e9`.repeat(5_000_000)}"]`,
  references: () =>
    listOf('{"valueReference":{"reference":"Patient/p2","display":"Bob"}}', RECORD_VALUES / 4),
} satisfies Record<string, () => string>;

/** The warnings of the search on any server: it lists observations of some categories, and finds more than it returns. */
const ORDINARY_WARNINGS = ['LIST_CUT', 'NOT_ALL_CATEGORIES'];

/** The allowed errors and warnings. GATEWAY_OVERLOADED and RESPONSE_TOO_LARGE mean that an operation exceeds its memory limit. */
const ALLOWED_CODES: ReadonlySet<string> = new Set([
  ...ORDINARY_WARNINGS,
  'UPSTREAM_INVALID_RESPONSE',
  'CONTENT_TOO_LARGE',
  'GATEWAY_OVERLOADED',
  'RESPONSE_TOO_LARGE',
]);

function unexpectedOf(codes: ReadonlySet<string>): string[] {
  return [...codes].filter((code) => !ALLOWED_CODES.has(code));
}

/** Serves records with this extension: one per page if the extension exceeds a megabyte. */
function recordsWith(extension: string): (path: string) => string {
  const perPage = extension.length > 1_000_000 ? 1 : 9;
  return (path) => {
    const [place = '', query] = path.split('?');
    const [type = '', id] = place.split('/');
    if (id !== undefined) return recordJson(type, id, { extension });
    const parameters = new URLSearchParams(query);
    const ids = parameters.get('_id')?.split(',') ?? Array.from({ length: perPage }, (_, at) => `o${at}`);
    const subject = `"subject":{"reference":"Patient/${parameters.get('patient')}"}`;
    return searchsetJson(
      ids.slice(0, perPage).map((one) => recordJson(type, one, { extension, subject })),
      parameters.has('_include') ? [recordJson('Organization', 'o1')] : [],
    );
  };
}

const isShortTurn: unknown = expect.toSatisfy((ms: number) => ms < MAX_BLOCK_MS);

describe('a gateway with a heap of 400 MB, whose event loop is measured at night [T3-D3]', () => {
  it.each(Object.entries(BOMBS))('refuses a response of %s with an expected code', async (_what, bomb) => {
    const json = bomb();
    for (const [name, { path, query }] of Object.entries(ATTACKS)) {
      hostile.answer(path, () => json);
      const oneMs = await longestBlockMsDuring(gateway, async () => {
        const codes = await send(query(freshId()));
        expect([name, unexpectedOf(codes), codes.size]).toEqual([name, [], 1]);
      });
      expect([name, oneMs]).toEqual([name, isShortTurn]);
      const tenMs = await longestBlockMsDuring(gateway, async () => {
        const codes = await send(...Array.from({ length: 10 }, () => query(freshId())));
        expect([name, unexpectedOf(codes), codes.size > 0]).toEqual([name, [], true]);
      });
      expect([name, tenMs]).toEqual([name, isShortTurn]);
    }
    hostile.recover();
    expect(await send(ATTACKS.read.query(freshId()))).toEqual(new Set());
  });

  it.each(Object.entries(LARGEST_EXTENSIONS))(
    'returns records of the largest size allowed, with %s, or an expected code',
    async (_what, make) => {
      const extension = make();
      for (const [name, { path, query }] of Object.entries(ATTACKS)) {
        hostile.answer(path, recordsWith(extension));
        const longestMs = await longestBlockMsDuring(gateway, async () => {
          expect([name, unexpectedOf(await send(query(freshId())))]).toEqual([name, []]);
        });
        expect([name, longestMs]).toEqual([name, isShortTurn]);
      }
    },
  );

  it.each([
    ['5,000 records', 5_000, `[${'{"url":"a","valueString":"b"},'.repeat(20)}{}]`],
    ['50,000 records', 50_000, '[]'],
  ])('returns a page of %s', async (_what, count, extension) => {
    hostile.answer(ATTACKS.search.path, (path) => {
      const subject = `"subject":{"reference":"Patient/${new URLSearchParams(path.split('?')[1]).get('patient')}"}`;
      return searchsetJson(
        Array.from({ length: count }, (_, at) => recordJson('Observation', `o${at}`, { extension, subject })),
      );
    });
    const longestMs = await longestBlockMsDuring(gateway, async () => {
      expect(await send(ATTACKS.search.query(freshId()))).toEqual(new Set(ORDINARY_WARNINGS));
    });
    expect(longestMs).toBeLessThan(MAX_BLOCK_MS);
  });
});

describe('a gateway with a heap of 400 MB [T3-D3]', () => {
  it.each([
    'empty objects',
    'objects with different members',
    'objects with many members',
    'a string of megabytes',
  ] as const)('survives ten of the largest records at once, with %s', async (what) => {
    const extension = LARGEST_EXTENSIONS[what]();
    for (const { path, query } of Object.values(ATTACKS)) {
      hostile.answer(path, recordsWith(extension));
      expect(unexpectedOf(await send(...Array.from({ length: 10 }, () => query(freshId()))))).toEqual([]);
    }
    hostile.recover();
    expect(await send(ATTACKS.read.query(freshId()))).toEqual(new Set());
  });
});
