/** Searchset Bundles in Epic's form, and the paging sessions behind their `next` links. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, OperationOutcomeIssue, Resource, Stored } from './types.ts';
import type { Includer } from './includes.ts';
import { createIssue, createOutcome } from './outcomes.ts';

/** The remainder of a search. */
interface Rest {
  /** Who searched. Only the same owner can fetch further pages. */
  owner: string;
  resourceType: string;
  matches: readonly Stored<Resource>[];
  pageSize: number;
  /** Adds the included resources of a page. */
  include: Includer;
  /** Issues for the outcome entry of the last page. */
  lastIssues: OperationOutcomeIssue[];
}

/** The remainder of a search, kept until it expires (epoch ms). */
type PagingSession = Rest & { expires: number };

/** A search before its first page. */
export interface Search extends Rest {
  /** The query as received, for the `self` link. */
  rawQuery: string;
  /** Issues for the outcome entry of the first page. */
  issues: OperationOutcomeIssue[];
}

/** Filters the matches of a page after paging, as Epic does: pages can be short or even empty. */
export type PageFilter = (resourceType: string, page: Stored<Resource>[]) => Stored<Resource>[];

/** Builds pages, and keeps the sessions behind `next` links. */
export interface Searchsets {
  firstPage(search: Search): Bundle;
  /** Returns null for an unknown, foreign or expired session. Clients can fetch a page repeatedly until its session expires. */
  page(owner: string, resourceType: string, sessionId: string): Bundle | null;
}

export function createSearchsets(options: {
  /** The base URL of links and `fullUrl`. */
  baseUrl: string;
  now: () => number;
  pagingSessionSeconds: number;
  filter: PageFilter;
}): Searchsets {
  const { baseUrl, now, pagingSessionSeconds, filter } = options;
  const sessions = new Map<string, PagingSession>();
  let opened = 0;

  function firstPage({ rawQuery, issues, ...search }: Search): Bundle {
    const firstIssues =
      search.matches.length === 0 ? [...search.lastIssues, ...issues, createIssue(4101)] : issues;
    const self = `${baseUrl}/${search.resourceType}?${rawQuery}`;
    return createSearchset(
      { ...search, ...(search.matches.length === 0 && { lastIssues: [] }) },
      self,
      firstIssues,
    );
  }

  function page(owner: string, resourceType: string, sessionId: string): Bundle | null {
    const session = sessions.get(sessionId);
    if (session?.owner !== owner || session.resourceType !== resourceType || session.expires <= now())
      return null;
    return createSearchset(session, sessionUrl(resourceType, sessionId), []);
  }

  /** Like Epic, reports the size of this page as `total`, and sends no links but `next` and `self`. */
  function createSearchset(search: Rest, self: string, firstIssues: OperationOutcomeIssue[]): Bundle {
    const { resourceType, matches, pageSize, include, lastIssues } = search;
    const shown = filter(resourceType, matches.slice(0, pageSize));
    const rest = matches.slice(pageSize);
    const issues = rest.length > 0 ? firstIssues : [...firstIssues, ...lastIssues];
    return {
      resourceType: 'Bundle',
      type: 'searchset',
      total: shown.length,
      link: [
        ...(rest.length > 0
          ? [{ relation: 'next', url: sessionUrl(resourceType, open({ ...search, matches: rest })) }]
          : []),
        { relation: 'self', url: self },
      ],
      entry: [
        ...shown.map((resource) => createEntry(resource, 'match')),
        ...include(shown).map((resource) => createEntry(resource, 'include')),
        ...(issues.length > 0 ? [createOutcomeEntry(issues)] : []),
      ],
    };
  }

  function open(rest: Rest): string {
    for (const [id, { expires }] of sessions) if (expires <= now()) sessions.delete(id);
    opened += 1;
    const id = `${opened}-${randomBytes(16).toString('hex').toUpperCase()}`;
    sessions.set(id, { ...rest, expires: now() + pagingSessionSeconds * 1000 });
    return id;
  }

  function sessionUrl(resourceType: string, sessionId: string): string {
    return `${baseUrl}/${resourceType}?sessionID=${sessionId}`;
  }

  function createEntry(resource: Stored<Resource>, mode: 'include' | 'match'): BundleEntry {
    const url = `${baseUrl}/${resource.resourceType}/${resource.id}`;
    return { link: [{ relation: 'self', url }], fullUrl: url, resource, search: { mode } };
  }

  return { firstPage, page };
}

function createOutcomeEntry(issues: OperationOutcomeIssue[]): BundleEntry {
  return {
    fullUrl: `urn:uuid:${randomUUID()}`,
    resource: createOutcome(issues),
    search: { mode: 'outcome' },
  };
}
