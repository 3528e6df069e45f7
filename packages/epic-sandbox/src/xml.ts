/** FHIR's XML representation (FHIR R4 §2.6.1), as far as the sandbox's resources need it. */
import type { Resource } from './types.ts';
import { writtenDecimal } from './data/clinical/decimal.ts';
import { ELEMENT_ORDER } from './definitions.ts';

/** Writes the elements in the order of FHIR's definitions, which XML requires and JSON doesn't. */
export function toXml(resource: Resource): string {
  return `<?xml version="1.0" encoding="utf-8"?>${writeResource(resource)}`;
}

/** The elements of a FHIR type or backbone element, by name. */
type Elements = ReadonlyMap<string, Element>;

interface Element {
  readonly place: number;
  /** Empty for an element without children, or with several possible types. */
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

/** Resolves `valueQuantity` to `value*` with the type Quantity. Puts unknown elements last. */
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

function writeResource({ resourceType, ...elements }: { resourceType: string }): string {
  const content = writeInOrder(elements, resourceType, Object.keys(elements));
  return `<${resourceType} xmlns="http://hl7.org/fhir">${content}</${resourceType}>`;
}

/** Omits ids: unlike a resource's id, an element's id is an attribute. */
function writeChildren(object: object, type: string): string {
  return writeInOrder(
    object,
    type,
    Object.keys(object).filter((name) => !isAttribute(type, name)),
  );
}

/** @param keys the members to write, including `_name` */
function writeInOrder(object: object, type: string, keys: readonly string[]): string {
  const elements = TYPES.get(type) ?? NO_ELEMENTS;
  const members = new Map<string, unknown>(Object.entries(object));
  return [...new Set(keys.map((key) => key.replace(/^_/, '')))]
    .map((name) => ({ name, element: elementOf(elements, name) }))
    .toSorted((one, other) => one.element.place - other.element.place)
    .map(({ name, element: { type: own } }) => {
      const value = (name === 'value' ? writtenDecimal(object) : null) ?? members.get(name);
      return pairValues(value, members.get(`_${name}`))
        .map(([item, sibling]) => writeElement(name, own, item, sibling))
        .join('');
    })
    .join('');
}

/**
 * Pairs each value of an element with its `_name` member, in which JSON keeps the ids and extensions of primitives. Either can be missing.
 */
function pairValues(
  value: unknown,
  sibling: unknown,
): readonly (readonly [item: unknown, sibling: unknown])[] {
  if (!Array.isArray(value) && !Array.isArray(sibling)) return [[value, sibling]];
  const [values, siblings]: [unknown[], unknown[]] = [[value ?? []].flat(), [sibling ?? []].flat()];
  return Array.from({ length: Math.max(values.length, siblings.length) }, (_, at) => [
    values[at],
    siblings[at],
  ]);
}

function writeElement(name: string, type: string, value: unknown, sibling: unknown): string {
  // A narrative is already XHTML (FHIR R4 §2.4.0).
  if (name === 'div' && typeof value === 'string') return value;
  if (isObject(value)) {
    return isResource(value)
      ? tag(name, [], writeResource(value))
      : tag(name, attributesOf(value, type), writeChildren(value, type));
  }
  const siblings = isObject(sibling) ? sibling : {};
  const given = value === undefined || value === null ? [] : [['value', value] as const];
  return tag(name, [...attributesOf(siblings, 'Element'), ...given], writeChildren(siblings, 'Element'));
}

/** Returns true for the id of an element and the URL of an extension. */
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
