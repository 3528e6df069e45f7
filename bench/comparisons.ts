/** What is compared with what, in which operation. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ContenderName,
  guardedGateway,
  type StartContender,
  startBareServer,
  startGateway,
  startRawCalls,
  startUnguarded,
} from './contenders.ts';
import type { Asked } from './graphql-load.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import type { SandboxFacts } from './messages.ts';

export interface Comparison {
  readonly title: string;
  readonly asked: Asked;
  /** The first is held against each of the others. */
  readonly contenders: readonly { readonly start: StartContender; readonly asked: Asked }[];
  /** At most how many times the CPU of another it should use; null: that is not said. */
  readonly aim: { readonly to: ContenderName; readonly most: number } | null;
  /** How many operations of the first comparison one of this costs about as much as. */
  readonly weight: number;
  readonly warmUpRounds: number;
}

export interface Comparisons {
  of(facts: SandboxFacts): Promise<readonly Comparison[]>;
  close(): Promise<void>;
}

const LABS = 'labResults(first: $labs) { id name effective valueText isAbnormal }';

export async function prepareComparisons(): Promise<Comparisons> {
  const issuer = await startIssuer();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const guards = { ...issuer.environment, AUDIT_REQUIRED: 'true' };
  const guarded = (of: string): StartContender =>
    guardedGateway({ ...guards, AUDIT_LOG: `file:${join(folder, `${of}.ndjson`)}` });
  return {
    async of(facts) {
      return [
        mainOperation(facts),
        await ofUser(facts, issuer, guarded('user')),
        await ofPatient(facts, issuer, guarded('patient')),
      ];
    },
    async close() {
      await issuer.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function mainOperation({ ids }: SandboxFacts): Comparison {
  const asked: Asked = { query: '{ patients(first: 10) { id fullName } }', patients: ids, labs: 0 };
  return {
    title: 'The gateway as it is shipped, beside a server written by hand and the calls alone',
    asked,
    contenders: [startGateway, startBareServer, startRawCalls].map((start) => ({ start, asked })),
    aim: { to: 'bare Apollo', most: 1.25 },
    weight: 1,
    warmUpRounds: 2,
  };
}

async function ofUser(
  { withFewLabs }: SandboxFacts,
  issuer: Issuer,
  start: StartContender,
): Promise<Comparison> {
  const authorization = await issuer.bearer('user/Patient.rs user/Observation.rs');
  const asked = labsOf(withFewLabs, 5);
  return {
    title: 'Sign-in, authorisation, budget and audit, for a caller with user/ scopes',
    asked,
    contenders: [
      { start, asked: { ...asked, authorization } },
      { start: startUnguarded, asked },
    ],
    aim: { to: 'all off', most: 1.15 },
    weight: 4,
    warmUpRounds: 6,
  };
}

async function ofPatient(
  { withManyLabs }: SandboxFacts,
  issuer: Issuer,
  start: StartContender,
): Promise<Comparison> {
  const authorization = await issuer.bearer('patient/Patient.rs patient/Observation.rs', withManyLabs);
  const asked = labsOf([withManyLabs], 50);
  return {
    title: 'The same for a caller with patient/ scopes, who has one patient alone',
    asked,
    contenders: [
      { start, asked: { ...asked, authorization } },
      { start: startUnguarded, asked },
    ],
    aim: null,
    weight: 4,
    warmUpRounds: 6,
  };
}

function labsOf(ids: readonly string[], labs: number): Asked {
  return {
    query: `query ($ids: [ID!], $labs: Int!) { patients(first: 10, filter: { ids: $ids }) { id fullName ${LABS} } }`,
    variables: { ids, labs },
    patients: ids,
    labs,
  };
}
