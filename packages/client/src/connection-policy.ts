/** Keeps the pages of a connection in Apollo Client's cache. */

/** A connection in a response. The cache has replaced its nodes by references. */
interface IncomingConnection {
  readonly __typename?: string;
  readonly edges?: readonly { readonly node?: unknown; readonly cursor?: string }[];
  readonly nodes?: readonly unknown[];
  readonly pageInfo?: PageInfo | null;
}

interface PageInfo {
  readonly hasNextPage?: boolean;
  readonly hasPreviousPage?: boolean;
  readonly startCursor?: string | null;
  readonly endCursor?: string | null;
}

interface Item {
  readonly node?: unknown;
  readonly cursor?: string;
}

interface Page {
  /** The cursor before the page; null for the first page. */
  readonly after: string | null;
  readonly items: readonly Item[];
  readonly pageInfo: PageInfo | null;
  /** `__typename`, and fields of the connection that this version does not know. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** Each page starts where the one before it ends. Null if the field failed. */
type StoredConnection = { readonly pages: readonly Page[] } | null;

interface PolicyOptions {
  readonly args: Readonly<Record<string, unknown>> | null;
  canRead(this: void, value: unknown): boolean;
}

/** The part of Apollo Client's FieldPolicy that a connection needs. */
export interface ConnectionPolicy {
  keyArgs: string[];
  read(stored: StoredConnection | undefined, options: PolicyOptions): object | undefined;
  merge(
    stored: StoredConnection | undefined,
    incoming: IncomingConnection | null,
    options: Pick<PolicyOptions, 'args'>,
  ): StoredConnection;
}

/**
 * Creates the policy of a field that returns a connection. Unlike `relayStylePagination`,
 *
 * - a connection that failed is missing from the cache, and not an empty list, which could mean “no allergies”;
 * - a page that failed leaves the pages before it unchanged;
 * - a page whose predecessor is not in the cache is not added, because the list would have a gap;
 * - `nodes` accumulate like `edges`.
 *
 * @param keyArgs the arguments that select a different list
 */
export function createConnectionPolicy(keyArgs: readonly string[]): ConnectionPolicy {
  return {
    keyArgs: [...keyArgs],
    read(stored, { args, canRead }) {
      const after = cursorIn(args);
      const pages = stored?.pages.filter((page) => after === null || page.after === after) ?? [];
      return pages[0]?.after === after ? toConnection(pages, canRead) : undefined;
    },
    merge(stored = null, incoming, { args }) {
      const after = cursorIn(args);
      if (incoming === null) return after === null ? null : stored;
      const page = toPage(incoming, after);
      if (after === null || stored === null) return { pages: [page] };
      const before = pagesUpTo(after, stored.pages);
      return before === null ? stored : { pages: [...before, page] };
    },
  };
}

function cursorIn(args: PolicyOptions['args']): string | null {
  const after = args?.['after'];
  return typeof after === 'string' ? after : null;
}

function toPage(
  { edges, nodes = [], pageInfo = null, ...others }: IncomingConnection & object,
  after: string | null,
): Page {
  const items = edges?.map(({ node, cursor }) => ({ node, cursor })) ?? nodes.map((node) => ({ node }));
  return { after, items, pageInfo, others };
}

/** Returns the items up to this cursor, in their pages; null if the cursor is of none of them. */
function pagesUpTo(cursor: string, pages: readonly Page[]): readonly Page[] | null {
  for (const [index, page] of pages.entries()) {
    if (page.pageInfo?.endCursor === cursor) return pages.slice(0, index + 1);
    const last = page.items.findIndex((item) => item.cursor === cursor);
    if (last !== -1) return [...pages.slice(0, index), { ...page, items: page.items.slice(0, last + 1) }];
  }
  return null;
}

/** Returns a connection that has both `edges` and `nodes`, so that either selection finds the items that the other one loaded. */
function toConnection(pages: readonly Page[], canRead: PolicyOptions['canRead']): object {
  // After `cache.evict`, a record may be gone.
  const items = pages.flatMap((page) => page.items).filter(({ node }) => node === undefined || canRead(node));
  const { others = {}, pageInfo: end = null } = pages.at(-1) ?? {};
  const start = pages[0]?.pageInfo ?? null;
  return {
    ...others,
    edges: items.map((item) => ({ __typename: edgeType(others['__typename']), ...item })),
    ...(items.some(({ node }) => node === undefined) ? {} : { nodes: items.map(({ node }) => node) }),
    ...(start === null || end === null ? {} : { pageInfo: pageInfoOf(start, end) }),
  };
}

function pageInfoOf(start: PageInfo, end: PageInfo): PageInfo {
  const { hasPreviousPage, startCursor } = start;
  return {
    ...end,
    ...(hasPreviousPage === undefined ? {} : { hasPreviousPage }),
    ...(startCursor === undefined ? {} : { startCursor }),
  };
}

function edgeType(connectionType: unknown): string | undefined {
  return typeof connectionType === 'string' ? connectionType.replace(/Connection$/, 'Edge') : undefined;
}
