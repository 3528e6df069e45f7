import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { hashText } from '../../src/config/document-manifests.ts';
import { readTrustedDocuments } from '../../src/config/trusted-documents.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifest-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const OPERATION = { id: 'a1', name: 'Patient', type: 'query', body: 'query Patient { __typename }' };
const MANIFEST = { format: 'apollo-persisted-query-manifest', version: 1, operations: [OPERATION] };

function save(content: unknown, name = 'manifest.json'): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function problemsOfFiles(...files: readonly string[]): readonly string[] {
  try {
    readTrustedDocuments(files);
    return [];
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map((problem) => problem.replaceAll(`${folder}/`, ''));
    throw error;
  }
}

const problemsOf = (content: unknown): readonly string[] => problemsOfFiles(save(content));

const IN_FILE = 'TRUSTED_DOCUMENTS: manifest.json:';
const EXPECTED = `${IN_FILE} expected Apollo's manifest, or a map from ids to texts as GraphQL Code Generator and Relay write it`;

describe("a manifest in Apollo's format", () => {
  it('is read without the fields of other tools', () => {
    const other = { ...OPERATION, id: 'b2', type: 'mutation', clientName: null };
    const file = save({ ...MANIFEST, operations: [OPERATION, other], extra: true });
    expect(readTrustedDocuments([file])).toMatchObject([
      { ...OPERATION, file },
      { ...OPERATION, id: 'b2', type: 'mutation', file },
    ]);
  });

  it.each<[what: string, content: object, problems: readonly string[]]>([
    ['of another format', { ...MANIFEST, format: 'relay' }, ['format is missing or invalid']],
    ['of another version', { ...MANIFEST, version: 2 }, ['version is missing or invalid']],
    ['without operations', { ...MANIFEST, operations: [] }, ['operations is missing or invalid']],
    [
      'with invalid operations',
      {
        ...MANIFEST,
        operations: [
          { ...OPERATION, type: 'read' },
          { ...OPERATION, body: undefined },
        ],
      },
      ['operations.0.type is missing or invalid', 'operations.1.body is missing or invalid'],
    ],
  ])('is refused if it is one %s', (_what, content, problems) => {
    expect(problemsOf(content)).toEqual(
      problems.map((problem) => `${IN_FILE} in Apollo's format, ${problem}`),
    );
  });
});

describe('a map from ids to texts', () => {
  it('is read from the file that GraphQL Code Generator writes', () => {
    const documents = readTrustedDocuments(['test/documents/manifests/client-preset.json']);
    expect(documents.map(({ id, body }) => id === `sha256:${hashText(body)}`)).toEqual([true, true]);
    expect(documents[1]).toMatchObject({
      name: null,
      type: null,
      body: 'query Names { patients(first: 2) { fullName } }',
    });
  });

  it('is read from the file that the Relay compiler writes', () => {
    const [document, ...others] = readTrustedDocuments(['test/documents/manifests/relay.json']);
    expect(others).toEqual([]);
    expect(document?.id).toMatch(/^[\da-f]{32}$/);
    expect(document?.body).toMatch(/^query chartQuery\(\n/);
  });

  it('can have names of object properties as ids', () => {
    const [one, other] = readTrustedDocuments([
      save('{ "__proto__": "query A { __typename }", "constructor": "query B { __typename }" }'),
    ]);
    expect([one?.id, other?.id]).toEqual(['__proto__', 'constructor']);
  });

  it('can start with a byte order mark', () => {
    expect(readTrustedDocuments([save('\uFEFF{ "a": "query A { __typename }" }')])).toHaveLength(1);
  });

  it.each<[what: string, content: unknown, problems: readonly string[]]>([
    ['that is not JSON', '{', [`${EXPECTED}; the file is not JSON`]],
    ['that is a list', ['query A { a }'], [EXPECTED]],
    ['of numbers', { a: 1 }, [EXPECTED]],
    [
      'of nothing',
      {},
      [`${IN_FILE} the file lists no documents. Run the generator first, or remove the file`],
    ],
    [
      'with an entry that is no text',
      { a: 'query A { __typename }', b: { text: 'query B { __typename }' }, c: '' },
      [
        `${IN_FILE} expected the text of an operation for the id "b"`,
        `${IN_FILE} expected the text of an operation for the id "c"`,
      ],
    ],
    [
      'with a space in an id',
      { ' a': 'query A { __typename }' },
      [`${IN_FILE} expected an id of 1 to 256 visible ASCII characters without spaces, got " a"`],
    ],
    [
      'with an id of one megabyte',
      { ['a'.repeat(1_000_000)]: 'query A { __typename }' },
      [
        `${IN_FILE} expected an id of 1 to 256 visible ASCII characters without spaces, got "${'a'.repeat(80)}"…`,
      ],
    ],
    [
      'with the hash of another text',
      { [`sha256:${'0'.repeat(64)}`]: 'query A { __typename }' },
      [`${IN_FILE} the id sha256:${'0'.repeat(64)} is not the SHA-256 of its text. Generate the file again`],
    ],
  ])('is refused if it is one %s', (_what, content, problems) => {
    expect(problemsOf(content)).toEqual(problems);
  });
});

describe('several manifests', () => {
  const A = 'query A { __typename }';
  const B = 'query B { __typename }';

  it('can have the same document, and documents of different formats', () => {
    const apollo = save(MANIFEST, 'apollo.json');
    const web = save({ one: A, two: B }, 'web.json');
    const mobile = save({ one: A, three: A }, 'mobile.json');
    expect(readTrustedDocuments([apollo, web, mobile]).map(({ id }) => id)).toEqual([
      'a1',
      'one',
      'two',
      'one',
      'three',
    ]);
  });

  it('are refused if an id stands for different texts [T1-E7]', () => {
    expect(problemsOfFiles(save({ one: A }, 'web.json'), save({ one: B }, 'mobile.json'))).toEqual([
      'TRUSTED_DOCUMENTS: the id "one" stands for different texts in web.json and in mobile.json. Use another id for one of them',
    ]);
  });

  it('are refused if an id is the hash of another text', () => {
    expect(problemsOf({ [hashText(B)]: A, b: B })).toEqual([
      `TRUSTED_DOCUMENTS: the id "${hashText(B)}" stands for different texts in manifest.json. Use another id for one of them`,
    ]);
  });

  it('report the problems of each file', () => {
    expect(problemsOfFiles(save('[]', 'web.json'), join(folder, 'missing.json'))).toEqual([
      EXPECTED.replace('manifest.json', 'web.json'),
      'TRUSTED_DOCUMENTS: missing.json: the file cannot be read',
    ]);
  });

  it('report at most twenty problems', () => {
    const entries = Array.from({ length: 30 }, (_, at) => [`id ${at}`, A]);
    const problems = problemsOf(Object.fromEntries(entries));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('TRUSTED_DOCUMENTS has 10 more problems.');
  });

  it('are refused without being read if one is too large', () => {
    const path = save('');
    truncateSync(path, 40_000_000);
    expect(problemsOfFiles(path)).toEqual([
      `${IN_FILE} the file has 40000000 bytes, but the limit is 33554432`,
    ]);
  });
});
