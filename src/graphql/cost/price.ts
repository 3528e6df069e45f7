/**
 * Estimates the FHIR requests and response bytes of an operation before execution, from the schema, the tables, the selection and the arguments.
 * Excludes retries, further pages, and single reads of ids that a search omits. Counts a search for each list, even if lists may share one.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { buildExecutionContext } from 'graphql/execution/execute.js';
import { getVariableValues } from 'graphql/execution/values.js';
import { createBatchCount } from './batch-count.ts';
import { ONCE, UNCOUNTABLE } from './cardinality.ts';
import { chargeFor } from './charges.ts';
import type { PriceSettings } from './pricing-scope.ts';
import { CostReport, type PricedField, type SizedField } from './cost-report.ts';
import { createFieldCosts } from './field-costs.ts';
import { OperationTraversal } from './operation-traversal.ts';
import { measureDescription } from './schema-description.ts';

export interface PriceableOperation {
  readonly document: DocumentNode;
  /** The operation of the document to execute. */
  readonly operation: OperationDefinitionNode;
  /** The unvalidated variables of the request. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Price {
  /** FHIR requests; UNCOUNTABLE if there are too many to count. */
  readonly calls: number;
  /** The fields with the most FHIR requests, the costliest first. */
  readonly costliest: readonly PricedField[];
  /** Response bytes if each list is full and all other values are short; UNCOUNTABLE if there are too many to count. */
  readonly bytes: number;
  /** The fields with the most bytes, the largest first. */
  readonly largest: readonly SizedField[];
  /** The bytes of the schema's own description among them: SDL and introspection, which cost no FHIR request. */
  readonly descriptionBytes: number;
}

/** Returns null for an operation that cannot be executed, and therefore sends no requests. */
export type Pricing = (operation: PriceableOperation, settings: PriceSettings) => Price | null;

/** The number of fields that a refusal names. */
const MAX_NAMED_FIELDS = 3;
/** One suffices: graphql-js reports all errors when it executes the operation. */
const MAX_COERCION_ERRORS = 1;

export function createPricing(schema: GraphQLSchema): Pricing {
  const fieldOf = createFieldCosts(schema);
  return ({ document, operation, variables }, settings) => {
    const type = schema.getRootType(operation.operation);
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: MAX_COERCION_ERRORS,
    });
    if (type === undefined || type === null || coerced === undefined) return null;
    const costReport = new CostReport();
    const batches = createBatchCount(settings.idBatchSize);
    const fragments = fragmentsOf(document);
    const traversal = new OperationTraversal({
      schema,
      fieldOf,
      fragments,
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
      chargeFor(traversal, selection, settings, batches);
    }
    const descriptionBytes = measureDescription({
      schema,
      operation,
      fragments: Object.fromEntries(fragments),
      variables: coerced,
    });
    costReport.root.child('__schema').addBytes(descriptionBytes);
    return {
      calls: traversal.hasExceededLimit ? UNCOUNTABLE : costReport.calls,
      costliest: costReport.costliest(MAX_NAMED_FIELDS),
      bytes: costReport.bytes,
      largest: costReport.largest(MAX_NAMED_FIELDS),
      descriptionBytes,
    };
  };
}

/** The request for an operation, as it arrived. */
interface OperationRequest {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** Returns false where graphql-js would report errors and execute nothing, for example because a variable is missing. */
export function isExecutable(
  schema: GraphQLSchema,
  { document, operationName, variables }: OperationRequest,
): boolean {
  const execution = { schema, document, operationName: operationName ?? null };
  return 'schema' in buildExecutionContext({ ...execution, variableValues: variables ?? null });
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
}
