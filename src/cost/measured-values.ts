/** Counts the values of an answer as they arrive, and defers to a later turn of the event loop those that the current one has no room for. */
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
import type { Context } from '../context.ts';
import { givenUp } from '../http/given-up.ts';
import type { AnswerSize } from '../size/answer-size.ts';
import { countValues, MEMORY_OF_VALUE, MOST_VALUES, unitsOfWalk } from '../size/json-size.ts';
import { UNITS_PER_TURN } from '../size/turns.ts';
import {
  EMPTY_OBJECT,
  ERROR_UNITS,
  ERROR_WEIGHT,
  ITEM_MEMORY,
  JSON_BYTES_PER_UNIT,
  JSON_MEMORY_PER_BYTE,
  LEAST_LEAF_BYTES,
  LEAST_RECORD_BYTES,
  leastBytesOfJson,
  type Weight,
  weightOfObject,
} from './weights.ts';

/** The field that returns a value. */
export interface Place {
  readonly context: Context;
  readonly info: GraphQLResolveInfo;
}

/** Counts a value. Returns the value, a promise of it, or nothing if the operation is over. */
export type Admit = (value: unknown, place: Place) => unknown;

/** Counts a part of an object. It shares the object's turn. */
export function admitPart(value: unknown, type: GraphQLCompositeType, place: Place): unknown {
  if (isNothing(value)) return value;
  charge(weightOf(value, type, place), place);
  return value;
}

/** Counts an object from a loader. It waits for a turn of its own, because thousands of fields can wait for the same object. */
export function admitFound(value: unknown, type: GraphQLCompositeType, place: Place): unknown {
  if (isNothing(value)) return value;
  const weight = weightOf(value, type, place);
  charge(weight, place);
  const { size } = place.context;
  if (size.turns.room() <= 0) return size.turns.next(size, weight.units).then(() => value);
  size.turns.spend(weight.units);
  return value;
}

/** Counts the content of a document. The loader counts the memory of it. */
export function admitText(value: unknown, { context: { size } }: Place): unknown {
  if (typeof value === 'string') size.charge(value.length, 0);
  return size.isOver ? null : value;
}

/** Counts all items of a list before the first of them is built. */
export function admitList(value: unknown, itemType: GraphQLOutputType, place: Place): unknown {
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const { size } = place.context;
  const type = getNullableType(itemType);
  if (isListType(type) || isLeafType(type)) {
    size.charge(items.length * LEAST_ITEM_BYTES, items.length * ITEM_MEMORY);
    return size.isOver ? [] : items;
  }
  // Entities resolve one by one.
  if (!isObjectType(type)) return items.map((item) => admitItem(item, type, place));
  const { bytes, memory, units } = weightOf(null, type, place);
  size.charge(items.length * (bytes + COMMA_BYTES), items.length * (memory + ITEM_MEMORY));
  return size.isOver ? [] : inTurns(items, units, size);
}

/** Counts a field's error, and throws it in a turn that has room for graphql-js to format it. */
export async function admitError(error: unknown, size: AnswerSize): Promise<never> {
  const { turns } = size;
  size.charge(ERROR_WEIGHT.bytes, ERROR_WEIGHT.memory);
  if (turns.room() <= 0) await turns.next(size, ERROR_UNITS, ERROR_UNITS);
  else turns.spend(ERROR_UNITS);
  throw error;
}

const COMMA_BYTES = 1;
const LEAST_ITEM_BYTES = LEAST_LEAF_BYTES + COMMA_BYTES;

function admitItem(item: unknown, type: GraphQLCompositeType, place: Place): unknown {
  return item instanceof Promise
    ? item.then((found: unknown) => admitFound(found, type, place))
    : admitFound(item, type, place);
}

/** Gives out the items of a short list in one turn, and those of a long list in several. */
function inTurns(items: readonly unknown[], units: number, size: AnswerSize): unknown {
  const { turns } = size;
  const all = items.length * units;
  if (all <= UNITS_PER_TURN) {
    // A turn may overrun a little, so that the many short lists of one resource stay together.
    if (turns.room() > -UNITS_PER_TURN) {
      turns.spend(all);
      return items;
    }
    return turns.next(size, all).then(() => (size.isOver ? [] : items));
  }
  const perTurn = Math.max(1, Math.floor(UNITS_PER_TURN / units));
  const chunks = Array.from({ length: Math.ceil(items.length / perTurn) }, (_, number) => {
    const chunk = items.slice(number * perTurn, (number + 1) * perTurn);
    const clearing = chunk.length * ERROR_UNITS;
    const turn = turns.next(size, chunk.length * units, clearing);
    return chunk.map(async (item) => {
      await turn;
      // The error of one item ends the list.
      if (size.isOver) throw size.stoppedBy ?? givenUp();
      return item;
    });
  });
  return chunks.flat();
}

interface ShownRecord {
  readonly json: unknown;
  readonly bytes: number;
}

/** The records that each operation has shown as JSON, by their resources. */
const shown = new WeakMap<AnswerSize, Map<unknown, ShownRecord | Promise<ShownRecord>>>();

/** Counts a record as JSON. An operation masks it once, however many aliases show it. Other operations never see the copy. */
export function admitRecord(source: unknown, size: AnswerSize, make: () => unknown): unknown {
  if (size.isOver) return NO_RECORD;
  const records = shown.get(size) ?? new Map<unknown, ShownRecord | Promise<ShownRecord>>();
  shown.set(size, records);
  const record = records.get(source) ?? makeInTurn(source, size, make);
  records.set(source, record);
  if (!(record instanceof Promise)) return answered(record, size);
  return record.then((made) => {
    // Later aliases get it at once: a promise for each of a hundred thousand takes memory.
    records.set(source, made);
    return answered(made, size);
  });
}

/** The record of an operation that is over, whose answer is never sent. */
const NO_RECORD = Object.freeze({});

function answered({ json, bytes }: ShownRecord, size: AnswerSize): unknown {
  size.charge(bytes - LEAST_RECORD_BYTES, 0);
  return size.isOver ? NO_RECORD : json;
}

function makeInTurn(
  source: unknown,
  size: AnswerSize,
  make: () => unknown,
): ShownRecord | Promise<ShownRecord> {
  const values = countValues(source, MOST_VALUES.record);
  const units = unitsOfWalk(values);
  const measure = (json: unknown): ShownRecord => {
    const bytes = leastBytesOfJson(json, size.maxBytes);
    size.turns.spend(Math.max(0, Math.ceil(bytes / JSON_BYTES_PER_UNIT) - units));
    size.hold(Math.max(bytes * JSON_MEMORY_PER_BYTE, values * MEMORY_OF_VALUE));
    return { json, bytes };
  };
  if (size.turns.room() <= 0) return size.turns.nextToFinish(size, units).then(make).then(measure);
  size.turns.spend(units);
  const json = make();
  return json instanceof Promise ? json.then(measure) : measure(json);
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function charge({ bytes, memory }: Weight, { context }: Place): void {
  context.size.charge(bytes, memory);
}

/** Keyed by the array of a selection's field nodes, which graphql-js creates once for an operation. */
const weights = new WeakMap<readonly FieldNode[], Map<GraphQLCompositeType, Weight>>();

/** Returns the weight of an object, by its selected fields. */
function weightOf(value: unknown, declared: GraphQLCompositeType, { info, context }: Place): Weight {
  const type = isObjectType(declared) ? declared : typeAmong(declared, value, { info, context });
  if (type === null) return EMPTY_OBJECT;
  const known = weights.get(info.fieldNodes);
  const found = known?.get(type);
  if (found !== undefined) return found;
  const weight = weightOfObject(type, info);
  if (known === undefined) weights.set(info.fieldNodes, new Map([[type, weight]]));
  else known.set(type, weight);
  return weight;
}

/** Returns the object type of a value; null if only a promise tells it, or if graphql-js will refuse the value. */
function typeAmong(
  type: GraphQLAbstractType,
  value: unknown,
  { info, context }: Place,
): GraphQLObjectType | null {
  const name = (type.resolveType ?? defaultTypeResolver)(value, context, info, type);
  const found = typeof name === 'string' ? info.schema.getType(name) : undefined;
  return isObjectType(found) ? found : null;
}
