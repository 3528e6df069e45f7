/** Parses a searchset Bundle into its matches, its includes and the server's outcomes. */
import { OMITTED_ITEM } from '../json/incremental-parser.ts';
import { isOperationOutcome } from './operation-outcome.ts';
import { isObject, readObjects, readText } from '../fhir/lenient-read.ts';
import { isStored, isStoredResource, type ResourceType } from '../fhir/resources.ts';
import type { Bundle, BundleEntry, OperationOutcome, Resource, Stored } from '../fhir/types.ts';

export interface Searchset {
  /** Resources of the type that was searched, in the server's order. */
  readonly matches: readonly Stored<Resource>[];
  /** Resources that came along by `_include` or `_revinclude`. */
  readonly includes: readonly Stored<Resource>[];
  readonly outcomes: readonly OperationOutcome[];
  /** The link of the next page; null on the last one. `total` is not kept: Epic's is the size of the page. */
  readonly next: string | null;
  /** The link to a next page if it names another server, so the client does not follow it; null if there is none. */
  readonly foreignNext: string | null;
  /** Matches that cannot be entities of the graph because they have no id. */
  readonly withoutId: number;
  /** How many bytes of memory the searchset takes. */
  readonly memory: number;
  /** Entries that go beyond the bounds of a record. */
  readonly oversized: number;
}

export const EMPTY_SEARCHSET: Searchset = {
  matches: [],
  includes: [],
  outcomes: [],
  next: null,
  foreignNext: null,
  withoutId: 0,
  oversized: 0,
  memory: 0,
};

export function isBundle(value: { readonly resourceType: string }): value is Bundle {
  return value.resourceType === 'Bundle';
}

/** Sorts the entries by `search.mode`, or by type where there is none (FHIR R4 §3.1.1.1.4). */
export function parseSearchset(bundle: Bundle, type: ResourceType): Omit<Searchset, 'memory'> {
  const matches: Stored<Resource>[] = [];
  const includes: Stored<Resource>[] = [];
  const outcomes: OperationOutcome[] = [];
  let [withoutId, oversized] = [0, 0];
  for (const entry of readObjects<BundleEntry>(bundle.entry)) {
    const { resource, search } = entry;
    if (entry === OMITTED_ITEM) oversized += 1;
    else if (isOperationOutcome(resource)) outcomes.push(resource);
    else if (search?.mode !== 'include' && isStored(resource, type)) matches.push(resource);
    else if (isStoredResource(resource)) includes.push(resource);
    else if (isObject(resource)) withoutId += 1;
  }
  const next = readText(readObjects(bundle.link).find(({ relation }) => relation === 'next')?.url);
  return { matches, includes, outcomes, next, foreignNext: null, withoutId, oversized };
}
