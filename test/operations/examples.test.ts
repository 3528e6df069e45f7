import { readFileSync } from 'node:fs';
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import {
  buildSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { CLIENT_EXAMPLES, EXAMPLES } from '../support/example-operations.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { QUALIFIERS } from '../support/guards.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { countWaves } from '../support/waves.ts';

const README = 'examples/README.md';
const PARSED = EXAMPLES.map((example) => ({ ...example, document: parse(example.text) }));

/** The number of requests in each wave, as the README's table documents it for each operation it links to. */
const DOCUMENTED_WAVES: ReadonlyMap<string, readonly number[]> = new Map(
  [
    ...readFileSync(README, 'utf8').matchAll(
      /^\| \[([\w-]+)\]\((?:router-)?operations\/\1\.graphql\) .*\| *([\d +]+?) *\|$/gm,
    ),
  ].map(([, name = '', waves = '']) => [
    name,
    waves
      .split('+')
      .map(Number)
      .filter((count) => count > 0),
  ]),
);

/** Paths of fields for unusual findings, which most charts leave empty. */
const USUALLY_EMPTY =
  /\b(authenticationTime|authenticator|codeStatus|isOutsideReferenceRange|isReconciled|isReplacedBy|(labResults|nodes|resource)\.components|(observations|vitalSigns)\.isAbnormal|prohibitions|(medications|ordered|record)\.reported|relatesTo|reported\.isActive|replacedBy|source)\b/;

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

/** Configured as by `npm start`; a new gateway for each test caches nothing from other operations. */
beforeEach(async () => {
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    limits: { maxConcurrency: 128 },
    server: { explorer: { signsIn: false } },
  });
  // The gateway loads its token and the CapabilityStatement once; load them before counting.
  await gateway.http.get('/readyz');
  // It tries an include for a few patients first, until the server has honored it.
  await gateway.query(
    `{ patient(id: "${CAMILA_LOPEZ}") { appointments(first: 1) { patient { resource { __typename } } } } }`,
  );
});

afterEach(() => gateway.close());

afterAll(() => sandbox.close());

describe('the table in the README of the examples', () => {
  it('lists exactly the example operations in the table of the README', () => {
    expect([...DOCUMENTED_WAVES.keys()].toSorted()).toEqual(EXAMPLES.map(({ name }) => name).toSorted());
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(14);
  });
});

describe.each(PARSED)('the example $name', ({ name, text, document, variables }) => {
  it('has one operation named like its file in each example, with variables for all values', () => {
    const operations = operationsOf(document);
    expect(operations.map((operation) => kebabCase(operation.name?.value ?? ''))).toEqual([name]);
    const declared = operations[0]?.variableDefinitions?.map(({ variable }) => variable.name.value);
    expect(declared?.toSorted()).toEqual(Object.keys(variables).toSorted());
    expect(print(document)).not.toContain('"');
  });

  it('returns a value for each field of an example, in the waves that the README states', async () => {
    const documented = DOCUMENTED_WAVES.get(name) ?? [];
    const { waves, answer } = await countWaves(
      sandbox,
      (headers) => gateway.query(text, variables, headers),
      documented,
    );
    expect(waves).toEqual(documented);
    const { data } = answer;
    const withoutValue = fieldsOf(document).filter(
      (path) =>
        !path.some((field) => Object.hasOwn(QUALIFIERS, field)) &&
        !USUALLY_EMPTY.test(path.join('.')) &&
        valuesAt(data, path).length === 0,
    );
    expect(withoutValue.map((path) => path.join('.'))).toEqual([]);
  });
});

describe('the folder of examples', () => {
  const all = parse(CLIENT_EXAMPLES.map(({ text }) => text).join('\n'));

  it('validates the folder of examples as one document against the plain SDL, as code generators read it', () => {
    const schema = buildSchema(readFileSync('sdl/schema.graphql', 'utf8'));
    // A document with several operations is valid only if none of them is anonymous.
    expect(validate(schema, all)).toEqual([]);
  });

  it('selects __typename next to every inline fragment of an example, so that generated types can be distinguished', () => {
    const without: string[] = [];
    visit(all, {
      SelectionSet({ selections }) {
        const isSplit = selections.some(({ kind }) => kind === Kind.INLINE_FRAGMENT);
        const names = selections.flatMap((one) => (one.kind === Kind.FIELD ? one.name.value : []));
        if (isSplit && !names.includes('__typename')) without.push(names.join(' '));
      },
    });
    expect(without).toEqual([]);
  });
});

describe('an example with pagination', () => {
  const paging = EXAMPLES.filter(({ variables }) => 'after' in variables);

  it.each(paging)(
    'continues an example from the cursor that it returns: $name',
    async ({ text, variables }) => {
      const first = await gateway.query(text, variables);
      const [after] = valuesNamed(first.data, 'endCursor');
      const second = await gateway.query(text, { ...variables, after });
      expect(second.errors).toBeUndefined();
      const seen = valuesNamed(at(first, 'data'), 'nodes').flat();
      const next = valuesNamed(at(second, 'data'), 'nodes').flat();
      expect(next.length).toBeGreaterThan(0);
      expect(next).not.toEqual(seen);
    },
  );
});

function operationsOf({ definitions }: DocumentNode): OperationDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function kebabCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** Returns the path of each leaf field from the root, through fragments. */
function fieldsOf(document: DocumentNode): string[][] {
  const fragments: ReadonlyMap<string, FragmentDefinitionNode> = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  function below({ selections }: SelectionSetNode): string[][] {
    return selections.flatMap((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return below(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        return fragment === undefined ? [] : below(fragment.selectionSet);
      }
      const key = (selection.alias ?? selection.name).value;
      const inner = selection.selectionSet === undefined ? [[]] : below(selection.selectionSet);
      return inner.map((path) => [key].concat(path));
    });
  }
  return operationsOf(document).flatMap(({ selectionSet }) => below(selectionSet));
}

/** Returns the non-null values at a path, through all lists on the way. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesAt(item, path));
  if (value === null || value === undefined || value === '') return [];
  const [key, ...rest] = path;
  return key === undefined ? [value] : valuesAt(at(value, key), rest);
}

/** Returns every value under a name, at any depth. */
function valuesNamed(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesNamed(item, name));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === name ? [inner] : valuesNamed(inner, name),
  );
}
