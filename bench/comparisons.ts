import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  UNGUARDED_GATEWAY,
  createGuardedGateway,
  createOtherGateway,
  BARE_APOLLO,
  BARE_GOT,
  BARE_WITH_FLAGS,
  type ContenderName,
  type ContenderFactory,
  GATEWAY_AS_SHIPPED,
  GATEWAY_HTTP,
  GRAPHQL_MESH,
  isMeshInstalled,
  ONE_BY_ONE,
  REST_SCRIPT,
} from './contenders.ts';
import { startIssuer } from './issuer.ts';
import type { SandboxFacts } from './messages.ts';
import { type Operation, createOperations } from './operations.ts';

export interface Comparison {
  readonly title: string;
  readonly operation: Operation;
  /** The first contender is compared with each of the others. */
  readonly factories: readonly ContenderFactory[];
  /** Measured one after the other with the same processes. */
  readonly settings: readonly Setting[];
  /** Whether all contenders must send the same FHIR requests. */
  readonly requiresSameCalls: boolean;
  /** A note to print below the table. */
  readonly remark: string | null;
}

export interface Setting {
  /** How long the FHIR server delays each response. */
  readonly latencyMs: number;
  readonly goals: readonly Goal[];
}

/** A goal for the first contender of a comparison. */
export type Goal =
  /** Uses at most `max` times the CPU of the other contender. */
  | { readonly kind: 'cpu'; readonly to: ContenderName; readonly max: number }
  /** Is at least `min` times as fast as the other contender, by median latency. */
  | { readonly kind: 'faster'; readonly than: ContenderName; readonly min: number }
  /** Sends no more FHIR requests than any other contender. */
  | { readonly kind: 'fewest calls' };

const FAR_MS = 120;
/** How much of the bare server's CPU the gateway may take: of one with Node's flags, and of one with the gateway's. */
const MAX_CPU = 1;
const MAX_CPU_WITH_FLAGS = { names: 1.25, others: 1.3 };
const MAX_CPU_WITH_GUARDS = 1.1;
const MESH_MISSING =
  'GraphQL Mesh is not installed, so it is missing here. Install it with: npm ci --prefix bench';

/** Compares the gateway with the alternatives in each operation. */
export function createContenderComparisons(facts: SandboxFacts): Comparison[] {
  const hasMesh = isMeshInstalled();
  return createOperations(facts).map((operation) => ({
    title: operation.name,
    operation,
    factories: [
      GATEWAY_AS_SHIPPED,
      BARE_APOLLO,
      BARE_WITH_FLAGS,
      ONE_BY_ONE,
      ...(hasMesh ? [GRAPHQL_MESH] : []),
      REST_SCRIPT,
    ],
    settings: [
      {
        latencyMs: 0,
        goals: [
          { kind: 'fewest calls' },
          { kind: 'cpu', to: 'bare Apollo', max: MAX_CPU },
          {
            kind: 'cpu',
            to: 'bare with flags',
            max: operation.name === 'names of 10' ? MAX_CPU_WITH_FLAGS.names : MAX_CPU_WITH_FLAGS.others,
          },
        ],
      },
      {
        latencyMs: FAR_MS,
        goals: [
          { kind: 'fewest calls' },
          ...(operation.repeatsReferences ? [{ kind: 'faster', than: 'one by one', min: 3 } as const] : []),
        ],
      },
    ],
    requiresSameCalls: false,
    remark: hasMesh ? null : MESH_MISSING,
  }));
}

/** Compares a request through the gateway's HTTP client with one through got, which it uses. Both parse the same patient. */
export function createHttpComparison(facts: SandboxFacts): Comparison[] {
  const [operation] = createOperations(facts);
  if (operation === undefined) return [];
  return [
    {
      title: 'one FHIR request through src/http',
      operation,
      factories: [GATEWAY_HTTP, BARE_GOT],
      settings: [{ latencyMs: 0, goals: [{ kind: 'cpu', to: 'bare got', max: MAX_CPU }] }],
      requiresSameCalls: true,
      remark: null,
    },
  ];
}

/** Comparisons that need other servers, which `close` stops. */
export interface PreparedComparisons {
  readonly comparisons: readonly Comparison[];
  close(): Promise<void>;
}

/** Compares the gateway with its guards (sign-in, authorization, budget, audit) to the gateway without them. */
export async function createGuardComparisons(facts: SandboxFacts): Promise<PreparedComparisons> {
  const { issuer, folder, close } = await prepareGuards();
  const createGuarded = async (
    caller: string,
    scope: string,
    patient?: string,
  ): Promise<ContenderFactory> => {
    const auditFile = join(folder, `${caller}.ndjson`);
    return createGuardedGateway(
      { ...issuer.environment, AUDIT_REQUIRED: 'true', AUDIT_LOG: `file:${auditFile}` },
      await issuer.signBearer(scope, patient),
    );
  };
  const settings: readonly Setting[] = [
    { latencyMs: 0, goals: [{ kind: 'cpu', to: 'guards off', max: MAX_CPU_WITH_GUARDS }] },
  ];
  const common = { settings, requiresSameCalls: true, remark: null };
  return {
    comparisons: [
      {
        ...common,
        title: 'Sign-in, authorization, budget and audit for a caller with user/ scopes',
        operation: createLabOperation(facts.withFewLabs, 5),
        factories: [await createGuarded('user', 'user/Patient.rs user/Observation.rs'), UNGUARDED_GATEWAY],
      },
      {
        ...common,
        title: 'Sign-in, authorization, budget and audit for a caller with patient/ scopes (one patient)',
        operation: createLabOperation([facts.withManyLabs], 50),
        factories: [
          await createGuarded('patient', 'patient/Patient.rs patient/Observation.rs', facts.withManyLabs),
          UNGUARDED_GATEWAY,
        ],
      },
    ],
    close,
  };
}

/** How much more CPU than another checkout an operation may take. */
const MAX_REGRESSION = 1.03;

/** Compares this checkout with another one: in each operation, and for a caller who signs in. */
export async function createCheckoutComparisons(
  facts: SandboxFacts,
  checkout: string,
): Promise<PreparedComparisons> {
  const { issuer, folder, close } = await prepareGuards();
  const guardsWith = (auditFile: string) => ({
    ...issuer.environment,
    AUDIT_REQUIRED: 'true',
    AUDIT_LOG: `file:${join(folder, auditFile)}`,
  });
  const bearer = await issuer.signBearer('user/Patient.rs user/Observation.rs');
  return {
    comparisons: [
      ...createOperations(facts).map((operation) =>
        compareOperation(operation.name, operation, [GATEWAY_AS_SHIPPED, createOtherGateway(checkout)]),
      ),
      compareOperation('Sign-in, authorization, budget and audit', createLabOperation(facts.withFewLabs, 5), [
        createGuardedGateway(guardsWith('own.ndjson'), bearer, 'gateway'),
        createOtherGateway(checkout, guardsWith('other.ndjson'), bearer),
      ]),
    ],
    close,
  };
}

function compareOperation(
  title: string,
  operation: Operation,
  factories: readonly ContenderFactory[],
): Comparison {
  return {
    title,
    operation,
    factories,
    settings: [{ latencyMs: 0, goals: [{ kind: 'cpu', to: 'other checkout', max: MAX_REGRESSION }] }],
    requiresSameCalls: true,
    remark: null,
  };
}

async function prepareGuards() {
  const issuer = await startIssuer();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const close = async (): Promise<void> => {
    await issuer.close();
    rmSync(folder, { recursive: true });
  };
  return { issuer, folder, close };
}

function createLabOperation(ids: readonly string[], labs: number): Operation {
  return {
    name: '10 patients × 5 labs',
    query: `query ($ids: [ID!], $labs: Int!) { patients(first: 10, filter: { ids: $ids }) {
      id fullName labResults(first: $labs) { id name effective valueText isAbnormal } } }`,
    variables: { ids, labs },
    inputs: { id: '', ids, patients: [], encounters: [] },
    repeatsReferences: false,
    weight: 4,
  };
}
