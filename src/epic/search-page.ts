/** Reads one page of a search, and warns of what it lacks. */
import type { ResourceType } from '../fhir/resources.ts';
import { absenceWarning, type FhirResponse, unexpectedTypeError } from './fhir-response.ts';
import type { Get } from './get.ts';
import { isOperationOutcome, warningsOf } from './operation-outcome.ts';
import type { RequestBudget } from './request-budget.ts';
import { searchsetJson } from './response-limits.ts';
import { EMPTY_SEARCHSET, isBundle, parseSearchset, type Searchset } from './searchset.ts';
import type { Warn } from './warnings.ts';
import type { ServerUrls } from '../fhir/ids.ts';

interface SearchPageRequest {
  readonly interaction: 'search' | 'page';
  readonly type: ResourceType;
  readonly url: string;
}

/** Returns null if nothing is at the address, or no longer. */
export async function readSearchPage(
  { get, urls }: { readonly get: Get; readonly urls: ServerUrls },
  { interaction, type, url }: SearchPageRequest,
  budget: RequestBudget,
): Promise<Searchset | null> {
  const warn: TypeWarn = (warning) => budget.warn({ ...warning, resourceType: type });
  const json = searchsetJson(type);
  const response = await get({ url, kind: 'search', interaction, resourceType: type, json }, budget);
  if (response.kind !== 'resource') {
    const warning = interaction === 'search' ? absenceWarning(response, url) : null;
    if (warning !== null) warn(warning);
    return null;
  }
  const searchset = readSearchset(response, type);
  for (const outcome of searchset.outcomes) warningsOf(outcome, type).forEach(budget.warn);
  if (searchset.withoutId > 0) warn(RESOURCE_WITHOUT_ID);
  if (searchset.oversized > 0) warn(RECORD_TOO_LARGE);
  return withOwnNextLink(searchset, urls, warn);
}

type TypeWarn = (warning: Omit<Parameters<Warn>[0], 'resourceType'>) => void;

/** Returns an empty searchset for a search that only an OperationOutcome answers: it says why nothing was found. */
function readSearchset(
  { resource, memory }: Extract<FhirResponse, { kind: 'resource' }>,
  type: ResourceType,
): Searchset {
  if (isOperationOutcome(resource)) return { ...EMPTY_SEARCHSET, outcomes: [resource], memory };
  if (isBundle(resource)) return { ...parseSearchset(resource, type), memory };
  throw unexpectedTypeError('Bundle', resource.resourceType);
}

/** Rewrites the link to the next page to the URL by which the gateway reaches the server, and removes a link to another server. */
function withOwnNextLink(searchset: Searchset, urls: ServerUrls, warn: TypeWarn): Searchset {
  const { next: link } = searchset;
  const next = link === null ? null : urls.resolve(link);
  if (link === next) return searchset;
  if (next !== null) return { ...searchset, next };
  warn(NEXT_LINK_FOREIGN);
  return { ...searchset, next, foreignNext: link };
}

const NEXT_LINK_FOREIGN = {
  code: 'NEXT_LINK_FOREIGN',
  message:
    'The FHIR server has more, but its link to the next page leads outside EPIC_BASE_URL, so the gateway did not follow it. The list ' +
    'can be incomplete, and the newest can be missing. If the server knows itself by another URL, set EPIC_LINK_BASE_URL.',
};
const RESOURCE_WITHOUT_ID = {
  code: 'RESOURCE_WITHOUT_ID',
  message: 'A record came without an id and was left out.',
};
const RECORD_TOO_LARGE = {
  code: 'RECORD_TOO_LARGE',
  message: 'A record nests deeper, or has more elements, than any record should, and was left out.',
};
