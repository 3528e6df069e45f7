/** What is compared with what, in which operation. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_OFF,
  allOn,
  BARE_APOLLO,
  type ContenderName,
  type Entrant,
  GATEWAY_AS_SHIPPED,
  GRAPHQL_MESH,
  isMeshInstalled,
  ONE_BY_ONE,
  REST_SCRIPT,
} from './contenders.ts';
import { startIssuer } from './issuer.ts';
import type { SandboxFacts } from './messages.ts';
import { type Operation, operationsFor } from './operations.ts';

export interface Comparison {
  readonly title: string;
  readonly operation: Operation;
  /** The first is held against each of the others. */
  readonly entrants: readonly Entrant[];
  /** How late the FHIR server answers, and what is wanted then; one after the other, of the same processes. */
  readonly settings: readonly Setting[];
  /** Whether all have to make the same upstream calls. */
  readonly sameCalls: boolean;
  /** What else is to be said of who takes part. */
  readonly remark: string | null;
}

export interface Setting {
  readonly latencyMs: number;
  readonly aims: readonly Aim[];
}

/** What is wanted of the first of a comparison. */
export type Aim =
  /** At most so many times the CPU of another. */
  | { readonly kind: 'cpu'; readonly to: ContenderName; readonly most: number }
  /** At least so many times as fast as another, by the median latency. */
  | { readonly kind: 'faster'; readonly than: ContenderName; readonly least: number }
  /** No more upstream calls than anybody else. */
  | { readonly kind: 'fewest calls' };

const FAR_MS = 120;
const MESH_MISSING = 'GraphQL Mesh is left out, since its packages are not there: npm ci --prefix bench';

/** The gateway beside what else there is, operation by operation. */
export function contendersCompared(facts: SandboxFacts): Comparison[] {
  const entrants = [GATEWAY_AS_SHIPPED, BARE_APOLLO, ONE_BY_ONE];
  const isComplete = isMeshInstalled();
  return operationsFor(facts).map((operation) => ({
    title: operation.name,
    operation,
    entrants: [...entrants, ...(isComplete ? [GRAPHQL_MESH] : []), REST_SCRIPT],
    settings: [
      { latencyMs: 0, aims: [{ kind: 'fewest calls' }, { kind: 'cpu', to: 'bare Apollo', most: 1.25 }] },
      {
        latencyMs: FAR_MS,
        aims: [
          { kind: 'fewest calls' },
          ...(operation.repeatsReferences ? [{ kind: 'faster', than: 'one by one', least: 3 } as const] : []),
        ],
      },
    ],
    sameCalls: false,
    remark: isComplete ? null : MESH_MISSING,
  }));
}

export interface Prepared {
  readonly comparisons: readonly Comparison[];
  close(): Promise<void>;
}

/** The gateway with its guards beside itself without them. */
export async function guardsCompared(facts: SandboxFacts): Promise<Prepared> {
  const issuer = await startIssuer();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const guarded = async (of: string, scope: string, patient?: string): Promise<Entrant> =>
    allOn(
      { ...issuer.environment, AUDIT_REQUIRED: 'true', AUDIT_LOG: `file:${join(folder, `${of}.ndjson`)}` },
      await issuer.bearer(scope, patient),
    );
  const common = { sameCalls: true, remark: null };
  return {
    comparisons: [
      {
        ...common,
        title: 'Sign-in, authorisation, budget and audit, for a caller with user/ scopes',
        operation: labsOf(facts.withFewLabs, 5),
        entrants: [await guarded('user', 'user/Patient.rs user/Observation.rs'), ALL_OFF],
        settings: [{ latencyMs: 0, aims: [{ kind: 'cpu', to: 'all off', most: 1.15 }] }],
      },
      {
        ...common,
        title: 'The same for a caller with patient/ scopes, who has one patient alone',
        operation: labsOf([facts.withManyLabs], 50),
        entrants: [
          await guarded('patient', 'patient/Patient.rs patient/Observation.rs', facts.withManyLabs),
          ALL_OFF,
        ],
        settings: [{ latencyMs: 0, aims: [] }],
      },
    ],
    async close() {
      await issuer.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function labsOf(ids: readonly string[], labs: number): Operation {
  return {
    name: '10 patients × 5 labs',
    query: `query ($ids: [ID!], $labs: Int!) { patients(first: 10, filter: { ids: $ids }) {
      id fullName labResults(first: $labs) { id name effective valueText isAbnormal } } }`,
    variables: { ids, labs },
    asked: { id: '', ids, patients: [], encounters: [] },
    repeatsReferences: false,
    weight: 4,
  };
}
