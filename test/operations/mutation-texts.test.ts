import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import {
  getNamedType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import {
  inputFor,
  memoryStore,
  MUTATION_NAMES,
  type MutationName,
  newKey,
  write,
  type WriteAnswer,
} from '../support/writing.ts';

/** Scalars that are no text. */
const NO_TEXT: ReadonlySet<string> = new Set(['Boolean', 'Float', 'Int']);

/** The path of every text below an argument, by the schema, with 0 for each item of a list. */
function textPaths(type: GraphQLInputType, path: string): string[] {
  if (isNonNullType(type)) return textPaths(type.ofType, path);
  if (isListType(type)) return textPaths(type.ofType, `${path}.0`);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).flatMap((field) => textPaths(field.type, `${path}.${field.name}`));
  if (isEnumType(type)) return [];
  if (isScalarType(type)) return NO_TEXT.has(type.name) ? [] : [path];
  throw new Error(`There is no such input: ${String(getNamedType(type))}`);
}

const MUTATIONS = Object.values(createSchema().getMutationType()?.getFields() ?? {});
const PLACES = MUTATIONS.flatMap(({ name, args }) =>
  args.flatMap((arg) => textPaths(arg.type, arg.name).map((path) => [name, path] as const)),
);

/** Adds the optional texts to the inputs of the other tests. */
const FULLER: Readonly<Partial<Record<MutationName, Record<string, unknown>>>> = {
  addAllergy: { onset: '2020' },
  createPatient: { identifiers: [{ system: '2.16.840.1.113883.4.1', value: '123-45-6789' }] },
};

function withTextAt(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (text: string) => string,
): unknown {
  if (name === undefined) {
    if (typeof value !== 'string') throw new Error('There is no text at the path.');
    return change(value);
  }
  if (Array.isArray(value))
    return value.map((item: unknown, nth) => (String(nth) === name ? withTextAt(item, rest, change) : item));
  if (!isObject(value) || !(name in value)) throw new Error(`The input has no ${name}.`);
  return { ...value, [name]: withTextAt(value[name], rest, change) };
}

/** Placed within the text, since spaces around it are of no account. */
const HIDDEN = [
  '\u202E',
  '\u2066',
  '\u200B',
  '\u00AD',
  '\uFEFF',
  '\u{E0041}',
  '\uFFFE',
  '\uD83D',
  '\u0000',
  '\u001B',
  '\u0085',
  '\uFFF9',
  '\u200D',
  '\uFE0F',
];

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway(sandbox, { store: memoryStore() });
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

function argumentsFor(name: MutationName): Record<string, unknown> {
  return { input: { ...inputFor(name, sandbox), ...FULLER[name] }, idempotencyKey: newKey() };
}

/** The paths that are named: by the checks, or by a scalar of the graph that is stricter than they are. */
function pathsIn(errors: WriteAnswer['errors']): string[] {
  const [error] = errors ?? [];
  const place = /^Variable "\$(?:input|key)" got an invalid value(?: at "([\w.]+)")?/.exec(
    error?.message ?? '',
  )?.[1];
  return place === undefined ? (error?.extensions.problems ?? []).map(({ path }) => path) : [place];
}

function isMutationName(name: string): name is MutationName {
  return MUTATION_NAMES.some((known) => known === name);
}

describe('a mutation', () => {
  it('is one of those whose texts are walked', () => {
    expect(MUTATIONS.map(({ name }) => name).toSorted()).toEqual([...MUTATION_NAMES].toSorted());
    expect(PLACES.length).toBeGreaterThan(25);
  });

  it.each(PLACES)('%s sends nothing whose %s hides a character, and names the path', async (name, path) => {
    if (!isMutationName(name)) throw new Error('The mutation has no input to start from.');
    const outcomes: unknown[] = [];
    const since = sandbox.requests.length;
    for (const hidden of HIDDEN) {
      const given = withTextAt(
        argumentsFor(name),
        path.split('.'),
        (text) => `${text.slice(0, 1)}${hidden}${text.slice(1)}`,
      );
      if (!isObject(given) || !isObject(given['input'])) throw new Error('There is no input.');
      const { errors } = await write(gateway, name, given['input'], String(given['idempotencyKey']));
      outcomes.push([errors?.[0]?.extensions.code, pathsIn(errors)]);
    }
    expect(outcomes).toEqual(HIDDEN.map(() => ['BAD_USER_INPUT', [path]]));
    expect(sandbox.requests.slice(since)).toEqual([]);
  });

  it.each(MUTATION_NAMES)('%s is accepted with every text that it can have', async (name) => {
    const { input, idempotencyKey } = argumentsFor(name);
    if (!isObject(input)) throw new Error('There is no input.');
    expect((await write(gateway, name, input, String(idempotencyKey))).errors).toBeUndefined();
  });
});
