/** Pages of a list: how many at a time, walking a server's pages, and what a connection shows of it. */
import { GatewayError } from '../errors.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import type { Usage } from '../fhir/usage.ts';
import type { CursorScope, Position } from './cursors.ts';
import type { Operation } from './operation.ts';
import type { Arrangement, Searches } from './searches.ts';
import type { SearchParameters } from '../fhir/search-parameters.ts';

/** A node and where the list goes on after it. */
export interface Step<N> {
  readonly node: N;
  readonly position: Position;
}

/** A stretch of a list. */
export interface Stretch<N> {
  readonly steps: readonly Step<N>[];
  /** Where to go on; null at the end of the list. */
  readonly end: Position | null;
  /** Whether it is from one page of the server that has no other after it. */
  readonly isWhole: boolean;
}

export interface Edge<N> {
  readonly node: N;
  readonly cursor: () => Promise<string>;
}

/** What a connection of the graph is resolved from. Cursors are sealed only when they are asked for. */
export interface Page<N> {
  readonly edges: Edge<N>[];
  readonly hasNextPage: boolean;
  /** Whether the page begins after a cursor. */
  readonly hasPreviousPage: boolean;
  readonly endCursor: () => Promise<string | null>;
}

const MOST_PER_PAGE = 100;
/** How many pages of a server one field reads on, when post-filters leave them short or empty. */
const MOST_ROUNDS = 10;

/** @throws GatewayError BAD_USER_INPUT for what is not from 1 to 100 */
export function readFirst(first: number): number {
  if (isPageSize(first)) return first;
  throw new GatewayError(
    'BAD_USER_INPUT',
    `first expects a whole number from 1 to ${MOST_PER_PAGE}; ${first} came.`,
  );
}

/** What `first` can be. */
export function isPageSize(first: number): boolean {
  return first >= 1 && first <= MOST_PER_PAGE;
}

export interface Filled<N> extends Stretch<N> {
  /** Whether it ends because the server linked back to a page that was read before. */
  readonly isCircular: boolean;
}

/** One round of filling a page: what it found, and where the next round starts (null: there is none). */
export type Round<N> = (from: Position, wanted: number) => Promise<Stretch<N>>;

/**
 * Goes on from round to round until the page is full or the list ends: a server's page can be short, or empty, and still
 * have a next one. After a fixed number of rounds, or once it may not go on, the page stays short and says where to go on.
 */
export async function fill<N>(
  first: number,
  from: Position,
  round: Round<N>,
  mayGoOn: () => boolean = () => true,
): Promise<Filled<N>> {
  const steps: Step<N>[] = [];
  const followed = new Set<string>();
  let end: Position | null = from;
  let isWhole = true;
  let isCircular = false;
  for (let rounds = 0; end !== null && steps.length < first && rounds < MOST_ROUNDS; rounds += 1) {
    if (rounds > 0 && !mayGoOn()) break;
    const link = linkOf(end);
    if (link !== null) followed.add(link);
    const stretch: Stretch<N> = await round(end, first - steps.length);
    steps.push(...stretch.steps);
    const next = linkOf(stretch.end);
    isCircular =
      stretch.end === null ? !stretch.isWhole : next !== link && next !== null && followed.has(next);
    end = isCircular ? null : stretch.end;
    isWhole = stretch.isWhole && rounds === 0;
  }
  return { steps, end, isWhole, isCircular };
}

function linkOf(position: Position | null): string | null {
  return position?.kind === 'page' ? position.link : null;
}

/** What a search asks for, and what is made of each of its pages. */
export interface SearchPlan {
  readonly parameters: SearchParameters;
  /** How many matches to ask for at a time; without it the server decides. */
  readonly pageSize?: number;
  /** What the positions note: a search in another mode has other pages. */
  readonly mode?: Pick<Extract<Position, { kind: 'page' }>, 'isSorted' | 'isUndated'>;
  /** A page that is read again has to come out the same. */
  readonly arrangement?: Arrangement;
}

/** A round of a search: one page of the server. */
export function searchRound<T extends ResourceType>(
  searches: Searches,
  type: T,
  { parameters, pageSize, mode = {}, arrangement }: SearchPlan,
): Round<Stored<ResourceOf<T>>> {
  return async (from, wanted) => {
    const { link, skip } = from.kind === 'page' ? from : START_OF_SEARCH;
    const page = await (link === null
      ? searches.first(type, { ...parameters, ...countOf(pageSize, skip) }, arrangement)
      : searches.page(type, link, arrangement));
    const left = page.matches.filter(({ at }) => at >= skip);
    // The page that is being gone on from can come back smaller than what of it was done with.
    const stillSkipped = Math.max(0, skip - page.size);
    // Some servers link their last page to itself.
    const isLastPage = page.next === null || page.next === link;
    const nextPage: Position | null = isLastPage
      ? null
      : { kind: 'page', link: page.next, skip: stillSkipped, ...mode };
    const steps: Step<Stored<ResourceOf<T>>>[] = [];
    let position: Position | null = null;
    for (const [index, { show, at }] of left.slice(0, wanted).entries()) {
      const isLast = index === left.length - 1 && nextPage !== null;
      position = isLast ? nextPage : { kind: 'page', link, skip: at + 1, ...mode };
      const node = await show();
      if (node !== null) steps.push({ node, position });
    }
    return {
      steps,
      end: left.length > wanted ? position : nextPage,
      isWhole: page.next === null,
    };
  };
}

/** Epic takes a `_count` from 1 to 999. */
const MOST_COUNT = 999;

/** A first page is made anew each time, so it has to reach beyond what is skipped. */
function countOf(pageSize: number | undefined, skip: number): SearchParameters {
  return pageSize === undefined ? {} : { _count: String(Math.min(skip + pageSize, MOST_COUNT)) };
}

export const START_OF_SEARCH = { kind: 'page', link: null, skip: 0 } as const satisfies Position;

/** Whether the caller continues a list. */
export function isContinued(after: string | null | undefined): after is string {
  return after !== null && after !== undefined;
}

/**
 * Returns the page that a connection shows of a stretch.
 * @param after the cursor that the page begins after
 */
export function pageOf<N>(
  { cursors, caller }: Operation,
  scope: CursorScope,
  after: string | null | undefined,
  { steps, end }: Stretch<N>,
): Page<N> {
  return {
    edges: steps.map(({ node, position }) => ({ node, cursor: () => cursors.seal(position, scope, caller) })),
    hasNextPage: end !== null,
    hasPreviousPage: isContinued(after),
    endCursor: async () => {
      const last = end ?? steps.at(-1)?.position;
      return last === undefined ? null : cursors.seal(last, scope, caller);
    },
  };
}

/** Warns that a page stays short although the list goes on. */
export function warnIfShort<N>(
  { warn }: Pick<Usage, 'warn'>,
  type: ResourceType,
  first: number,
  { steps, end }: Stretch<N>,
): void {
  if (end === null || steps.length >= first) return;
  warn({
    code: 'PAGE_SHORT',
    resourceType: type,
    message:
      'So much of the list was filtered out that this page is not full. Go on with the connection’s endCursor.',
  });
}
