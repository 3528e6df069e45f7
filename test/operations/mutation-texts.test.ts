import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { VISIT_PREPARATION } from 'epic-fhir-sandbox/data';
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
import { getSchema } from '../../src/graphql/schema/schema.ts';
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

/** Scalars that are not text. */
const NON_TEXT_SCALARS: ReadonlySet<string> = new Set(['Boolean', 'Float', 'Int']);

/** Returns the path of every text below an argument, according to the schema, with 0 for each list item. */
function textPathsOf(type: GraphQLInputType, path: string): string[] {
  if (isNonNullType(type)) return textPathsOf(type.ofType, path);
  if (isListType(type)) return textPathsOf(type.ofType, `${path}.0`);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).flatMap((field) =>
      textPathsOf(field.type, `${path}.${field.name}`),
    );
  if (isEnumType(type)) return [];
  if (isScalarType(type)) return NON_TEXT_SCALARS.has(type.name) ? [] : [path];
  throw new Error(`There is no such input: ${String(getNamedType(type))}`);
}

const MUTATIONS = Object.values(getSchema().getMutationType()?.getFields() ?? {});
const TEXT_PATHS = MUTATIONS.flatMap(({ name, args }) =>
  args.flatMap((arg) => textPathsOf(arg.type, arg.name).map((path) => [name, path] as const)),
);

/** Optional texts, which the inputs of the other tests omit. */
const OPTIONAL_TEXTS: Readonly<Partial<Record<MutationName, Record<string, unknown>>>> = {
  addAllergy: { onset: '2020' },
  answerQuestionnaire: {
    questionnaireId: VISIT_PREPARATION.id,
    answers: [{ linkId: 'weight', values: ['70.5'], unit: 'kg' }],
  },
  createPatient: { identifiers: [{ system: '2.16.840.1.113883.4.1', value: '123-45-6789' }] },
};

function changeTextAt(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (text: string) => string,
): unknown {
  if (name === undefined) {
    if (typeof value !== 'string') throw new Error('There is no text at the path.');
    return change(value);
  }
  if (Array.isArray(value))
    return value.map((item: unknown, nth) =>
      String(nth) === name ? changeTextAt(item, rest, change) : item,
    );
  if (!isObject(value) || !(name in value)) throw new Error(`The input has no ${name}.`);
  return { ...value, [name]: changeTextAt(value[name], rest, change) };
}

/** Placed inside the text, because the gateway ignores spaces around it. */
const HIDDEN_CHARACTERS = [
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
  return { input: { ...inputFor(name, sandbox), ...OPTIONAL_TEXTS[name] }, idempotencyKey: newKey() };
}

/** Returns the paths that the error names, from the gateway's checks or from a stricter scalar of the schema. */
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

describe('the texts of a mutation [T1-T9]', () => {
  it('covers the texts of every mutation', () => {
    expect(MUTATIONS.map(({ name }) => name).toSorted()).toEqual([...MUTATION_NAMES].toSorted());
    expect(TEXT_PATHS.length).toBeGreaterThan(25);
  });

  it.each(TEXT_PATHS)(
    'refuses %s before any request if %s has a hidden character, and names the path',
    async (name, path) => {
      if (!isMutationName(name)) throw new Error('The mutation has no input to start from.');
      const outcomes: unknown[] = [];
      const since = sandbox.requests.length;
      for (const hidden of HIDDEN_CHARACTERS) {
        const given = changeTextAt(
          argumentsFor(name),
          path.split('.'),
          (text) => `${text.slice(0, 1)}${hidden}${text.slice(1)}`,
        );
        if (!isObject(given) || !isObject(given['input'])) throw new Error('There is no input.');
        const { errors } = await write(gateway, name, given['input'], String(given['idempotencyKey']));
        outcomes.push([errors?.[0]?.extensions.code, pathsIn(errors)]);
      }
      expect(outcomes).toEqual(HIDDEN_CHARACTERS.map(() => ['BAD_USER_INPUT', [path]]));
      expect(sandbox.requests.slice(since)).toEqual([]);
    },
  );

  it.each(MUTATION_NAMES)('accepts %s with every possible text', async (name) => {
    const { input, idempotencyKey } = argumentsFor(name);
    if (!isObject(input)) throw new Error('There is no input.');
    expect((await write(gateway, name, input, String(idempotencyKey))).errors).toBeUndefined();
  });
});
