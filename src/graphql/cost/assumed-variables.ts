/** Assumes values for variables, to price a document that no client has sent yet. */
import {
  GraphQLEnumType,
  type GraphQLError,
  type GraphQLInputType,
  GraphQLInputObjectType,
  type GraphQLSchema,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type TypeNode,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { MAX_PAGE_SIZE } from '../../loaders/pages.ts';

type Variables = Readonly<Record<string, unknown>>;

export interface AssumedVariables {
  /** The values to price with. */
  readonly variables: Variables;
  /** The assumed values among them. */
  readonly assumed: Variables;
  /** The errors of given values. */
  readonly errors: readonly GraphQLError[];
}

export interface Assumptions {
  /** The value of integers, all of which are page sizes or limits. */
  readonly integer: number;
  /** How many items a list of ids or texts has. */
  readonly items: number;
}

/** The variables of the cheapest operation that selects something. */
export const SMALLEST: Assumptions = { integer: 1, items: 1 };

/** The largest pages, and as many ids as a screen shows. */
export const LARGEST: Assumptions = { integer: MAX_PAGE_SIZE, items: 10 };

const ASSUMED_ID = 'example';

const ASSUMED_SCALARS: Readonly<Record<string, unknown>> = {
  Boolean: true,
  Float: 1,
  FhirDate: '2026-01-01',
  FhirDateTime: '2026-01-01T00:00:00Z',
  FhirDecimal: '1',
  JSON: {},
  _Any: { __typename: 'Patient', id: ASSUMED_ID },
};

/**
 * Returns the given variables, with an assumed value for each required variable without a default. Other variables keep their default, or are
 * absent.
 */
export function assumeVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Variables,
  assumptions: Assumptions,
): AssumedVariables {
  const assumed = Object.fromEntries(
    variableDefinitions.flatMap(({ variable: { name }, type, defaultValue }) =>
      type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined && !Object.hasOwn(given, name.value)
        ? [[name.value, assumeValue(inputTypeOf(schema, type), assumptions)]]
        : [],
    ),
  );
  const variables = { ...given, ...assumed };
  const { errors = [] } = getVariableValues(schema, variableDefinitions, variables);
  return { variables, assumed, errors };
}

/** Returns undefined for types that are no input types, which validation refuses. */
function inputTypeOf(schema: GraphQLSchema, type: TypeNode): GraphQLInputType | undefined {
  const named = typeFromAST(schema, type);
  return isInputType(named) ? named : undefined;
}

/** @param at the position in a list, whose items differ so that each of them counts */
function assumeValue(type: GraphQLInputType | undefined, assumptions: Assumptions, at = 0): unknown {
  if (isNonNullType(type)) return assumeValue(type.ofType, assumptions, at);
  if (isListType(type)) {
    const item: unknown = type.ofType;
    if (!isInputType(item)) return undefined;
    const length = /^(ID|String)!?$/.test(String(item)) ? assumptions.items : 1;
    return Array.from({ length }, (_, index) => assumeValue(item, assumptions, index));
  }
  if (type instanceof GraphQLEnumType) return type.getValues()[0]?.name;
  if (type instanceof GraphQLInputObjectType) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(required.map((field) => [field.name, assumeValue(field.type, assumptions)]));
  }
  if (type?.name === 'Int') return assumptions.integer;
  return ASSUMED_SCALARS[type?.name ?? ''] ?? (at === 0 ? ASSUMED_ID : `${ASSUMED_ID}-${at + 1}`);
}
