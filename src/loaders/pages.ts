/** Collects one page of a list from a server's pages, and builds the connection for it. */
import { GatewayError } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { CursorScope, ListPosition } from './cursors.ts';
import type { Operation } from './operation.ts';
import type { Arrangement, Searches } from './searches.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';

/** A node, and the position after it. */
export interface PageItem<N> {
  readonly node: N;
  readonly position: ListPosition;
}

export interface PageSlice<N> {
  readonly items: readonly PageItem<N>[];
  /** The position after the slice; null at the end of the list. */
  readonly end: ListPosition | null;
  /** Whether the slice comes from the only page of the server. */
  readonly isWhole: boolean;
}

export interface ConnectionEdge<N> {
  readonly node: N;
  readonly cursor: () => Promise<string>;
}

/** The value behind a connection of the graph. Seals cursors only if they are selected. */
export interface ConnectionPage<N> {
  readonly edges: ConnectionEdge<N>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly endCursor: () => Promise<string | null>;
}

export const MAX_PAGE_SIZE = 100;
/** How many of the server's pages one field reads when filters leave them short or empty. */
const MAX_ROUNDS = 10;

/** @throws GatewayError BAD_USER_INPUT unless `first` is from 1 to 100 */
export function parsePageSize(first: number): number {
  if (isValidPageSize(first)) return first;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `first expects a whole number from 1 to ${MAX_PAGE_SIZE}; it was ${first}.`,
  );
}

export function isValidPageSize(first: number): boolean {
  return first >= 1 && first <= MAX_PAGE_SIZE;
}

export interface CollectedPage<N> extends PageSlice<N> {
  /** Whether it ends because the server linked back to a page read before. */
  readonly isCircular: boolean;
}

/** Reads the slice of a list that follows a position. */
export type SliceReader<N> = (from: ListPosition, limit: number) => Promise<PageSlice<N>>;

/**
 * Reads slice after slice until the page is full or the list ends: a server's page can be short, or empty, and still have a next one. After
 * a fixed number of rounds, or once `canContinue` returns false, the page stays short and its `end` says where the list continues.
 */
export async function collectPage<N>(
  first: number,
  from: ListPosition,
  readSlice: SliceReader<N>,
  canContinue: () => boolean = () => true,
): Promise<CollectedPage<N>> {
  const items: PageItem<N>[] = [];
  const followed = new Set<string>();
  let end: ListPosition | null = from;
  let isWhole = true;
  let isCircular = false;
  for (let rounds = 0; end !== null && items.length < first && rounds < MAX_ROUNDS; rounds += 1) {
    if (rounds > 0 && !canContinue()) break;
    const link = linkOf(end);
    if (link !== null) followed.add(link);
    const slice: PageSlice<N> = await readSlice(end, first - items.length);
    items.push(...slice.items);
    const next = linkOf(slice.end);
    isCircular = slice.end === null ? !slice.isWhole : next !== link && next !== null && followed.has(next);
    end = isCircular ? null : slice.end;
    isWhole = slice.isWhole && rounds === 0;
  }
  return { items, end, isWhole, isCircular };
}

function linkOf(position: ListPosition | null): string | null {
  return position?.kind === 'page' ? position.link : null;
}

/** A search, and the arrangement of each of its pages. */
interface SearchPlan {
  readonly parameters: SearchParameters;
  /** How many matches to request per page; by default the server decides. */
  readonly pageSize?: number;
  /** The mode noted in positions, because a search in another mode has other pages. */
  readonly mode?: Pick<Extract<ListPosition, { kind: 'page' }>, 'isSorted' | 'isUndated'>;
  /** Must arrange a page the same way when it is read again. */
  readonly arrangement?: Arrangement;
}

/** Returns a reader of slices. Each slice comes from one page of the search. */
export function createSearchReader<T extends ResourceType>(
  searches: Searches,
  type: T,
  { parameters, pageSize, mode = {}, arrangement }: SearchPlan,
): SliceReader<Stored<ResourceOf<T>>> {
  return async (from, limit) => {
    const { link, skip } = from.kind === 'page' ? from : START_OF_SEARCH;
    const page = await (link === null
      ? searches.firstPage(type, { ...parameters, ...createCountParameter(pageSize, skip) }, arrangement)
      : searches.nextPage(type, link, arrangement));
    const left = page.matches.filter(({ at }) => at >= skip);
    // A page read again can have fewer matches than were already read from it.
    const stillSkipped = Math.max(0, skip - page.size);
    // Some servers link their last page to itself.
    const isLastPage = page.next === null || page.next === link;
    const nextPage: ListPosition | null = isLastPage
      ? null
      : { kind: 'page', link: page.next, skip: stillSkipped, ...mode };
    const items: PageItem<Stored<ResourceOf<T>>>[] = [];
    let position: ListPosition | null = null;
    for (const [index, { redact, at }] of left.slice(0, limit).entries()) {
      const isLast = index === left.length - 1 && nextPage !== null;
      position = isLast ? nextPage : { kind: 'page', link, skip: at + 1, ...mode };
      const node = await redact();
      if (node !== null) items.push({ node, position });
    }
    return {
      items,
      end: left.length > limit ? position : nextPage,
      isWhole: page.next === null,
    };
  };
}

/** Epic accepts a `_count` from 1 to 999. */
const MAX_COUNT = 999;

/** The server builds a first page again each time, so it must be long enough for the matches to skip too. */
function createCountParameter(pageSize: number | undefined, skip: number): SearchParameters {
  return pageSize === undefined ? {} : { _count: String(Math.min(skip + pageSize, MAX_COUNT)) };
}

export const START_OF_SEARCH = { kind: 'page', link: null, skip: 0 } as const satisfies ListPosition;

export function hasCursor(after: string | null | undefined): after is string {
  return after !== null && after !== undefined;
}

/**
 * Returns the connection page for a slice.
 * @param after the cursor after which the page begins
 */
export function toConnectionPage<N>(
  { cursors, caller }: Operation,
  scope: CursorScope,
  after: string | null | undefined,
  { items, end }: PageSlice<N>,
): ConnectionPage<N> {
  return {
    edges: items.map(({ node, position }) => ({ node, cursor: () => cursors.seal(position, scope, caller) })),
    hasNextPage: end !== null,
    hasPreviousPage: hasCursor(after),
    endCursor: async () => {
      const last = end ?? items.at(-1)?.position;
      return last === undefined ? null : cursors.seal(last, scope, caller);
    },
  };
}

/** Warns of a page of a search that is short, or that ends because the server's pages form a circle. */
export function warnOfPage<N>(
  budget: Pick<RequestBudget, 'warn'>,
  type: ResourceType,
  first: number,
  page: CollectedPage<N>,
): void {
  warnIfPageShort(budget, type, first, page);
  if (page.isCircular)
    budget.warn({
      code: 'NEXT_LINK_CIRCULAR',
      resourceType: type,
      message:
        'The FHIR server has more results, but links back to a page that it sent before. The list ends here and may be incomplete.',
    });
}

/** Warns if a page is short although the list continues. */
export function warnIfPageShort<N>(
  { warn }: Pick<RequestBudget, 'warn'>,
  type: ResourceType,
  first: number,
  { items, end }: PageSlice<N>,
): void {
  if (end === null || items.length >= first) return;
  warn({
    code: 'PAGE_SHORT',
    resourceType: type,
    message:
      'The gateway filtered out so many records that this page is not full. Continue with the connection’s endCursor.',
  });
}
