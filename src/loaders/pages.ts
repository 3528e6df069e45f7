/** Pages of a list: their size, how to collect one from a server's pages, and the connection that shows it. */
import { GatewayError } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import type { RequestBudget } from '../epic/request-budget.ts';
import type { CursorScope, ListPosition } from './cursors.ts';
import type { Operation } from './operation.ts';
import type { Arrangement, Searches } from './searches.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';

/** A node and where the list goes on after it. */
export interface PageItem<N> {
  readonly node: N;
  readonly position: ListPosition;
}

/** A slice of a list. */
export interface PageSlice<N> {
  readonly items: readonly PageItem<N>[];
  /** Where to go on; null at the end of the list. */
  readonly end: ListPosition | null;
  /** Whether the slice comes from one page of the server, with no other after it. */
  readonly isWhole: boolean;
}

export interface ConnectionEdge<N> {
  readonly node: N;
  readonly cursor: () => Promise<string>;
}

/** The source of a connection of the graph. Cursors are sealed only when they are selected. */
export interface ConnectionPage<N> {
  readonly edges: ConnectionEdge<N>[];
  readonly hasNextPage: boolean;
  /** Whether the page begins after a cursor. */
  readonly hasPreviousPage: boolean;
  readonly endCursor: () => Promise<string | null>;
}

const MAX_PAGE_SIZE = 100;
/** How many pages of a server one field reads, when filters leave them short or empty. */
const MAX_ROUNDS = 10;

/** @throws GatewayError BAD_USER_INPUT for what is not from 1 to 100 */
export function parsePageSize(first: number): number {
  if (isValidPageSize(first)) return first;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `first expects a whole number from 1 to ${MAX_PAGE_SIZE}; ${first} came.`,
  );
}

/** What `first` can be. */
export function isValidPageSize(first: number): boolean {
  return first >= 1 && first <= MAX_PAGE_SIZE;
}

export interface CollectedPage<N> extends PageSlice<N> {
  /** Whether it ends because the server linked back to a page that was read before. */
  readonly isCircular: boolean;
}

/** Reads the next slice of a list, from a position. */
export type SliceReader<N> = (from: ListPosition, wanted: number) => Promise<PageSlice<N>>;

/**
 * Reads slice after slice until the page is full or the list ends: a server's page can be short, or empty, and still have a next
 * one. After a fixed number of rounds, or once `canContinue` returns false, the page stays short and says where the list continues.
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

/** What a search requests, and how each of its pages is arranged. */
interface SearchPlan {
  readonly parameters: SearchParameters;
  /** How many matches to request at a time; without it the server decides. */
  readonly pageSize?: number;
  /** What the positions note: a search in another mode has other pages. */
  readonly mode?: Pick<Extract<ListPosition, { kind: 'page' }>, 'isSorted' | 'isUndated'>;
  /** A page that is read again has to come out the same. */
  readonly arrangement?: Arrangement;
}

/** Returns a reader of slices, each from one page of a search. */
export function createSearchReader<T extends ResourceType>(
  searches: Searches,
  type: T,
  { parameters, pageSize, mode = {}, arrangement }: SearchPlan,
): SliceReader<Stored<ResourceOf<T>>> {
  return async (from, wanted) => {
    const { link, skip } = from.kind === 'page' ? from : START_OF_SEARCH;
    const page = await (link === null
      ? searches.firstPage(type, { ...parameters, ...createCountParameter(pageSize, skip) }, arrangement)
      : searches.nextPage(type, link, arrangement));
    const left = page.matches.filter(({ at }) => at >= skip);
    // A page that is read again can have fewer matches than were already read of it.
    const stillSkipped = Math.max(0, skip - page.size);
    // Some servers link their last page to itself.
    const isLastPage = page.next === null || page.next === link;
    const nextPage: ListPosition | null = isLastPage
      ? null
      : { kind: 'page', link: page.next, skip: stillSkipped, ...mode };
    const items: PageItem<Stored<ResourceOf<T>>>[] = [];
    let position: ListPosition | null = null;
    for (const [index, { redact, at }] of left.slice(0, wanted).entries()) {
      const isLast = index === left.length - 1 && nextPage !== null;
      position = isLast ? nextPage : { kind: 'page', link, skip: at + 1, ...mode };
      const node = await redact();
      if (node !== null) items.push({ node, position });
    }
    return {
      items,
      end: left.length > wanted ? position : nextPage,
      isWhole: page.next === null,
    };
  };
}

/** Epic takes a `_count` from 1 to 999. */
const MAX_COUNT = 999;

/** The server builds a first page again each time, so it has to hold the matches that are skipped too. */
function createCountParameter(pageSize: number | undefined, skip: number): SearchParameters {
  return pageSize === undefined ? {} : { _count: String(Math.min(skip + pageSize, MAX_COUNT)) };
}

export const START_OF_SEARCH = { kind: 'page', link: null, skip: 0 } as const satisfies ListPosition;

/** Whether the caller continues a list. */
export function hasCursor(after: string | null | undefined): after is string {
  return after !== null && after !== undefined;
}

/**
 * Returns the page that a connection shows of a slice.
 * @param after the cursor that the page begins after
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

/** Warns that a page stays short although the list goes on. */
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
      'So much of the list was filtered out that this page is not full. Go on with the connection’s endCursor.',
  });
}
