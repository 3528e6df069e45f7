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
import { ONCE, UNCOUNTABLE } from './cardinality.ts';
import { chargeFor, type PriceSettings } from './charges.ts';
import { CostReport, type PricedField, type SizedField } from './cost-report.ts';
import { createFieldCosts } from './field-costs.ts';
import { OperationTraversal } from './operation-traversal.ts';

export interface PriceableOperation {
  readonly document: DocumentNode;
  /** The operation of the document that is to be executed. */
  readonly operation: OperationDefinitionNode;
  /** The variables of the request, unchecked. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Price {
  /** FHIR requests; UNCOUNTABLE if there are too many to count. */
  readonly calls: number;
  /** The fields that cost most, the costliest first. */
  readonly costliest: readonly PricedField[];
  /** Bytes of the answer where each list is full and the rest is short; UNCOUNTABLE if there are too many to count. */
  readonly bytes: number;
  /** The fields that answer most, the largest first. */
  readonly largest: readonly SizedField[];
}

/** Returns null for an operation that cannot be executed, and so requests nothing. */
export type Pricing = (operation: PriceableOperation) => Price | null;

/** How many fields a refusal names. */
const MAX_NAMED_FIELDS = 3;
/** One is enough here: graphql-js reports all of them when it executes the operation. */
const MAX_COERCION_ERRORS = 1;

export function createPricing(schema: GraphQLSchema, settings: PriceSettings): Pricing {
  const fieldOf = createFieldCosts(schema);
  return ({ document, operation, variables }) => {
    const type = schema.getRootType(operation.operation);
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: MAX_COERCION_ERRORS,
    });
    if (type === undefined || type === null || coerced === undefined) return null;
    const costReport = new CostReport();
    const traversal = new OperationTraversal({
      schema,
      fieldOf,
      fragments: fragmentsOf(document),
      variables: coerced,
    });
    const { selectionSet } = operation;
    traversal.visitLater({
      type,
      selectionSets: [selectionSet],
      cardinality: ONCE,
      pathCost: costReport.root,
      includedPaths: [],
    });
    for (let selection = traversal.next(); selection !== null; selection = traversal.next()) {
      chargeFor(traversal, selection, settings);
    }
    return {
      calls: traversal.hasExceededLimit ? UNCOUNTABLE : costReport.calls,
      costliest: costReport.costliest(MAX_NAMED_FIELDS),
      bytes: costReport.bytes,
      largest: costReport.largest(MAX_NAMED_FIELDS),
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
