/** Searches and their pages: equal ones of an operation are sent once, and only what the caller may see comes back. */
import DataLoader from 'dataloader';
import { canonicalQuery, type SearchParameters } from '../fhir/client.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import { isStored, type Searchset } from '../fhir/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { type Usage, withinScope } from '../fhir/usage.ts';
import type { Scope } from '../observer.ts';
import type { ById } from './by-id.ts';
import { type HeldPage, holdPage } from './held-page.ts';
import type { Operation } from './operation.ts';
import { beyondReach, demand, type Reach } from './reach.ts';
import { shownOrAbsent } from './shown.ts';

export interface VisibleMatch<T extends ResourceType> {
  /** Redacted for the caller; null if that fails. */
  readonly resource: Stored<ResourceOf<T>> | null;
  /** Where it stands on the page, as it was arranged. */
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
  first<T extends ResourceType>(
    type: T,
    parameters: SearchParameters,
    arrange?: Arrange,
  ): Promise<VisiblePage<T>>;
  /** The page under a `next` link. */
  page<T extends ResourceType>(type: T, link: string, arrange?: Arrange): Promise<VisiblePage<T>>;
  /** The same, of which requests belong to a scope of their own. */
  within(scope: Scope): Searches;
}

/** Picks out and sorts what a page holds. */
export type Arrange = <R extends Stored<Resource>>(resources: readonly R[]) => R[];

interface PageKey {
  readonly type: ResourceType;
  /** The canonical text of the search, or the link of a further page. */
  readonly text: string;
  readonly fetch: () => Promise<Searchset>;
}

/** @param byId is given what comes along with a search, so that it need not be read */
export function createSearches(operation: Operation, byId: ById): Searches {
  const { client, size } = operation;
  const read = async (key: PageKey): Promise<HeldPage> =>
    holdPage(await key.fetch(), size, () => pages.clear(key));
  const pages: DataLoader<PageKey, HeldPage, string> = new DataLoader((keys) => Promise.all(keys.map(read)), {
    batch: false,
    cacheKeyFn: ({ type, text }) => `${type} ${text}`,
  });
  const load = async <T extends ResourceType>(
    type: T,
    key: Omit<PageKey, 'type'>,
    arrange: Arrange = (resources) => [...resources],
  ): Promise<VisiblePage<T>> => {
    const reach = await operation.reach();
    demand(reach, type, 's');
    const page = await pages.load({ type, ...key });
    const { matches, includes, next } = page.searchset;
    // What is hidden is left to be asked for, and then is as absent as what a reference leads nowhere to.
    for (const included of includes) if (reach.permits(included, 'r')) byId.prime(included);
    const visible = arrange(matches).flatMap((resource, at) =>
      isStored(resource, type) && reach.permits(resource, 's')
        ? [visibleMatch(operation, reach, resource, { type, at, page })]
        : [],
    );
    return { matches: visible, size: matches.length, next };
  };
  const searchesBy = (usage: Usage): Searches => ({
    async first(type, parameters, arrange) {
      const within = (await operation.reach()).patients(type, 's');
      if (within !== null && !isOfPatients(parameters, within)) throw beyondReach(type);
      const text = `?${canonicalQuery(parameters)}`;
      return load(type, { text, fetch: () => client.search(type, parameters, usage) }, arrange);
    },
    page: (type, link, arrange) =>
      load(type, { text: link, fetch: () => client.nextPage(type, link, usage) }, arrange),
    within: (scope) => searchesBy(withinScope(usage, scope)),
  });
  return searchesBy(operation.usage);
}

/** Keeps and redacts the match on first use: a page of the server holds more matches than a list shows. */
function visibleMatch<T extends ResourceType>(
  operation: Operation,
  reach: Reach,
  match: Stored<ResourceOf<T>>,
  { type, at, page }: { readonly type: T; readonly at: number; readonly page: HeldPage },
): VisibleMatch<T> {
  return {
    get resource() {
      page.keep(match);
      const shown = shownOrAbsent(operation, reach, match);
      return isStored(shown, type) ? shown : null;
    },
    at,
  };
}

/** True for a search that asks for the records of some of the patients, and of no other. */
function isOfPatients({ patient = [] }: SearchParameters, patients: ReadonlySet<string>): boolean {
  const asked = [patient].flat();
  return asked.length > 0 && asked.every((id) => patients.has(id));
}
