/** The record of a write: the parts that were sent, and the known outcomes. */
import { z } from 'zod';

/** The result of a successful write. Contains only ids and codes. */
export interface WriteResult {
  readonly outcome: 'created' | 'accepted' | 'already-exists';
  readonly id: string | null;
  readonly existing: boolean | null;
  /** Whether the audit has recorded the outcome. */
  readonly isAudited: boolean;
}

/** The state of each part that was sent, by part name. */
export type WriteRecord = Map<string, WritePartState>;

/** `at`: epoch milliseconds. */
type WritePartState =
  { readonly state: 'sent'; readonly at: number } | { readonly state: 'done'; readonly done: WriteResult };

const done = z.object({
  outcome: z.enum(['created', 'accepted', 'already-exists']),
  id: z.string().nullable(),
  existing: z.boolean().nullable(),
  isAudited: z.boolean(),
});
const partState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('sent'), at: z.number() }),
  z.object({ state: z.literal('done'), done }),
]);
const record = z.array(z.tuple([z.string(), partState]));

/** @throws Error if any part is invalid, because an omitted part would count as never sent */
export function parseWriteRecord(json: string): WriteRecord {
  return new Map(record.parse(JSON.parse(json)));
}

export function serializeWriteRecord(parts: WriteRecord): string {
  return JSON.stringify([...parts]);
}

/** Adds the parts of another record of the same write. Known outcomes take precedence. */
export function mergeWriteRecord(parts: WriteRecord, others: WriteRecord): void {
  for (const [name, state] of others) if (parts.get(name)?.state !== 'done') parts.set(name, state);
}
