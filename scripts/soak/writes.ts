/** Writes records, repeats each write with its idempotency key, and expects one record. */
import { randomUUID } from 'node:crypto';
import { at } from '../../test/support/expected.ts';
import type { SoakCaller } from './callers.ts';
import type { SoakClient } from './client.ts';
import { codesOf } from './load.ts';
import { markerOf } from './messages.ts';
import { note, type Tally } from './tally.ts';

/** The patient and the open encounter of the records. No other task reads their chart, which a write changes. */
export interface Written {
  readonly patient: string;
  readonly encounter: string;
}

interface Write {
  readonly query: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** After as many failures the caller gives up. A client would keep the key, and try again later. */
const MAX_ATTEMPTS = 4;
/** The gateway sends these writes never again, or it did not take effect and needs a new key. */
const FINAL_CODES: ReadonlySet<string> = new Set(['WRITE_OUTCOME_UNKNOWN', 'ALREADY_EXISTS']);

/** @param check counts the error codes of a response */
export function createWriter(
  {
    client,
    caller,
    written,
    tally,
  }: {
    readonly client: SoakClient;
    readonly caller: SoakCaller;
    readonly written: Written;
    readonly tally: Tally;
  },
  check: (name: string, codes: readonly string[]) => void,
): () => Promise<void> {
  let count = 0;
  /** Returns the id of the record; undefined if the write failed, and null if a repetition is of no use. */
  const attempt = async (name: string, write: Write, key: string): Promise<string | null | undefined> => {
    const { site } = caller;
    const variables = { key, input: write.input };
    tally.operations += 1;
    const outcome = await client.post({ site, query: write.query, variables, headers: caller.headers() });
    if (outcome.kind !== 'answer') {
      note(tally.lost, `${name}: ${outcome.kind === 'lost' ? outcome.why : outcome.kind}`);
      return undefined;
    }
    const codes = codesOf(outcome.body);
    check(name, codes);
    if (codes.some((code) => FINAL_CODES.has(code))) return null;
    const id = at(outcome.body, 'data', 'write', 'id');
    return typeof id === 'string' ? id : undefined;
  };
  return async () => {
    count += 1;
    tally.writes += 1;
    const marker = markerOf(count);
    const write = count % 2 === 0 ? noteOf(written, marker) : problemOf(written, marker);
    const name = `write ${count} of ${caller.name} at ${caller.site}`;
    const key = randomUUID();
    for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
      const id = await attempt(name, write, key);
      if (id === null) return;
      if (id === undefined) continue;
      tally.confirmed.add(marker);
      const again = await attempt(name, write, key);
      if (typeof again === 'string' && again !== id)
        note(tally.wrong, `${name}: a repetition has another id`);
      return;
    }
  };
}

/** Notes the records that the gateway reported as created, and that no FHIR server has stored. */
export function checkWrites({ confirmed, created, wrong }: Tally): void {
  for (const marker of confirmed)
    if (!created.has(marker)) note(wrong, `${marker} was reported as created, and is missing`);
}

function problemOf({ patient }: Written, marker: string): Write {
  return {
    query: `mutation Write($key: ID!, $input: AddProblemInput!) {
      write: addProblem(idempotencyKey: $key, input: $input) { id status }
    }`,
    input: { patientId: patient, problem: { system: 'SNOMED', code: '41652007', name: marker } },
  };
}

function noteOf({ patient, encounter }: Written, marker: string): Write {
  return {
    query: `mutation Write($key: ID!, $input: CreateClinicalNoteInput!) {
      write: createClinicalNote(idempotencyKey: $key, input: $input) { id status }
    }`,
    input: {
      patientId: patient,
      encounterId: encounter,
      type: 'PROGRESS',
      status: 'FINAL',
      text: `Feels better. ${marker}.`,
    },
  };
}
