/** FHIR's JSON form, with decimals as they were written: a laboratory's 7.0 is not 7 (FHIR R4 §2.6.2). */
import type { Bundle, BundleEntry, Resource } from './types.ts';
import { writtenDecimal } from './data/clinical/decimal.ts';

/** Caches the JSON of stored resources, which are the same objects for the life of the sandbox and fill its pages. */
const written = new WeakMap<Resource, string>();

export function toJson(resource: Resource): string {
  const known = written.get(resource);
  if (known !== undefined) return known;
  if (resource.resourceType === 'Bundle') return bundleJson(resource);
  const json = JSON.stringify(resource, marked).replace(MARKED, '$1');
  written.set(resource, json);
  return json;
}

/** Composes a Bundle from the JSON of its entries. */
function bundleJson({ entry = [], ...bundle }: Bundle): string {
  return `${JSON.stringify(bundle).slice(0, -1)},"entry":[${entry.map(entryJson).join(',')}]}`;
}

function entryJson({ resource, ...entry }: BundleEntry): string {
  const rest = JSON.stringify(entry);
  return resource === undefined ? rest : `${rest.slice(0, -1)},"resource":${toJson(resource)}}`;
}

const MARK = '__decimal:';
const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g');

/** Returns a replacer that marks the decimals that must lose their quotes again. */
function marked(this: unknown, name: string, value: unknown): unknown {
  const decimal = name === 'value' ? writtenDecimal(this) : null;
  return decimal === null ? value : MARK + decimal;
}
