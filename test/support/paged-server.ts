/** Simulates searches of a paged server, without HTTP: patients `e0`, `e1` … in pages of any size, some empty, with hidden patients. */
import type { SearchParameters } from '../../src/epic/search-parameters.ts';
import type { ResourceType } from '../../src/fhir/resources.ts';
import type { Searches, VisiblePage } from '../../src/loaders/searches.ts';
import { asSent } from './as-sent.ts';

interface PagedServerOptions {
  /** The number of patients. */
  readonly size: number;
  /** The largest numbers of matches of the pages, repeated; 0 makes an empty page that has a next page. */
  readonly pageSizes: readonly number[];
  /** Whether the server ignores `_count`. */
  readonly ignoresCount?: boolean;
  /** The number of empty pages after the last match. */
  readonly emptyPagesAtEnd?: number;
  readonly isHidden?: (id: string) => boolean;
}

interface PagedServer {
  readonly searches: Searches;
  /** The parameters of each search. Excludes requests for next pages. */
  readonly requests: SearchParameters[];
}

export function createPagedServer(options: PagedServerOptions): PagedServer {
  const { size, pageSizes, ignoresCount = false, emptyPagesAtEnd = 0, isHidden = () => false } = options;
  const requests: SearchParameters[] = [];

  const page = <T extends ResourceType>({ from, number, empty }: Place, count = Infinity): VisiblePage<T> => {
    const length = Math.min(pageSizes[number % pageSizes.length] ?? 0, count, size - from);
    const all = Array.from({ length }, (_, at) => {
      const id = `e${from + at}`;
      return { id, at, rank: 0, precedence: 0, redact: async () => ({ resourceType: 'Patient', id }) };
    });
    const end = from + length;
    const hasNext = end < size || empty < emptyPagesAtEnd;
    const next = { from: end, number: number + 1, empty: end < size ? 0 : empty + 1 };
    return asSent({
      matches: all.filter(({ id }) => !isHidden(id)),
      size: length,
      next: hasNext ? linkTo(next) : null,
    });
  };

  const searches: Searches = {
    async firstPage(_type, parameters) {
      requests.push(parameters);
      const count = parameters['_count'];
      return page(START, ignoresCount || count === undefined ? undefined : Number(count));
    },
    attempt: () => Promise.reject(new Error('No test of this server combines lists.')),
    async nextPage(_type, link) {
      return page(placeOf(link));
    },
    withBudget: () => searches,
  };
  return { requests, searches };
}

/** The start of a page: the patients, pages, and empty pages at the end that come before it. */
interface Place {
  readonly from: number;
  readonly number: number;
  readonly empty: number;
}

const START: Place = { from: 0, number: 0, empty: 0 };

function linkTo({ from, number, empty }: Place): string {
  return `?from=${from}&page=${number}&empty=${empty}`;
}

function placeOf(link: string): Place {
  const [from = 0, number = 0, empty = 0] = [...new URLSearchParams(link).values()].map(Number);
  return { from, number, empty };
}
