/** What one operation has touched of patients' records, for the audit. */
import { type ErrorCode, GatewayError } from '../errors.ts';
import { patientsOf } from '../fhir/compartment.ts';
import type { Resource, Stored } from '../fhir/types.ts';

export type AccessInteraction = 'read' | 'search' | 'create';

/** A resource that came back or was created, and whether the caller has it. */
export interface Access {
  readonly resource: Stored<Resource>;
  readonly interaction: AccessInteraction;
  readonly permitted: boolean;
  /** The text of the search that found it, as `query` was told it; without it, it is taken for one of its type and patient. */
  readonly search?: string;
  /** The resource that it is a part of, where it does not say itself whom it is about, as the Binary of a document. */
  readonly within?: Stored<Resource>;
}

/** A resource that was touched, without its content. */
export interface Touched {
  readonly type: string;
  readonly id: string;
  /** Whom it is about. */
  readonly patients: readonly string[];
  readonly interaction: AccessInteraction;
  readonly permitted: boolean;
  /** The text of the search that found it; null where none is known. */
  readonly search: string | null;
}

/** A search that was asked for. */
export interface Query {
  readonly type: string;
  /** The canonical text of its parameters. */
  readonly text: string;
  /** Whose records were searched; null: not those of one patient. */
  readonly patientId: string | null;
  /** Why it found nothing, where the server failed or refused it. */
  readonly failure?: ErrorCode;
}

/** What was refused: the caller has no scope for it, it is beyond their patients, or the server does not release it. */
export interface Refusal {
  readonly type: string;
  readonly interaction: AccessInteraction;
  /** The id that was asked for; null: none was. */
  readonly id: string | null;
}

/** What was, or is about to be, sent to be created. */
export interface Write {
  readonly type: string;
  /** Null where the server has not told it (yet). */
  readonly id: string | null;
  /** Whom it is about; none where that is known only once it is there. */
  readonly patients: readonly string[];
  /** `intent` is before anything is sent, so that there is a trace of it whatever happens then. */
  readonly stage: 'intent' | 'outcome';
  /** Why it was not created, or that nobody knows whether it was. */
  readonly failure?: ErrorCode;
}

export interface Accesses {
  readonly touched: readonly Touched[];
  readonly queries: readonly Query[];
  readonly refusals: readonly Refusal[];
  readonly writes: readonly Write[];
  /** Notes a resource; the same one in the same way counts once. */
  record(access: Access): void;
  /** Notes a search, whether or not it finds anything; what is said last of one holds. */
  query(query: Query): void;
  refuse(refusal: Refusal): void;
  write(write: Write): void;
}

/** @param baseUrl the FHIR server's */
export function createAccesses(baseUrl: string): Accesses {
  const touched = new Map<string, Touched>();
  const queries = new Map<string, Query>();
  const refusals = new Map<string, Refusal>();
  const writes: Write[] = [];
  return {
    get touched() {
      return [...touched.values()];
    },
    get queries() {
      return [...queries.values()];
    },
    get refusals() {
      return [...refusals.values()];
    },
    get writes() {
      return [...writes];
    },
    record({ resource, interaction, permitted, search = null, within = resource }) {
      const { resourceType: type, id } = resource;
      const key = `${interaction} ${permitted} ${type}/${id} ${search ?? ''}`;
      if (touched.has(key)) return;
      const patients = [...new Set(patientsOf(within, baseUrl))];
      touched.set(key, { type, id, patients, interaction, permitted, search });
    },
    query(query) {
      queries.set(`${query.type}?${query.text}`, query);
    },
    refuse(refusal) {
      refusals.set(`${refusal.interaction} ${refusal.type}/${refusal.id ?? ''}`, refusal);
    },
    write: (write) => void writes.push(write),
  };
}

/** Notes a search with how it ends, and gives what it gives. */
export async function noted<T>(accesses: Accesses, query: Query, search: () => Promise<T>): Promise<T> {
  accesses.query(query);
  try {
    return await search();
  } catch (error) {
    const failure = error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
    accesses.query({ ...query, failure });
    throw error;
  }
}
