/** FHIR's JSON representation. Keeps the precision of decimals: a laboratory's 7.0 is not 7 (FHIR R4 §2.6.2). */
import type { Bundle, BundleEntry, Resource } from './types.ts';
import { writtenDecimal } from './data/clinical/decimal.ts';

/** Caches the JSON of stored resources, which never change and appear on many pages. */
const cache = new WeakMap<Resource, string>();

export function toJson(resource: Resource): string {
  const known = cache.get(resource);
  if (known !== undefined) return known;
  if (resource.resourceType === 'Bundle') return bundleJson(resource);
  const json = JSON.stringify(resource, markDecimals).replace(MARKED, '$1');
  cache.set(resource, json);
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

/** Marks decimals, so that {@link toJson} can remove their quotes. */
function markDecimals(this: unknown, name: string, value: unknown): unknown {
  const decimal = name === 'value' ? writtenDecimal(this) : null;
  return decimal === null ? value : MARK + decimal;
}
