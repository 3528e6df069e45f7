/** FHIR's XML form of a resource (FHIR R4 §2.6.1), as far as the sandbox's own resources need it. */
import type { Resource } from '../fhir/types.ts';
import { writtenDecimal } from './data/clinical/decimal.ts';

/** The document; elements keep the order that they have in JSON. */
export function toXml(resource: Resource): string {
  return `<?xml version="1.0" encoding="utf-8"?>${resourceElement(resource)}`;
}

function resourceElement({ resourceType, ...elements }: { resourceType: string }): string {
  return `<${resourceType} xmlns="http://hl7.org/fhir">${children(elements)}</${resourceType}>`;
}

function children(elements: object): string {
  const entries: [string, unknown][] = Object.entries(elements);
  const named = new Map(entries);
  return entries
    .filter(([name]) => !name.startsWith('_'))
    .map(([name, value]) =>
      element(name, (name === 'value' ? writtenDecimal(elements) : null) ?? value, named.get(`_${name}`)),
    )
    .join('');
}

/** `beside` is what JSON keeps in `_name`: the id and extensions of a primitive. */
function element(name: string, value: unknown, beside: unknown): string {
  if (Array.isArray(value)) return value.map((item: unknown) => element(name, item, undefined)).join('');
  if (!isObject(value)) return tag(name, { value }, isObject(beside) ? children(beside) : '');
  if (isResource(value)) return tag(name, {}, resourceElement(value));
  if (name === 'extension' && 'url' in value) {
    const { url, ...rest } = value;
    return tag(name, { url }, children(rest));
  }
  return tag(name, {}, children(value));
}

function tag(name: string, attributes: Record<string, unknown>, content: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  return content === ''
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${content}</${name}>`;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
};

function escape(text: string): string {
  return text.replace(/[&<>"\r\n]/g, (character) => ESCAPES[character] ?? character);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isResource(value: object): value is { resourceType: string } {
  return 'resourceType' in value;
}
