/**
 * Measures the response of an operation while graphql-js builds it. Each field that returns an object, a list, raw JSON or the content of a document
 * charges its value first, and waits for another turn of the event loop when the current one is full.
 */
import {
  defaultFieldResolver,
  getNullableType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Context } from '../context.ts';
import { createFieldCosts, type FieldCost } from './field-costs.ts';
import {
  admitError,
  admitFound,
  admitList,
  admitPart,
  admitRecord,
  admitText,
  type AdmitValue,
} from './measured-values.ts';
import { CALL_UNITS, isRecordType } from './weights.ts';

type Field = GraphQLField<unknown, Context>;
type Arguments = Readonly<Record<string, unknown>>;
type Resolve = (source: unknown, args: Arguments, context: Context, info: GraphQLResolveInfo) => unknown;

/** Wraps the resolvers of the schema to measure their values. */
export function measureFields(schema: GraphQLSchema): void {
  const fieldOf = createFieldCosts(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const kind = fieldOf(type, field.name)?.cost.kind ?? 'part';
      field.resolve = measureField(field.resolve ?? defaultFieldResolver, field, kind);
    }
  }
}

function measureField(resolve: Resolve, field: Field, kind: FieldCost['kind']): Resolve {
  if (isRecord(field)) return countRecords(resolve);
  const isCall = kind !== 'part' && kind !== 'page';
  const admit = createAdmitter(field, { isCall, isContent: kind === 'content' });
  if (admit === null) return resolve;
  // Always run the resolver of a write, because it reports whether the write was sent.
  const answer = countValues(resolve, admit, kind === 'write' ? undefined : chooseEmptyValue(field));
  return isCall ? runInOwnTurn(answer) : answer;
}

/** Whether the field returns the raw FHIR JSON of a resource. */
function isRecord({ type, args }: Field): boolean {
  const nullable = getNullableType(type);
  return isLeafType(nullable) && isRecordType(nullable) && args.length === 0;
}

function countRecords(resolve: Resolve): Resolve {
  return (source, args, context, info) =>
    admitRecord(source, context.responseBudget, () => resolve(source, args, context, info));
}

/** Returns the function that charges a field's values; null for leaves, which are charged with their object. */
function createAdmitter(
  { type }: Field,
  { isCall, isContent }: { readonly isCall: boolean; readonly isContent: boolean },
): AdmitValue | null {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return (value, field) => admitList(value, nullable.ofType, field);
  if (isLeafType(nullable)) return isContent ? admitText : null;
  return isCall
    ? (value, field) => admitFound(value, nullable, field)
    : (value, field) => admitPart(value, nullable, field);
}

type EmptyValue = null | [] | undefined;

/** Returns the value of a field once its operation is over; undefined if its resolver must run nevertheless. */
function chooseEmptyValue({ type }: Field): EmptyValue {
  if (!isNonNullType(type)) return null;
  return isListType(type.ofType) ? [] : undefined;
}

function countValues(resolve: Resolve, admit: AdmitValue, emptyValue: EmptyValue): Resolve {
  return (source, args, context, info) => {
    const { responseBudget } = context;
    if (responseBudget.isOver && emptyValue !== undefined) return emptyValue;
    const field = { context, info };
    const value = resolve(source, args, context, info);
    if (!(value instanceof Promise)) return admit(value, field);
    return value.then(
      (found: unknown) => admit(found, field),
      // Thousands of fields can be pending when an operation stops. The response has one error for all of them.
      (error: unknown) =>
        responseBudget.stoppedBy !== null && emptyValue !== undefined
          ? emptyValue
          : admitError(error, responseBudget),
    );
  };
}

/** Calls a loader in a turn of the event loop that has room for it. */
function runInOwnTurn(call: Resolve): Resolve {
  return (source, args, context, info) => {
    const { responseBudget } = context;
    const { turns } = responseBudget;
    if (turns.unitsLeft() <= 0)
      return turns.next(responseBudget, CALL_UNITS).then(() => call(source, args, context, info));
    turns.spend(CALL_UNITS);
    return call(source, args, context, info);
  };
}
