/**
 * Prices an operation before execution, in FHIR requests and bytes of its answer, from the schema, the tables, the selection and the arguments.
 * Retries, further pages and single reads of ids that a search omits are not included.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { IMMENSE, ONCE } from './arrivals.ts';
import { chargeFor, type PriceSettings } from './charges.ts';
import { createFields } from './fields.ts';
import { Ledger, type PricedField, type WeighedField } from './ledger.ts';
import { Walk } from './walk.ts';

export interface OperationToPrice {
  readonly document: DocumentNode;
  /** The one of the document that is to be executed. */
  readonly operation: OperationDefinitionNode;
  /** As they came, unchecked. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Price {
  /** FHIR requests; IMMENSE where there are too many to count. */
  readonly calls: number;
  /** The fields that cost most, the dearest first. */
  readonly dearest: readonly PricedField[];
  /** Bytes of the answer where each list is full and the rest is short; IMMENSE where there are too many to count. */
  readonly bytes: number;
  /** The fields that answer most, the largest first. */
  readonly largest: readonly WeighedField[];
}

/** Null for what cannot be executed, and so asks for nothing. */
export type Pricing = (operation: OperationToPrice) => Price | null;

/** How many fields a refusal names. */
const NAMED = 3;
/** As graphql-js stops at, which has the errors to tell; here it is enough that there is one. */
const MOST_COERCION_ERRORS = 1;

export function createPricing(schema: GraphQLSchema, settings: PriceSettings): Pricing {
  const fieldOf = createFields(schema);
  return ({ document, operation, variables }) => {
    const type = schema.getRootType(operation.operation);
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: MOST_COERCION_ERRORS,
    });
    if (type === undefined || type === null || coerced === undefined) return null;
    const ledger = new Ledger();
    const walk = new Walk({ schema, fieldOf, fragments: fragmentsOf(document), variables: coerced });
    const { selectionSet } = operation;
    walk.follow({ type, selectionSets: [selectionSet], arrivals: ONCE, place: ledger.root, along: [] });
    for (let selection = walk.next(); selection !== null; selection = walk.next()) {
      chargeFor(walk, selection, settings);
    }
    return {
      calls: walk.isGivenUp ? IMMENSE : ledger.calls,
      dearest: ledger.dearest(NAMED),
      bytes: ledger.bytes,
      largest: ledger.largest(NAMED),
    };
  };
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
}
