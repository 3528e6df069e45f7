/** Measures what an operation selects of the schema's own description (`_service { sdl }`, `__schema`, `__type`), without building it. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { getArgumentValues } from 'graphql/execution/values.js';
import { nullIfInvalid } from './operation-traversal.ts';
import { BRACKETS_BYTES, ERROR_WEIGHT, MEMBER_OVERHEAD_BYTES, minBytesOfJson } from './weights.ts';

/** The limit of one operation, in bytes. The SDL has 0.3 MB, and the response to the usual introspection query 0.8 MB. */
export const MAX_DESCRIPTION_BYTES = 1_500_000;

/** The most memory that introspection took for an encoded byte, measured with Node 24: 4 for the usual query, 17 for many short names. */
export const DESCRIPTION_MEMORY_PER_BYTE = 17;

interface DescribingOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Returns the encoded bytes, within a few percent; 0 without such a selection. Stops counting soon after `MAX_DESCRIPTION_BYTES`. */
export function measureDescription(describing: DescribingOperation): number {
  const query = describing.schema.getQueryType();
  return query ? new DescriptionMeter(describing).measure(query) : 0;
}

type Field = GraphQLField<unknown, unknown>;
type FieldNodes = ReadonlyMap<string, readonly FieldNode[]>;

const META_FIELDS: ReadonlyMap<string, Field> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);
const DESCRIBING_FIELDS: ReadonlySet<string> = new Set(['_service', '__schema', '__type']);

/** Calls the resolvers of the description, as graphql-js does, but keeps only the sizes of their values. */
class DescriptionMeter {
  readonly #describing: DescribingOperation;
  readonly #subfields = new Map<readonly FieldNode[], FieldNodes | null>();
  #bytes = 0;

  constructor(describing: DescribingOperation) {
    this.#describing = describing;
  }

  measure(query: GraphQLObjectType): number {
    const { schema, operation, fragments, variables } = this.#describing;
    const fields = nullIfInvalid(() =>
      collectFields(schema, fragments, variables, query, operation.selectionSet),
    );
    for (const [key, nodes] of fields ?? [])
      if (DESCRIBING_FIELDS.has(nodes[0]?.name.value ?? '')) this.#addField(query, undefined, key, nodes);
    return this.#bytes;
  }

  #addField(parentType: GraphQLObjectType, source: unknown, key: string, nodes: readonly FieldNode[]): void {
    const [node] = nodes;
    const field = node && (META_FIELDS.get(node.name.value) ?? parentType.getFields()[node.name.value]);
    if (node === undefined || field === undefined) return;
    this.#bytes += key.length + MEMBER_OVERHEAD_BYTES;
    const { variables, ...execution } = this.#describing;
    const args =
      field.args.length === 0 ? {} : nullIfInvalid(() => getArgumentValues(field, node, variables));
    if (args === null) this.#bytes += ERROR_WEIGHT.bytes;
    // The resolver of `_service` counts its value in the response, which does not exist yet.
    else if (field.name === '_service') this.#addValue(field.type, {}, nodes);
    else {
      const info = {
        ...execution,
        variableValues: variables,
        rootValue: undefined,
        fieldName: field.name,
        fieldNodes: nodes,
        returnType: field.type,
        parentType,
        path: { prev: undefined, key, typename: parentType.name },
      };
      this.#addValue(field.type, field.resolve?.(source, args, undefined, info), nodes);
    }
  }

  #addValue(type: GraphQLOutputType, value: unknown, nodes: readonly FieldNode[]): void {
    if (this.#bytes > MAX_DESCRIPTION_BYTES) return;
    const nullable = getNullableType(type);
    if (isListType(nullable) && Array.isArray(value)) {
      this.#bytes += BRACKETS_BYTES + value.length;
      for (const item of value) this.#addValue(nullable.ofType, item, nodes);
    } else if (isObjectType(nullable) && typeof value === 'object' && value !== null)
      this.#addObject(nullable, value, nodes);
    else this.#bytes += minBytesOfJson(value, MAX_DESCRIPTION_BYTES);
  }

  #addObject(type: GraphQLObjectType, value: object, nodes: readonly FieldNode[]): void {
    const fields = this.#subfieldsOf(type, nodes);
    this.#bytes += fields === null ? ERROR_WEIGHT.bytes : BRACKETS_BYTES;
    for (const [key, below] of fields ?? []) this.#addField(type, value, key, below);
  }

  #subfieldsOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): FieldNodes | null {
    const known = this.#subfields.get(nodes);
    if (known !== undefined) return known;
    const { schema, fragments, variables } = this.#describing;
    const found = nullIfInvalid(() => collectSubfields(schema, fragments, variables, type, nodes));
    this.#subfields.set(nodes, found);
    return found;
  }
}
