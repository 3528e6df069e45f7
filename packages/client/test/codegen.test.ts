import { generate } from '@graphql-codegen/cli';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isObject } from '../src/json-object.ts';
import { clientPreset, type ClientPresetOptions, scalars } from '../src/codegen.ts';

const DOCUMENT = `
query Birth($id: ID!, $since: FhirDateTime) {
  patient(id: $id) { birthDate resource labResults(since: $since) { value { ... on Quantity { value } } } }
}`;

/** Returns the content of each generated file. */
async function filesFor(config: CodegenConfig): Promise<ReadonlyMap<string, string>> {
  const files: unknown = await generate({ ...config, silent: true }, false);
  const entries = [files].flat().map((file) => {
    const { filename, content } = isObject(file) ? file : {};
    return [String(filename).replace(/^.*\//, ''), String(content)] as const;
  });
  return new Map(entries);
}

function nullabilityOf(options: Partial<ClientPresetOptions>): unknown {
  const [output] = Object.values(clientPreset({ documents: 'a.ts', ...options }).generates);
  return output?.config['nullability'];
}

describe('clientPreset', () => {
  it('generates strings for dates and decimals, and the hashes of documents', async () => {
    const files = await filesFor(clientPreset({ documents: DOCUMENT }));
    const types = files.get('graphql.ts') ?? '';
    expect(types).toMatch(/birthDate: string \| null/);
    expect(types).toMatch(/resource: unknown/);
    expect(types).not.toMatch(/\bany\b/);
    const persisted: unknown = JSON.parse(files.get('persisted-documents.json') ?? '{}');
    const documents = Object.entries(isObject(persisted) ? persisted : {});
    expect(documents).toHaveLength(1);
    for (const [hash, text] of documents)
      expect(hash).toBe(`sha256:${createHash('sha256').update(String(text)).digest('hex')}`);
  });

  it('writes no hashes if the gateway has no list of trusted documents', async () => {
    const files = await filesFor(
      clientPreset({ documents: [DOCUMENT], persistedDocuments: false, fragmentMasking: false }),
    );
    expect([...files.keys()].toSorted()).toEqual(['gql.ts', 'graphql.ts', 'index.ts']);
  });

  it('leaves its own output out of the documents', () => {
    const { documents, generates } = clientPreset({ documents: 'app/**/*.ts', output: 'app/gql/' });
    expect(documents).toEqual(['app/**/*.ts', '!app/gql/**']);
    expect(Object.keys(generates)).toEqual(['app/gql/']);
  });

  it('keeps lists nullable unless the client throws the errors of fields', () => {
    expect(nullabilityOf({})).toEqual({ errorHandlingClient: false });
    expect(nullabilityOf({ errorHandlingClient: true })).toEqual({ errorHandlingClient: true });
  });

  it('takes another schema, such as the URL of a gateway', () => {
    expect(clientPreset({ documents: 'a.ts', schema: 'http://localhost:4000/graphql' }).schema).toBe(
      'http://localhost:4000/graphql',
    );
  });

  it('rejects an output that is no folder, and says what it expects', () => {
    expect(() => clientPreset({ documents: 'a.ts', output: './src/gql' })).toThrow(
      'The option output expects a folder that ends with a slash, such as "./src/gql/".',
    );
  });

  it('has a type for each scalar, for other plugins', () => {
    expect(scalars).toEqual({
      ID: 'string',
      FhirDate: 'string',
      FhirDateTime: 'string',
      FhirDecimal: 'string',
      JSON: 'unknown',
    });
  });
});
