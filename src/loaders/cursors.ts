/** Cursors: the position at which a list continues, sealed for one caller, one field and one set of arguments. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Sealer } from '../auth/sealer.ts';
import { type Caller, grantKey } from '../access/caller.ts';
import { GatewayError } from '../errors.ts';

const listPosition = z.discriminatedUnion('kind', [
  /**
   * In a search: the page (null: the first one), how many of its matches were read, whether the search asks the server to sort, and
   * whether it is only for the records that windows of dates cannot find.
   */
  z.object({
    kind: z.literal('page'),
    link: z.string().nullable(),
    skip: z.int().min(0),
    isSorted: z.literal(true).optional(),
    isUndated: z.literal(true).optional(),
  }),
  /**
   * In a list of which the first pages are sorted together: how many, whether the server sorts, whether more pages must not join them, and
   * the last record that was read.
   */
  z.object({
    kind: z.literal('head'),
    pages: z.int().min(1),
    isSorted: z.boolean(),
    isFixed: z.boolean(),
    id: z.string(),
    index: z.int().min(0),
  }),
  /** In a list that is read by windows of dates: the window (epoch milliseconds; null: open), and the last record that was read. */
  z.object({
    kind: z.literal('window'),
    start: z.int().nullable(),
    end: z.int().nullable(),
    id: z.string(),
    index: z.int().min(0),
  }),
  /** In a list of ids: the last one that was read, and its index. */
  z.object({ kind: z.literal('id'), id: z.string(), index: z.int().min(0) }),
]);

export type ListPosition = z.output<typeof listPosition>;

/** The list that a cursor goes on with. */
export interface CursorScope {
  /** The field, as `Type.field`. */
  readonly field: string;
  /** The arguments that decide what is in the list. */
  readonly filter: unknown;
}

export interface Cursors {
  seal(position: ListPosition, scope: CursorScope, caller: Caller): Promise<string>;
  /** @throws GatewayError CURSOR_INVALID or CURSOR_EXPIRED */
  open(cursor: string, scope: CursorScope, caller: Caller): Promise<ListPosition>;
}

/** @param upstream the FHIR server whose links the cursors hold */
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
        ? new GatewayError('CURSOR_EXPIRED', 'The cursor is too old. Start again without `after`.')
        : new GatewayError(
            'CURSOR_INVALID',
            '`after` expects an endCursor or cursor of this same field, with the same filter and for the same caller.',
          );
    },
  };
}

/** Returns JSON that does not depend on the order of keys, and that leaves out what is null or undefined. */
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
