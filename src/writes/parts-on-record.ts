/** The record of a write: which of its parts were sent, and the outcomes that are known. */
import { z } from 'zod';

/** What is known of a write that is done: ids and kinds alone. */
export interface Done {
  readonly outcome: 'created' | 'accepted' | 'already-exists';
  readonly id: string | null;
  readonly existing: boolean | null;
  /** Whether the audit has it. */
  readonly isAudited: boolean;
}

/** By their names. */
export type PartsOnRecord = Map<string, PartState>;

/** `at`: epoch milliseconds. */
export type PartState =
  { readonly state: 'sent'; readonly at: number } | { readonly state: 'done'; readonly done: Done };

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

/** @throws Error if it cannot read a part: a part that is left out would count as never sent */
export function parseParts(json: string): PartsOnRecord {
  return new Map(record.parse(JSON.parse(json)));
}

export function partsToJson(parts: PartsOnRecord): string {
  return JSON.stringify([...parts]);
}

/** Adds the parts of another record of the same write. A known outcome takes precedence over none. */
export function addParts(parts: PartsOnRecord, others: PartsOnRecord): void {
  for (const [name, state] of others) if (parts.get(name)?.state !== 'done') parts.set(name, state);
}
