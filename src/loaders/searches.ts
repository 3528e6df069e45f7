/** Searches and their pages: equal ones of an operation are sent once, and only what the caller may see comes back. */
import DataLoader from 'dataloader';
import { canonicalQuery, type SearchParameters } from '../fhir/client.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import { isStored, type Searchset } from '../fhir/searchset.ts';
import type { Stored } from '../fhir/types.ts';
import { isVisible, type Operation } from './operation.ts';

export interface VisibleMatch<T extends ResourceType> {
  readonly resource: Stored<ResourceOf<T>>;
  /** Where it stands on the page that the server sent. */
  readonly at: number;
}

export interface VisiblePage<T extends ResourceType> {
  readonly matches: readonly VisibleMatch<T>[];
  /** How many matches the server sent, those included that are not visible. */
  readonly size: number;
  /** The link of the next page; null on the last one. */
  readonly next: string | null;
}

export interface Searches {
  /** The first page of a search. */
  first<T extends ResourceType>(type: T, parameters: SearchParameters): Promise<VisiblePage<T>>;
  /** The page under a `next` link. */
  page<T extends ResourceType>(type: T, link: string): Promise<VisiblePage<T>>;
}

interface PageKey {
  readonly type: ResourceType;
  /** The canonical text of the search, or the link of a further page. */
  readonly text: string;
  readonly fetch: () => Promise<Searchset>;
}

export function createSearches(operation: Operation): Searches {
  const { client, usage } = operation;
  const pages = new DataLoader<PageKey, Searchset, string>(
    (keys) => Promise.all(keys.map(({ fetch }) => fetch())),
    { batch: false, cacheKeyFn: ({ type, text }) => `${type} ${text}` },
  );
  const load = async <T extends ResourceType>(
    type: T,
    key: Omit<PageKey, 'type'>,
  ): Promise<VisiblePage<T>> => {
    const { matches, next } = await pages.load({ type, ...key });
    const visible = matches.flatMap((resource, at) =>
      isStored(resource, type) && isVisible(operation, resource) ? [{ resource, at }] : [],
    );
    return { matches: visible, size: matches.length, next };
  };
  return {
    first: (type, parameters) =>
      load(type, {
        text: `?${canonicalQuery(parameters)}`,
        fetch: () => client.search(type, parameters, usage),
      }),
    page: (type, link) => load(type, { text: link, fetch: () => client.nextPage(type, link, usage) }),
  };
}
