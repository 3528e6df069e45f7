/** Charges the values of a response as they resolve. Defers values to a later turn of the event loop when the current turn is full. */
import {
  defaultTypeResolver,
  type FieldNode,
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { abortError } from '../../http/abort.ts';
import { BYTES_PER_VALUE, countValues, MAX_JSON_VALUES, unitsOfTraversal } from '../../json/size.ts';
import type { ResponseBudget } from '../../limits/response-budget.ts';
import { UNITS_PER_TURN } from '../../limits/turn-scheduler.ts';
import type { Context } from '../context.ts';
import {
  EMPTY_OBJECT,
  ERROR_UNITS,
  ERROR_WEIGHT,
  ITEM_MEMORY,
  JSON_BYTES_PER_UNIT,
  JSON_MEMORY_PER_BYTE,
  MIN_LEAF_BYTES,
  MIN_RECORD_BYTES,
  minBytesOfJson,
  type Weight,
  weightOfObject,
} from './weights.ts';

/** The field that resolved a value. */
export interface ResolvedField {
  readonly context: Context;
  readonly info: GraphQLResolveInfo;
}

/** Charges a value. Returns it, or a promise of it, or an empty value if the operation is over. */
export type AdmitValue = (value: unknown, field: ResolvedField) => unknown;

/** Charges a part of an object. It shares the turn of the object. */
export function admitPart(value: unknown, type: GraphQLCompositeType, field: ResolvedField): unknown {
  if (isNullish(value)) return value;
  charge(weightOf(value, type, field), field);
  return value;
}

/** Charges an object from a loader. It waits for a turn with room, because thousands of fields can await the same object. */
export function admitFound(value: unknown, type: GraphQLCompositeType, field: ResolvedField): unknown {
  if (isNullish(value)) return value;
  const weight = weightOf(value, type, field);
  charge(weight, field);
  const { responseBudget } = field.context;
  if (responseBudget.turns.unitsLeft() <= 0)
    return responseBudget.turns.next(responseBudget, weight.units).then(() => value);
  responseBudget.turns.spend(weight.units);
  return value;
}

/** Charges the content of a document. The loader charges its memory. */
export function admitText(value: unknown, { context: { responseBudget } }: ResolvedField): unknown {
  if (typeof value === 'string') responseBudget.charge(value.length, 0);
  return responseBudget.isOver ? null : value;
}

/** Charges all items of a list before the first one is built. */
export function admitList(value: unknown, itemType: GraphQLOutputType, field: ResolvedField): unknown {
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const { responseBudget } = field.context;
  const type = getNullableType(itemType);
  if (isListType(type) || isLeafType(type)) {
    responseBudget.charge(items.length * MIN_ITEM_BYTES, items.length * ITEM_MEMORY);
    return responseBudget.isOver ? [] : items;
  }
  // Only `_entities` returns a list of an abstract type, whose items resolve one by one.
  if (!isObjectType(type)) return items.map((item) => admitItem(item, type, field));
  const { bytes, memory, units } = weightOf(null, type, field);
  responseBudget.charge(items.length * (bytes + COMMA_BYTES), items.length * (memory + ITEM_MEMORY));
  return responseBudget.isOver ? [] : spreadOverTurns(items, units, responseBudget);
}

/** Charges the error of a field. Throws it in a turn with room for graphql-js to format it. */
export async function admitError(error: unknown, responseBudget: ResponseBudget): Promise<never> {
  const { turns } = responseBudget;
  responseBudget.charge(ERROR_WEIGHT.bytes, ERROR_WEIGHT.memory);
  if (turns.unitsLeft() <= 0) await turns.next(responseBudget, ERROR_UNITS, ERROR_UNITS);
  else turns.spend(ERROR_UNITS);
  throw error;
}

const COMMA_BYTES = 1;
const MIN_ITEM_BYTES = MIN_LEAF_BYTES + COMMA_BYTES;

function admitItem(item: unknown, type: GraphQLCompositeType, field: ResolvedField): unknown {
  return item instanceof Promise
    ? item.then((found: unknown) => admitFound(found, type, field))
    : admitFound(item, type, field);
}

/** Resolves a short list in one turn, and a long list over several turns. */
function spreadOverTurns(items: readonly unknown[], units: number, responseBudget: ResponseBudget): unknown {
  const { turns } = responseBudget;
  const all = items.length * units;
  if (all <= UNITS_PER_TURN) {
    // Let a turn overrun a little, so the many short lists of one resource stay together.
    if (turns.unitsLeft() > -UNITS_PER_TURN) {
      turns.spend(all);
      return items;
    }
    return turns.next(responseBudget, all).then(() => (responseBudget.isOver ? [] : items));
  }
  const perTurn = Math.max(1, Math.floor(UNITS_PER_TURN / units));
  const chunks = Array.from({ length: Math.ceil(items.length / perTurn) }, (_, number) => {
    const chunk = items.slice(number * perTurn, (number + 1) * perTurn);
    const clearing = chunk.length * ERROR_UNITS;
    const turn = turns.next(responseBudget, chunk.length * units, clearing);
    return chunk.map(async (item) => {
      await turn;
      // An error in one item ends the whole list.
      if (responseBudget.isOver) throw responseBudget.stoppedBy ?? abortError();
      return item;
    });
  });
  return chunks.flat();
}

interface ShownRecord {
  readonly json: unknown;
  readonly bytes: number;
}

/** The raw JSON that each operation has shown, keyed by resource. */
const shown = new WeakMap<ResponseBudget, Map<unknown, ShownRecord | Promise<ShownRecord>>>();

/** Charges the raw JSON of a resource. An operation redacts each resource once for all aliases. The copy is never shared with other operations. */
export function admitRecord(source: unknown, responseBudget: ResponseBudget, make: () => unknown): unknown {
  if (responseBudget.isOver) return NO_RECORD;
  const records = shown.get(responseBudget) ?? new Map<unknown, ShownRecord | Promise<ShownRecord>>();
  shown.set(responseBudget, records);
  const record = records.get(source) ?? makeRecordInTurn(source, responseBudget, make);
  records.set(source, record);
  if (!(record instanceof Promise)) return chargeShown(record, responseBudget);
  return record.then((made) => {
    // Replace the promise, because a promise for each of a hundred thousand aliases would take much memory.
    records.set(source, made);
    return chargeShown(made, responseBudget);
  });
}

/** Replaces raw JSON once the operation is over and its response will not be sent. */
const NO_RECORD = Object.freeze({});

function chargeShown({ json, bytes }: ShownRecord, responseBudget: ResponseBudget): unknown {
  responseBudget.charge(bytes - MIN_RECORD_BYTES, 0);
  return responseBudget.isOver ? NO_RECORD : json;
}

function makeRecordInTurn(
  source: unknown,
  responseBudget: ResponseBudget,
  make: () => unknown,
): ShownRecord | Promise<ShownRecord> {
  const values = countValues(source, MAX_JSON_VALUES.record);
  const units = unitsOfTraversal(values);
  const measure = (json: unknown): ShownRecord => {
    const bytes = minBytesOfJson(json, responseBudget.maxBytes);
    responseBudget.turns.spend(Math.max(0, Math.ceil(bytes / JSON_BYTES_PER_UNIT) - units));
    responseBudget.hold(Math.max(bytes * JSON_MEMORY_PER_BYTE, values * BYTES_PER_VALUE));
    return { json, bytes };
  };
  if (responseBudget.turns.unitsLeft() <= 0)
    return responseBudget.turns.nextToFinish(responseBudget, units).then(make).then(measure);
  responseBudget.turns.spend(units);
  const json = make();
  return json instanceof Promise ? json.then(measure) : measure(json);
}

function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function charge({ bytes, memory }: Weight, { context }: ResolvedField): void {
  context.responseBudget.charge(bytes, memory);
}

/** Keyed by the array of field nodes, which graphql-js creates once per operation. */
const weights = new WeakMap<readonly FieldNode[], Map<GraphQLCompositeType, Weight>>();

/** Returns the weight of an object, based on its selected fields. */
function weightOf(value: unknown, declared: GraphQLCompositeType, { info, context }: ResolvedField): Weight {
  const type = isObjectType(declared) ? declared : resolveObjectType(declared, value, { info, context });
  if (type === null) return EMPTY_OBJECT;
  const known = weights.get(info.fieldNodes);
  const found = known?.get(type);
  if (found !== undefined) return found;
  const weight = weightOfObject(type, info);
  if (known === undefined) weights.set(info.fieldNodes, new Map([[type, weight]]));
  else known.set(type, weight);
  return weight;
}

/** Returns the object type of a value; null if it resolves asynchronously, or if graphql-js will reject the value. */
function resolveObjectType(
  type: GraphQLAbstractType,
  value: unknown,
  { info, context }: ResolvedField,
): GraphQLObjectType | null {
  const name = (type.resolveType ?? defaultTypeResolver)(value, context, info, type);
  const found = typeof name === 'string' ? info.schema.getType(name) : undefined;
  return isObjectType(found) ? found : null;
}
