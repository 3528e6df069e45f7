import { readFileSync } from 'node:fs';
import type { Sandbox } from 'epic-fhir-sandbox';
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
import { borrowSandbox } from '../support/sandbox.ts';
import { ask } from '../support/upstream.ts';

const README = 'examples/README.md';
const PARSED = EXAMPLES.map((example) => ({ ...example, document: parse(example.text) }));

/** The rows of the README's table: the operation that each links to, and the calls that it states. */
const STATED: ReadonlyMap<string, number> = new Map(
  [
    ...readFileSync(README, 'utf8').matchAll(
      /^\| \[([\w-]+)\]\((?:router-)?operations\/\1\.graphql\) .*\| *(\d+) *\|$/gm,
    ),
  ].map(([, name = '', calls = '']) => [name, Number(calls)]),
);

/** Paths of fields that say what is out of the ordinary, so that most charts have nothing there. */
const BLANK_AT_BEST =
  /\b(authenticationTime|authenticator|codeStatus|isOutsideReferenceRange|isReconciled|isReplacedBy|observations\.isAbnormal|prohibitions|relatesTo|replacedBy|source)\b/;

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

/** As `npm start` makes it, with nothing remembered of another operation. */
beforeEach(async () => {
  gateway = await startGateway(sandbox, { panel: { kind: 'list', identifier: sandbox.panels.list } });
});

afterEach(() => gateway.close());

afterAll(() => sandbox.close());

describe('the table of the examples', () => {
  it('has a row for each operation, and no other', () => {
    expect([...STATED.keys()].toSorted()).toEqual(EXAMPLES.map(({ name }) => name).toSorted());
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(14);
  });
});

describe.each(PARSED)('the example $name', ({ name, text, document, variables }) => {
  it('is one operation named as its file, whose values are variables', () => {
    const operations = operationsOf(document);
    expect(operations.map((operation) => kebabCase(operation.name?.value ?? ''))).toEqual([name]);
    const declared = operations[0]?.variableDefinitions?.map(({ variable }) => variable.name.value);
    expect(declared?.toSorted()).toEqual(Object.keys(variables).toSorted());
    expect(print(document)).not.toContain('"');
  });

  it('answers each field that it selects with a value, by as many calls as the README states', async () => {
    const { data, errors, calls } = await ask(gateway, sandbox, text, variables);
    expect(errors).toBeUndefined();
    const withoutValue = fieldsOf(document).filter(
      (path) => !BLANK_AT_BEST.test(path.join('.')) && valuesAt(data, path).length === 0,
    );
    expect(withoutValue.map((path) => path.join('.'))).toEqual([]);
    expect(calls).toHaveLength(STATED.get(name) ?? -1);
  });
});

describe('the examples as one folder', () => {
  const all = parse(CLIENT_EXAMPLES.map(({ text }) => text).join('\n'));

  it('are valid as one document against the plain SDL, as code generators read them', () => {
    const schema = buildSchema(readFileSync('sdl/schema.graphql', 'utf8'));
    // A document for several clients has several operations, none of which is anonymous.
    expect(validate(schema, all)).toEqual([]);
  });

  it('select __typename beside every inline fragment, by which generators of typed languages tell them apart', () => {
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

describe('the examples that page', () => {
  const paging = EXAMPLES.filter(({ variables }) => 'after' in variables);

  it.each(paging)('go on with the cursor that they answer: $name', async ({ text, variables }) => {
    const first = await gateway.query(text, variables);
    const [after] = valuesNamed(first.data, 'endCursor');
    const second = await gateway.query(text, { ...variables, after });
    expect(second.errors).toBeUndefined();
    const seen = valuesNamed(at(first, 'data'), 'nodes').flat();
    const next = valuesNamed(at(second, 'data'), 'nodes').flat();
    expect(next.length).toBeGreaterThan(0);
    expect(next).not.toEqual(seen);
  });
});

function operationsOf({ definitions }: DocumentNode): OperationDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function kebabCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** Every field without fields of its own, by its path from the root, through fragments. */
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

/** What stands at a path, in all lists on the way; without nulls. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesAt(item, path));
  if (value === null || value === undefined || value === '') return [];
  const [key, ...rest] = path;
  return key === undefined ? [value] : valuesAt(at(value, key), rest);
}

/** What stands under a name anywhere. */
function valuesNamed(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesNamed(item, name));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === name ? [inner] : valuesNamed(inner, name),
  );
}
