/** Finds each null of a field with `@semanticNonNull` that no error explains. */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  execute,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  print,
  responsePathAsArray,
  visit,
} from 'graphql';
import type { ResponsePath } from '../../src/epic/warnings.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { SEMANTIC_NON_NULL } from '../../src/graphql/schema/router-hints.ts';

/** The schema that clients get. */
export const CLIENT_SCHEMA = buildSchema(readFileSync('sdl/schema.graphql', 'utf8'));

/** Returns the fields with the directive, as `Type.field`. */
export function markedFieldsOf(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields())
          .filter(isMarked)
          .map(({ name }) => `${type.name}.${name}`)
      : [],
  );
}

function isMarked(field: GraphQLField<unknown, unknown> | undefined): boolean {
  return field?.astNode?.directives?.some(({ name }) => name.value === SEMANTIC_NON_NULL) === true;
}

/** Adds `__typename` to every selection. `inspectNulls` needs it for the members of unions. */
export function withTypeNames(text: string): string {
  const typeName = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  return print(
    visit(parse(text), {
      SelectionSet: (node) => ({ ...node, selections: [typeName, ...node.selections] }),
    }),
  );
}

export interface Exchange {
  /** An operation with `__typename` in every selection. */
  readonly text: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly answer: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly path?: ResponsePath }[];
  };
}

interface InspectedNulls {
  /** The paths of null fields with the directive for which no error has this path or a longer one. */
  readonly unexplained: readonly string[];
  /** The fields with the directive that are null with an error, and those with a value, as `Type.field`. */
  readonly failed: readonly string[];
  readonly present: readonly string[];
}

/** Executes the operation again, on its own response. */
export function inspectNulls(
  { text, variables, answer: { data, errors = [] } }: Exchange,
  schema = CLIENT_SCHEMA,
): InspectedNulls {
  const unexplained: string[] = [];
  const failed: string[] = [];
  const present: string[] = [];
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) => {
    const { parentType, fieldName } = info;
    const path = responsePathAsArray(info.path);
    const value = isObject(source) ? source[String(info.path.key)] : null;
    if (!isMarked(parentType.getFields()[fieldName])) return value;
    const isExplained = errors.some((error) => path.every((step, at) => error.path?.[at] === step));
    if (value !== null) present.push(`${parentType.name}.${fieldName}`);
    else if (isExplained) failed.push(`${parentType.name}.${fieldName}`);
    else unexplained.push(path.join('.'));
    return value;
  };
  if (isObject(data))
    void execute({
      schema,
      document: parse(text),
      rootValue: data,
      variableValues: variables,
      fieldResolver,
      typeResolver: nameType,
    });
  return { unexplained, failed, present };
}

function nameType(value: unknown): string | undefined {
  return isObject(value) ? String(value['__typename']) : undefined;
}
