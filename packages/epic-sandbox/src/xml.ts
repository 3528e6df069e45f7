/** FHIR's XML form of a resource (FHIR R4 §2.6.1), as far as the sandbox's own resources need it. */
import type { Resource } from './types.ts';
import { writtenDecimal } from './data/clinical/decimal.ts';
import { ELEMENT_ORDER } from './element-order.ts';

/** Writes the document with its elements in the order of FHIR's definitions, which XML demands and JSON does not. */
export function toXml(resource: Resource): string {
  return `<?xml version="1.0" encoding="utf-8"?>${resourceElement(resource)}`;
}

/** The elements of a FHIR type or backbone element, by name. */
type Elements = ReadonlyMap<string, Element>;

interface Element {
  readonly place: number;
  /** Empty if it has no children, or several possible types. */
  readonly type: string;
}

const TYPES: ReadonlyMap<string, Elements> = new Map(
  Object.entries(ELEMENT_ORDER).map(([type, order]) => [type, new Map(order.split(' ').map(elementAt))]),
);

function elementAt(row: string, place: number): [name: string, element: Element] {
  const [name = '', type = ''] = row.split(':');
  return [name, { place, type }];
}

const NO_ELEMENTS: Elements = new Map();

/** Finds `valueQuantity` under `value*`, with the type Quantity. Unknown elements come last. */
function elementOf(elements: Elements, name: string): Element {
  const own = elements.get(name);
  if (own !== undefined) return own;
  for (const [start, type] of startsOf(name)) {
    const shared = elements.get(`${start}*`);
    if (shared !== undefined) return { place: shared.place, type };
  }
  return { place: elements.size, type: '' };
}

/** Splits a name before each of its capitals. */
function startsOf(name: string): (readonly [start: string, rest: string])[] {
  return Array.from(name.matchAll(/[A-Z]/g), ({ index }) => [name.slice(0, index), name.slice(index)]);
}

function resourceElement({ resourceType, ...elements }: { resourceType: string }): string {
  const content = inOrder(elements, resourceType, Object.keys(elements));
  return `<${resourceType} xmlns="http://hl7.org/fhir">${content}</${resourceType}>`;
}

/** Writes the children of an element. Unlike a resource's id, an element's id is an attribute. */
function children(object: object, type: string): string {
  return inOrder(
    object,
    type,
    Object.keys(object).filter((name) => !isAttribute(type, name)),
  );
}

/** @param keys the members to write, `_name` included */
function inOrder(object: object, type: string, keys: readonly string[]): string {
  const elements = TYPES.get(type) ?? NO_ELEMENTS;
  const members = new Map<string, unknown>(Object.entries(object));
  return [...new Set(keys.map((key) => key.replace(/^_/, '')))]
    .map((name) => ({ name, element: elementOf(elements, name) }))
    .toSorted((one, other) => one.element.place - other.element.place)
    .map(({ name, element: { type: own } }) => {
      const value = (name === 'value' ? writtenDecimal(object) : null) ?? members.get(name);
      return items(value, members.get(`_${name}`))
        .map(([item, beside]) => written(name, own, item, beside))
        .join('');
    })
    .join('');
}

/** Pairs the values of an element with what JSON keeps in `_name`: the ids and extensions of primitives, whose value can be missing. */
function items(value: unknown, beside: unknown): readonly (readonly [item: unknown, beside: unknown])[] {
  if (!Array.isArray(value) && !Array.isArray(beside)) return [[value, beside]];
  const [values, besides]: [unknown[], unknown[]] = [[value ?? []].flat(), [beside ?? []].flat()];
  return Array.from({ length: Math.max(values.length, besides.length) }, (_, at) => [
    values[at],
    besides[at],
  ]);
}

function written(name: string, type: string, value: unknown, beside: unknown): string {
  // A narrative is XHTML already (R4 §2.4.0).
  if (name === 'div' && typeof value === 'string') return value;
  if (isObject(value)) {
    return isResource(value)
      ? tag(name, [], resourceElement(value))
      : tag(name, attributesOf(value, type), children(value, type));
  }
  const besides = isObject(beside) ? beside : {};
  const given = value === undefined || value === null ? [] : [['value', value] as const];
  return tag(name, [...attributesOf(besides, 'Element'), ...given], children(besides, 'Element'));
}

/** True for the id of an element, and the URL of an extension. */
function isAttribute(type: string, name: string): boolean {
  return name === 'id' || (name === 'url' && type === 'Extension');
}

type Attribute = readonly [name: string, value: unknown];

function attributesOf(value: object, type: string): Attribute[] {
  return Object.entries(value).filter(([name]) => isAttribute(type, name));
}

function tag(name: string, attributes: readonly Attribute[], content: string): string {
  const all = attributes.map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  return content === '' ? `<${name}${all.join('')}/>` : `<${name}${all.join('')}>${content}</${name}>`;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\r': '&#13;',
  '\n': '&#10;',
};

function escape(text: string): string {
  return text.replace(/[&<>"\t\r\n]/g, (character) => ESCAPES[character] ?? character);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isResource(value: object): value is { resourceType: string } {
  return 'resourceType' in value;
}
