import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { readTrustedDocuments } from '../../src/config/trusted-documents.ts';

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  path = join(folder, 'manifest.json');
});

afterAll(() => rmSync(folder, { recursive: true }));

const OPERATION = { id: 'a1', name: 'Patient', type: 'query', body: 'query Patient { __typename }' };
const MANIFEST = { format: 'apollo-persisted-query-manifest', version: 1, operations: [OPERATION] };

function problemsOf(written: string): readonly string[] {
  writeFileSync(path, written);
  try {
    readTrustedDocuments(path);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const EXPECTS = "TRUSTED_DOCUMENTS: expected a manifest in Apollo's persisted query format:";

describe('a manifest of trusted documents', () => {
  it('reads a manifest and drops the fields of other tools', () => {
    const other = { ...OPERATION, id: 'b2', type: 'mutation', clientName: null };
    writeFileSync(path, JSON.stringify({ ...MANIFEST, operations: [OPERATION, other], extra: true }));
    expect(readTrustedDocuments(path)).toEqual([OPERATION, { ...OPERATION, id: 'b2', type: 'mutation' }]);
  });

  it.each<[what: string, written: string, problems: readonly string[]]>([
    ['that is not JSON', '{', ['the file is not JSON']],
    ['of another format', JSON.stringify({ ...MANIFEST, format: 'relay' }), ['format is missing or invalid']],
    ['of another version', JSON.stringify({ ...MANIFEST, version: 2 }), ['version is missing or invalid']],
    [
      'without operations',
      JSON.stringify({ ...MANIFEST, operations: [] }),
      ['operations is missing or invalid'],
    ],
    [
      'with invalid operations',
      JSON.stringify({
        ...MANIFEST,
        operations: [
          { ...OPERATION, id: '' },
          { ...OPERATION, type: 'read' },
          { ...OPERATION, body: undefined },
        ],
      }),
      [
        'operations.0.id is missing or invalid',
        'operations.1.type is missing or invalid',
        'operations.2.body is missing or invalid',
      ],
    ],
    [
      'with one id for two operations',
      JSON.stringify({ ...MANIFEST, operations: [OPERATION, { ...OPERATION, name: 'Other' }] }),
      ['the id a1 is not unique'],
    ],
  ])('refuses a manifest %s', (_what, written, problems) => {
    expect(problemsOf(written)).toEqual(problems.map((problem) => `${EXPECTS} ${problem}`));
  });

  it('refuses a missing manifest', () => {
    expect(() => readTrustedDocuments(join(folder, 'nothing.json'))).toThrow(
      `${EXPECTS} the file cannot be read`,
    );
  });
});
