/** Reads the first pages of a list together, as many as it takes until those it shows are provably its first records. */
import type { Resource, Stored } from '../fhir/types.ts';
import { spent } from '../fhir/usage.ts';
import type { Position } from './cursors.ts';
import { type ListSource, sortedParameters, type Watch, watchOrder, unlessItFails } from './list-source.ts';
import type { Step, Stretch } from './pages.ts';
import { byOrder, type VisibleMatch } from './searches.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { findUndated } from './undated.ts';

type HeadPosition = Extract<Position, { kind: 'head' }>;
type Match = VisibleMatch<ResourceType>;

export interface HeadRequest {
  readonly isSorted: boolean;
  /** Null: the start of the list. */
  readonly from: HeadPosition | null;
  readonly wanted: number;
  /** The most pages to read, unless the position needs more. */
  readonly mostPages: number;
}

export interface Head extends Stretch<Stored<Resource>> {
  /** Whether no unread record can come before those that it shows. */
  readonly isCertain: boolean;
  readonly watch: Watch;
}

interface Pages {
  readonly matches: readonly Match[];
  readonly count: number;
  /** Null: no page follows that was not read. */
  readonly next: string | null;
  /** Whether the last page links back to one that was read. */
  readonly isCircular: boolean;
  readonly isCertain: boolean;
  readonly watch: Watch;
}

/** @throws GatewayError OPERATION_TOO_EXPENSIVE where the pages of the position cannot all be read again */
export async function readHead(source: ListSource, request: HeadRequest): Promise<Head> {
  const unpins: (() => void)[] = [];
  try {
    return await headOf(request, await readPages(source, request, unpins));
  } finally {
    for (const unpin of unpins) unpin();
  }
}

async function headOf({ from, wanted, isSorted }: HeadRequest, pages: Pages): Promise<Head> {
  const { matches, next, isCircular, isCertain, watch } = pages;
  const steps: Step<Stored<Resource>>[] = [];
  let at = startIndex(matches, from);
  let last: Position | null = from;
  for (; at < matches.length && steps.length < wanted; at += 1) {
    const match = matches[at];
    if (match === undefined) break;
    last = {
      kind: 'head',
      pages: pages.count,
      isSorted,
      isFixed: !isCertain,
      id: match.id,
      index: at,
    };
    const node = await match.show();
    if (node !== null) steps.push({ node, position: last });
  }
  const isSpent = at >= matches.length;
  const tail: Position | null = next === null ? null : { kind: 'page', link: next, skip: 0 };
  return {
    steps,
    // The pages that were sorted together are never mixed with later ones, unless these are known to come later.
    end: isSpent && !(isCertain && tail !== null) ? tail : last,
    isWhole: next === null && !isCircular,
    isCertain,
    watch,
  };
}

/** @param unpins takes what lets go of the pages */
async function readPages(
  source: ListSource,
  { isSorted, from, wanted, mostPages }: HeadRequest,
  unpins: (() => void)[],
): Promise<Pages> {
  const { type, searches } = source;
  const watch = watchOrder(source);
  const least = from?.pages ?? 1;
  const isFixed = from?.isFixed ?? false;
  const found = new Map<string, Match>();
  const followed = new Set<string>();
  const latestUnread = async (): Promise<number> => {
    const undated = await findUndated(source);
    if (undated === null) return Infinity;
    return Math.max(watch.last(), ...undated.filter(({ id }) => !found.has(id)).map(({ rank }) => rank));
  };
  let page = await searches.first(
    type,
    isSorted ? sortedParameters(source) : source.parameters,
    watch.arrangement,
  );
  for (let count = 1; ; count += 1) {
    unpins.push(page.pin());
    // A server without stable pages can send a record twice.
    for (const match of page.matches) found.set(match.id, match);
    const matches = [...found.values()].toSorted(byOrder);
    const isCircular = page.next !== null && followed.has(page.next);
    const next = isCircular ? null : page.next;
    const needed = startIndex(matches, from) + wanted;
    const isCertain =
      page.next === null ||
      (!isFixed && isSorted && watch.isSorted() && isProven(matches, needed, await latestUnread()));
    const read: Pages = { matches, count, next, isCircular, isCertain, watch };
    const isEnough = isCertain || isFixed || count >= mostPages;
    if (next === null || (count >= least && isEnough)) return read;
    if (!source.mayRead(next)) {
      if (count < least) throw spent(source.usage);
      return read;
    }
    followed.add(next);
    const following = searches.page(type, next, watch.arrangement);
    const further = count < least ? await following : await unlessItFails(following);
    if (further === null) return read;
    page = further;
  }
}

/** Whether none of the records that a sorting server has not sent yet can stand among the first so many. */
function isProven(matches: readonly Match[], needed: number, latestUnread: number): boolean {
  const furthest = matches[needed - 1];
  return furthest !== undefined && furthest.precedence >= 0 && furthest.rank > latestUnread;
}

/** A record can have gone since: then the next one has moved up to its place. */
function startIndex(matches: readonly Match[], from: HeadPosition | null): number {
  if (from === null) return 0;
  const at = matches.findIndex(({ id }) => id === from.id);
  return at === -1 ? from.index : at + 1;
}
