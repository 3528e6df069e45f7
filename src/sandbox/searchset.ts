/** Searchset Bundles in Epic's form, and the paging sessions behind their `next` links. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, OperationOutcomeIssue, Resource, Stored } from '../fhir/types.ts';
import { issue, operationOutcome } from './outcomes.ts';

/** The rest of a search, kept by the server until it expires. */
interface PagingSession {
  resourceType: string;
  rest: readonly Stored<Resource>[];
  pageSize: number;
  /** Epoch ms. */
  expires: number;
}

/** A search whose first page is asked for. */
export interface Search {
  resourceType: string;
  /** As it came, for the `self` link. */
  rawQuery: string;
  matches: readonly Stored<Resource>[];
  issues: OperationOutcomeIssue[];
  pageSize: number;
}

/** Makes pages; sessions go by `now`, in epoch ms. */
export interface Searchsets {
  firstPage(search: Search): Bundle;
  /** null: no such session, or no longer. A page can be fetched again until its session expires. */
  page(resourceType: string, sessionId: string): Bundle | null;
}

export function createSearchsets(options: {
  baseUrl: string;
  now: () => number;
  pagingSessionSeconds: number;
}): Searchsets {
  const { baseUrl, now, pagingSessionSeconds } = options;
  const sessions = new Map<string, PagingSession>();
  let opened = 0;

  function firstPage({ resourceType, rawQuery, matches, issues, pageSize }: Search): Bundle {
    const self = `${baseUrl}/${resourceType}?${rawQuery}`;
    const told = matches.length === 0 ? [...issues, issue(4101)] : issues;
    return searchset(resourceType, self, matches, pageSize, told);
  }

  function page(resourceType: string, sessionId: string): Bundle | null {
    const session = sessions.get(sessionId);
    if (session?.resourceType !== resourceType || session.expires <= now()) return null;
    return searchset(resourceType, sessionUrl(resourceType, sessionId), session.rest, session.pageSize, []);
  }

  /** `total` is the size of this page, as Epic has it; `next` and `self` are the only links. */
  function searchset(
    resourceType: string,
    self: string,
    matches: readonly Stored<Resource>[],
    pageSize: number,
    issues: OperationOutcomeIssue[],
  ): Bundle {
    const shown = matches.slice(0, pageSize);
    const rest = matches.slice(pageSize);
    return {
      resourceType: 'Bundle',
      type: 'searchset',
      total: shown.length,
      link: [
        ...(rest.length > 0
          ? [{ relation: 'next', url: sessionUrl(resourceType, open({ resourceType, rest, pageSize })) }]
          : []),
        { relation: 'self', url: self },
      ],
      entry: [...shown.map(matchEntry), ...(issues.length > 0 ? [outcomeEntry(issues)] : [])],
    };
  }

  function open(rest: Omit<PagingSession, 'expires'>): string {
    for (const [id, { expires }] of sessions) if (expires <= now()) sessions.delete(id);
    opened += 1;
    const id = `${opened}-${randomBytes(16).toString('hex').toUpperCase()}`;
    sessions.set(id, { ...rest, expires: now() + pagingSessionSeconds * 1000 });
    return id;
  }

  function sessionUrl(resourceType: string, sessionId: string): string {
    return `${baseUrl}/${resourceType}?sessionID=${sessionId}`;
  }

  function matchEntry(resource: Stored<Resource>): BundleEntry {
    const url = `${baseUrl}/${resource.resourceType}/${resource.id}`;
    return { link: [{ relation: 'self', url }], fullUrl: url, resource, search: { mode: 'match' } };
  }

  return { firstPage, page };
}

function outcomeEntry(issues: OperationOutcomeIssue[]): BundleEntry {
  return {
    fullUrl: `urn:uuid:${randomUUID()}`,
    resource: operationOutcome(issues),
    search: { mode: 'outcome' },
  };
}
