import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extendSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocumentSettings } from '../../src/config/document-settings.ts';
import { parseDocumentsCommand } from '../../src/documents/arguments.ts';
import { checkDocuments, DocumentsError } from '../../src/documents/check.ts';
import { examineDocuments } from '../../src/documents/examination.ts';
import { checkInJson, checkInWords, type CheckReport, isPassed } from '../../src/documents/report.ts';
import { getSchema } from '../../src/graphql/schema/schema.ts';
import { readBlocks } from '../support/docs-commands.ts';
import { at, matching } from '../support/expected.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function save(name: string, content: string | object): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function check(args: readonly string[], env: Record<string, string> = {}): Promise<CheckReport> {
  const options = parseDocumentsCommand(['check', ...args]);
  if (options === 'help' || 'fault' in options) throw new Error('Expected valid arguments.');
  return checkDocuments(options, env);
}

async function priceWith(path: string, env: Record<string, string>) {
  return (await check([path], env)).documents[0]?.price?.requests;
}

const PLAIN = { paint: (_format: unknown, text: string) => text, width: 80 };

function inWords(report: CheckReport): string {
  return checkInWords(report, PLAIN).replaceAll(`${folder}/`, '');
}

const CHART = 'query Chart($id: ID!) { patient(id: $id) { id ...Header } }';
const HEADER = 'fragment Header on Patient { fullName }';

describe('the operations of .graphql files', () => {
  it('are joined with the fragments of other files', async () => {
    save('joined/chart.graphql', CHART);
    save('joined/parts/header.gql', HEADER);
    const report = await check([join(folder, 'joined')]);
    expect(report.documents).toMatchObject([
      { name: 'Chart', type: 'query', verdict: 'passed', price: { requests: { fewest: 1, most: 1 } } },
    ]);
    expect(inWords(report)).toBe(`joined/chart.graphql
  ok       Chart  1 FHIR request
           Assumed: $id "example"

1 operation: 1 passed. The limit is 150 FHIR requests per operation.
`);
  });

  it('are refused with the suggestions of the server, and the other operations are checked', async () => {
    const file = save('typo.graphql', 'query Typo { patients { fulName } } query Fine { patients { id } }');
    const report = await check([file]);
    expect(isPassed(report)).toBe(false);
    expect(report.documents).toMatchObject([
      {
        name: 'Typo',
        verdict: 'refused',
        problems: [
          {
            code: 'GRAPHQL_VALIDATION_FAILED',
            message: 'Cannot query field "fulName" on type "Patient". Did you mean "fullName" or "name"?',
          },
        ],
        price: null,
      },
      { name: 'Fine', verdict: 'passed' },
    ]);
  });

  it.each<[what: string, text: string, problem: RegExp]>([
    ['no name', '{ patients { id } }', /^Its operation must have a name\.$/],
    ['a fragment that no file has', CHART, /^Unknown fragment "Header"\.$/],
    [
      'too many aliases',
      `query Q { patients { ${Array.from({ length: 101 }, (_, n) => `a${n}: id`).join(' ')} } }`,
      / 100 aliases/,
    ],
    [
      'too many directives',
      `query Q { patients { ${'id @include(if: true) '.repeat(101)} } }`,
      / 100 directives\./,
    ],
    ['too many tokens', `query Q { patients { ${'id '.repeat(10_001)} } }`, / 10000 tokens\./],
    [
      'too many levels',
      `query Q { __type(name: "A") { ${'ofType { '.repeat(17)} name ${'}'.repeat(17)} } }`,
      / 16 levels of fields\./,
    ],
    ['a subscription', 'subscription S { __typename }', /^The graph has no subscription\.$/],
  ])('are refused with %s', async (_what, text, problem) => {
    const { documents } = await check([save('one.graphql', text)]);
    expect(documents).toMatchObject([{ verdict: 'refused', problems: [{ message: matching(problem) }] }]);
  });

  it('are refused if they introspect in production', async () => {
    const file = save('names.graphql', 'query Names { __schema { types { name } } }');
    expect(isPassed(await check([file]))).toBe(true);
    expect(isPassed(await check([file], { NODE_ENV: 'production' }))).toBe(false);
    expect(isPassed(await check([file], { NODE_ENV: 'production', INTROSPECTION: 'true' }))).toBe(true);
  });

  it('are reported if a file cannot be parsed, or if names clash', async () => {
    const report = await check([
      save('broken.graphql', 'query {'),
      save('types.graphql', 'type A { a: Int }'),
      save('a.graphql', `query A { __typename } fragment F on Patient { id }`),
      save('b.graphql', `query A { __typename } fragment F on Patient { fullName }`),
      join(folder, 'missing.graphql'),
    ]);
    expect(report.sources.problems.map((problem) => problem.replace(`${folder}/`, ''))).toEqual([
      'missing.graphql: the file cannot be read',
      'broken.graphql: Syntax Error: Expected Name, found <EOF>.',
      'types.graphql: expected only operations and fragments',
      `b.graphql: the fragment F differs from the one in ${folder}/a.graphql`,
      `b.graphql: the operation A is also in ${folder}/a.graphql`,
    ]);
    expect(isPassed(report)).toBe(false);
  });
});

describe('the folder of a frontend', () => {
  it('has other JSON files, which are no manifests', async () => {
    save('frontend/gql/persisted-documents.json', { chart: CHART + HEADER });
    save('frontend/package.json', { name: 'frontend', version: '1.0.0' });
    save('frontend/package-lock.json', { name: 'frontend', lockfileVersion: 3 });
    save('frontend/tsconfig.json', { compilerOptions: {} });
    save('frontend/tsconfig.app.json', { compilerOptions: {} });
    const { documents, sources } = await check([join(folder, 'frontend')]);
    expect([documents.map(({ name }) => name), sources.problems]).toEqual([['Chart'], []]);
  });

  it('has programs, for which the check names the manifest to give', async () => {
    const report = await check([save('frontend/query.ts', `graphql(\`${CHART}\`)`)]);
    expect(report.sources.problems).toEqual([
      matching(/query\.ts: the check does not read programs\. .* persisted-documents\.json$/),
    ]);
    expect(isPassed(report)).toBe(false);
  });
});

describe('the operations of manifests', () => {
  it('come from TRUSTED_DOCUMENTS by default', async () => {
    const report = await check([], {
      TRUSTED_DOCUMENTS: 'test/documents/manifests/client-preset.json,test/documents/manifests/relay.json',
    });
    expect(report.documents.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['Chart', 'passed'],
      ['Names', 'passed'],
      ['chartQuery', 'passed'],
    ]);
  });

  it('need no credentials, whatever the settings of the gateway are', async () => {
    const env = { NODE_ENV: 'production', EPIC_PRIVATE_KEY_FILE: '/nowhere.pem', AUDIT_REQUIRED: 'yes' };
    expect(isPassed(await check(['test/documents/manifests/relay.json'], env))).toBe(true);
  });

  it('are refused if the manifest states another name', async () => {
    const operation = { id: 'a', name: 'Other', type: 'query', body: 'query Name { __typename }' };
    const file = save('apollo.json', {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [operation],
    });
    const { documents } = await check([file]);
    expect(documents).toMatchObject([
      { id: 'a', verdict: 'refused', problems: [{ code: 'OPERATION_RESOLUTION_FAILURE' }] },
    ]);
  });

  it('are shown by id if their text cannot be parsed', async () => {
    const report = await check([save('map.json', { 'id-1': 'query {' })]);
    expect(inWords(report)).toMatch(/^ {2}refused {2}id-1\n {11}Syntax Error: /m);
  });
});

const LISTS = `query Lists($first: Int!, $ids: [ID!]) {
  patients(first: $first, filter: { ids: $ids }) { conditions(first: 10) { encounter { resource { id } } } }
}`;

describe('the price of an operation', () => {
  it('assumes the largest pages, and the operation passes with a warning if smaller ones would be served', async () => {
    const report = await check([save('lists.graphql', LISTS)]);
    expect(report.documents).toMatchObject([
      {
        verdict: 'warned',
        assumed: { first: 100 },
        warnings: [matching(/limit is 150 \(MAX_UPSTREAM_CALLS\)/)],
      },
    ]);
    expect(isPassed(report)).toBe(true);
  });

  it('takes the given variables', async () => {
    const variables = save('variables.json', { Lists: { first: 5, ids: ['a', 'b'] } });
    const { documents } = await check([save('lists.graphql', LISTS), '--variables', variables]);
    expect(documents).toMatchObject([
      { verdict: 'passed', assumed: {}, price: { requests: { fewest: 3, most: 6 } } },
    ]);
  });

  it('depends on whether the FHIR server includes referenced resources', async () => {
    const { documents } = await check(['examples/operations/visit-timeline.graphql']);
    const { fewest = 0, most = 0 } = documents[0]?.price?.requests ?? {};
    expect(fewest).toBe(2);
    expect(most).toBeGreaterThan(50);
  });

  it('depends on whether the panel is in memory, and whether it limits access', async () => {
    const file = save('panel.graphql', 'query Names { patients(first: 10) { fullName } }');
    const one = save('one-patient.graphql', 'query One { patient(id: "a") { fullName } }');
    const panel = { PATIENT_PANEL: 'group:eGroup-1' };
    const limit = { ...panel, PANEL_ONLY: 'true' };
    expect(await priceWith(file, panel)).toEqual({ fewest: 1, most: 2 });
    expect(await priceWith(file, { ...panel, PANEL_CACHE_SECONDS: '0' })).toEqual({ fewest: 2, most: 2 });
    expect(await priceWith(one, panel)).toEqual({ fewest: 1, most: 1 });
    expect(await priceWith(one, limit)).toEqual({ fewest: 1, most: 2 });
  });

  it('refuses an operation whose variables are invalid, and quotes none of them', async () => {
    const variables = save('variables.json', { Lists: { first: 'CamilaLopez' } });
    const report = await check([save('lists.graphql', LISTS), '--variables', variables]);
    expect(report.documents).toMatchObject([{ verdict: 'refused', problems: [{ code: 'BAD_USER_INPUT' }] }]);
    expect(inWords(report) + checkInJson(report)).not.toContain('CamilaLopez');
  });

  it('refuses an operation that is too expensive with any variables', async () => {
    const file = save(
      'fixed.graphql',
      'query Fixed { patients(first: 100) { conditions(first: 1) { id } } }',
    );
    expect(isPassed(await check([file]))).toBe(true);
    const report = await check([file], { MAX_UPSTREAM_CALLS: '20' });
    expect(report.documents).toMatchObject([
      { verdict: 'refused', problems: [{ code: 'OPERATION_TOO_EXPENSIVE' }] },
    ]);
  });

  it('has a budget with --max-requests', async () => {
    const file = 'test/documents/manifests/relay.json';
    expect(isPassed(await check([file, '--max-requests', '2']))).toBe(true);
    const report = await check([file, '--max-requests', '1']);
    expect(report.documents).toMatchObject([
      {
        verdict: 'refused',
        problems: [
          {
            code: 'OVER_BUDGET',
            message: 'The operation can cost 2 FHIR requests, and --max-requests is 1.',
          },
        ],
      },
    ]);
  });

  it('includes what a person in a launch can select', async () => {
    const file = save('me.graphql', 'query Me { me { patient { id conditions(first: 1) { id } } } }');
    const { documents } = await check([file]);
    expect(documents[0]?.price?.requests.most).toBe(2);
  });
});

describe('deprecated elements', () => {
  const schema = extendSchema(
    getSchema(),
    parse('extend type Query { old: Int @deprecated(reason: "Use patients.") }'),
  );
  const document = { file: 'a.json', id: 'a', stated: null, text: 'query Old { old a: old }' };
  const options = { settings: readDocumentSettings({}), variables: new Map(), maxRequests: null };

  const deprecations = ['The field Query.old is deprecated. Use patients.'];

  it('are warnings with the replacement', async () => {
    const documents = await examineDocuments([document], schema, { ...options, failsOnDeprecated: false });
    expect(documents).toMatchObject([{ verdict: 'warned', problems: [], deprecations }]);
  });

  it('are refused with --fail-on-deprecated', async () => {
    const documents = await examineDocuments([document], schema, { ...options, failsOnDeprecated: true });
    expect(documents).toMatchObject([{ verdict: 'refused', problems: [{ code: 'DEPRECATED' }] }]);
  });
});

describe('docs/trusted-documents.md', () => {
  const blocks = readBlocks('docs/trusted-documents.md');

  it('shows variables that the example takes', async () => {
    const shown = blocks.find(({ content }) => content.includes('RoundingList'));
    const variables = save('shown.json', shown?.content ?? '');
    const { documents } = await check(['examples/operations', '--variables', variables]);
    expect(documents.find(({ name }) => name === 'RoundingList')).toMatchObject({
      verdict: 'passed',
      assumed: {},
    });
  });

  it('shows a step for CI whose arguments exist', () => {
    const { content = '' } = blocks.find(({ language }) => language === 'yaml') ?? {};
    const [, args = ''] = /- run: npx epic-fhir-graphql-gateway documents (.*)/.exec(content) ?? [];
    expect(parseDocumentsCommand(args.split(' '))).toMatchObject({
      files: ['src/gql/persisted-documents.json'],
      maxRequests: 50,
      failsOnDeprecated: true,
    });
  });
});

describe('the JSON of the check', () => {
  it('has the limits, the files, and a verdict and a price for each operation', async () => {
    const report: unknown = JSON.parse(checkInJson(await check(['test/documents/manifests/relay.json'])));
    expect(report).toMatchObject({
      format: 1,
      outcome: 'passed',
      limits: { requests: 150, responseBytes: 20_000_000 },
      files: [{ file: 'test/documents/manifests/relay.json', format: 'map' }],
      problems: [],
    });
    expect(at(report, 'documents')).toMatchObject([
      {
        name: 'chartQuery',
        verdict: 'passed',
        assumed: { id: 'example' },
        price: {
          requests: { fewest: 2, most: 2 },
          costliest: [
            { field: 'patient', requests: 1 },
            { field: 'patient.conditionsConnection', requests: 1 },
          ],
        },
      },
    ]);
  });
});

describe('the text of the check', () => {
  it('has lines of at most 80 ASCII characters', async () => {
    const lines = inWords(await check(['examples/operations'])).split('\n');
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.length > 80 || /[^\x20-\x7e]/.test(line))).toEqual([]);
  });

  it('shows no control character of a manifest', async () => {
    const report = await check([save('control.json', { a: 'query A { \u001b[2J }' })]);
    expect(inWords(report)).not.toContain('\u001b');
  });
});

describe('the arguments', () => {
  it.each<[args: string[], fault: RegExp]>([
    [['list'], /^Expected a command: check\.$/],
    [['check', '--max-requests', 'many'], /^--max-requests expects a whole number/],
    [['check', '--all'], /^Unknown option '--all'/],
  ])('%j are refused', (args, fault) => {
    expect(parseDocumentsCommand(args)).toEqual({ fault: matching(fault) });
  });

  it('must name something to check', async () => {
    await expect(check([])).rejects.toThrow(
      new DocumentsError('Name the files to check, or set TRUSTED_DOCUMENTS.'),
    );
  });

  it.each<[what: string, content: string | object, problem: RegExp]>([
    ['no JSON', 'a', /variables\.json: expected a JSON object with variables by the name/],
    ['variables without the name of an operation', { first: 5 }, /variables\.json: expected a JSON object/],
    ['an operation that no file has', { Missing: {} }, /variables for Missing, but no file has/],
  ])('refuse a file of --variables with %s', async (_what, content, problem) => {
    const variables = save('variables.json', content);
    await expect(check([save('lists.graphql', LISTS), '--variables', variables])).rejects.toThrow(problem);
  });
});
