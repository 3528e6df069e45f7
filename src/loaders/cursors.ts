/** Seals cursors: positions in a list, bound to one caller, one field and one set of arguments. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Sealer } from '../auth/sealer.ts';
import { type Caller, grantKey } from '../access/caller.ts';
import { GatewayError } from '../errors.ts';

const listPosition = z.discriminatedUnion('kind', [
  /**
   * In a search: the page (null: the first one), how many of its matches were read, whether the search asks the server to sort, and whether
   * it looks only for records that windows of dates cannot find.
   */
  z.object({
    kind: z.literal('page'),
    link: z.string().nullable(),
    skip: z.int().min(0),
    isSorted: z.literal(true).optional(),
    isUndated: z.literal(true).optional(),
  }),
  /**
   * In a list whose first pages are sorted together: their number, whether the server sorts, whether no more pages may join them, and the
   * last record read.
   */
  z.object({
    kind: z.literal('head'),
    pages: z.int().min(1),
    isSorted: z.boolean(),
    isFixed: z.boolean(),
    id: z.string(),
    index: z.int().min(0),
  }),
  /** In a list read by windows of dates: the window (epoch milliseconds; null: open), and the last record read. */
  z.object({
    kind: z.literal('window'),
    start: z.int().nullable(),
    end: z.int().nullable(),
    id: z.string(),
    index: z.int().min(0),
  }),
  /**
   * In a list of ids: the last id read, its index, how many ids the list had (absent from cursors of earlier versions), and the last index from
   * which a page went back.
   */
  z.object({
    kind: z.literal('id'),
    id: z.string(),
    index: z.int().min(0),
    size: z.int().min(0).optional(),
    repeatedAt: z.int().min(0).optional(),
  }),
]);

export type ListPosition = z.output<typeof listPosition>;

/** The list that a cursor continues. */
export interface CursorScope {
  /** The field, as `Type.field`. */
  readonly field: string;
  /** The arguments that select the list's contents. */
  readonly filter: unknown;
}

export interface Cursors {
  seal(position: ListPosition, scope: CursorScope, caller: Caller): Promise<string>;
  /** @throws GatewayError CURSOR_INVALID or CURSOR_EXPIRED */
  open(cursor: string, scope: CursorScope, caller: Caller): Promise<ListPosition>;
}

/** @param upstream the base URL of the FHIR server whose links the cursors contain */
export function createCursors(sealer: Sealer, upstream: string): Cursors {
  const bindingOf = ({ field, filter }: CursorScope, caller: Caller) => ({
    issuer: upstream,
    subject: grantKey(caller),
    audience: `${field} ${createHash('sha256').update(canonicalJson(filter)).digest('base64url')}`,
  });
  return {
    seal: (value, scope, caller) => sealer.seal(value, bindingOf(scope, caller)),
    async open(cursor, scope, caller) {
      const opened = await sealer.open(cursor, bindingOf(scope, caller));
      const parsed = listPosition.safeParse(opened.kind === 'value' ? opened.value : null);
      if (parsed.success) return parsed.data;
      throw opened.kind === 'expired'
        ? new GatewayError('CURSOR_EXPIRED', 'The cursor has expired. Start again without `after`.')
        : new GatewayError(
            'CURSOR_INVALID',
            '`after` expects a cursor of the same field, with the same filter and for the same caller.',
          );
    },
  };
}

/** Returns JSON with sorted keys, without null and undefined values. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([, item]) => item !== null && item !== undefined)
            .toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : inner,
  );
}
