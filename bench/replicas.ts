/** `npm run --prefix bench replicas`: measures operations with 1, 2 and 4 replicas that share a Valkey, and without one. README.md describes it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startChild } from './child.ts';
import { type CallerHeaders, createGraphqlClient } from './graphql-client.ts';
import { startIssuer } from './issuer.ts';
import { type MeasuredCosts, type OperationCost, COSTS_FILE } from './measured-costs.ts';
import { SANDBOX_STARTED } from './messages.ts';
import { SIGN_IN_SETTINGS, signInAt } from './persons.ts';
import { runProgram } from './program.ts';
import { type GroupTurn, type ReplicaGroup, startReplicaGroup } from './replica-group.ts';
import { createMix, createOperationKinds, type OperationKind } from './replica-operations.ts';
import { formatReplicas, summarizePoint, toCost } from './replica-report.ts';
import { sum } from './statistics.ts';
import { startValkey, type Valkey } from './valkey.ts';

const USAGE =
  'Usage: npm run --prefix bench replicas -- [--rounds N] [--seconds N] [--operations N] [--warm-up N] [--quick] [--json] [--write]\n' +
  'Each N is a whole number from 1 to 1000. Defaults: --rounds 5 --seconds 10 --operations 300 --warm-up 30; with --quick: 1, 1, 5 and 1.\n' +
  `--write saves the figures in ${COSTS_FILE}, and renews docs/capacity.md. It cannot be combined with --quick.`;

const MORE_REPLICAS = [2, 4];
const CONCURRENCY = 16;
/** Responses whose size is measured. */
const SAMPLES = 10;

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  /** Operations of each kind in a turn, one at a time. */
  readonly operations: number;
  readonly warmUp: number;
  readonly json: boolean;
  readonly write: boolean;
}

await runProgram(parseOptions(process.argv.slice(2)), USAGE, run);

async function run(chosen: Options): Promise<void> {
  const costs = await measure(chosen);
  process.stdout.write(chosen.json ? `${JSON.stringify(costs, null, 2)}\n` : formatReplicas(costs));
  if (!chosen.write) return;
  writeFileSync(COSTS_FILE, `${JSON.stringify(costs, null, 2)}\n`);
  const { status } = spawnSync(process.execPath, ['-C', 'source', 'scripts/docs.ts'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

async function measure({ rounds, seconds, operations, warmUp }: Options): Promise<MeasuredCosts> {
  const sandbox = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
  sandbox.output.resume();
  const facts = await sandbox.next(SANDBOX_STARTED);
  const issuer = await startIssuer();
  const headers: CallerHeaders = { authorization: await issuer.signBearer('user/*.rs') };
  const environment = { ...facts.environment, ...issuer.environment, ...SIGN_IN_SETTINGS };
  const kinds = createOperationKinds(facts);
  const mix = createMix(kinds);
  const valkeys: Valkey[] = [];
  const groups: ReplicaGroup[] = [];
  const start = async (replicas: number, hasStore: boolean): Promise<ReplicaGroup> => {
    const valkey = hasStore ? await startValkey() : null;
    if (hasStore && valkey === null)
      throw new Error('The machine has no valkey-server. Install it, for example with apt-get.');
    if (valkey !== null) valkeys.push(valkey);
    const group = await startReplicaGroup({ replicas, valkey, sandbox, environment });
    groups.push(group);
    return group;
  };
  try {
    const alone = await start(1, false);
    const single = await start(1, true);
    for (const replicas of MORE_REPLICAS) await start(replicas, true);
    const next = (turn: number) => mix(turn).at(turn);
    for (const group of groups)
      await group.load(next, { headers, concurrency: CONCURRENCY, seconds: warmUp * group.replicas });

    const signedIn = async (group: ReplicaGroup): Promise<Place> => ({
      group,
      headers: await signInAt(`http://127.0.0.1:${group.port}`, { child: sandbox, facts }),
    });
    const comparisons: Comparison[] = kinds.map((kind) => ({
      kind,
      shared: { group: single, headers },
      alone: { group: alone, headers },
      withStore: [],
      without: [],
    }));
    const [kind] = kinds;
    if (kind !== undefined)
      comparisons.push({
        kind: { ...kind, name: `${kind.name}, for a person who signed in`, share: 0 },
        shared: await signedIn(single),
        alone: await signedIn(alone),
        withStore: [],
        without: [],
      });
    const turns = new Map<ReplicaGroup, GroupTurn[]>(groups.map((group) => [group, []]));
    // Everything in each round, so that a disturbance of the machine affects the costs and what they predict.
    for (let round = 0; round < rounds; round += 1) {
      for (const comparison of comparisons) await compareOnce(comparison, operations);
      for (const [group, own] of turns)
        own.push(await group.load(next, { headers, concurrency: CONCURRENCY, seconds }));
    }
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      cores: cpus().length,
      node: process.version,
      store: 'Valkey',
      operations: await Promise.all(comparisons.map(summarize)),
      points: [...turns].map(([group, own]) => summarizePoint(group, own)),
    };
  } finally {
    for (const group of groups) await group.stop();
    for (const valkey of valkeys) await valkey.close();
    await issuer.close();
    await sandbox.stop();
  }
}

/** A group, and the headers of a caller whom it knows. */
interface Place {
  readonly group: ReplicaGroup;
  readonly headers: CallerHeaders;
}

/** Operations of a kind, sent one at a time, with and without a store in turn. */
interface Comparison {
  readonly kind: OperationKind;
  readonly shared: Place;
  readonly alone: Place;
  readonly withStore: GroupTurn[];
  readonly without: GroupTurn[];
}

async function compareOnce(comparison: Comparison, operations: number): Promise<void> {
  const { kind, shared, alone, withStore, without } = comparison;
  const load = ({ group, headers }: Place): Promise<GroupTurn> =>
    group.load((turn) => kind.at(turn), { headers, concurrency: 1, operations });
  withStore.push(await load(shared));
  without.push(await load(alone));
}

async function summarize({ kind, shared, withStore, without }: Comparison): Promise<OperationCost> {
  return toCost(kind, await measureBytes(kind, shared), withStore, without);
}

/** Returns the mean size of a response's body. */
async function measureBytes(kind: OperationKind, { group, headers }: Place): Promise<number> {
  const client = createGraphqlClient(group.port, headers);
  const sizes = [];
  for (let turn = 0; turn < SAMPLES; turn += 1) sizes.push((await client.post(kind.at(turn))).bytes);
  client.close();
  return sum(sizes) / SAMPLES;
}

function parseOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        operations: { type: 'string' },
        'warm-up': { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
      },
    });
    const { quick, write } = values;
    // The figures of a quick run mean little, and would replace the published ones.
    if (quick && write) return null;
    const counts = [
      values.rounds ?? (quick ? '1' : '5'),
      values.seconds ?? (quick ? '1' : '10'),
      values.operations ?? (quick ? '5' : '300'),
      values['warm-up'] ?? (quick ? '1' : '30'),
    ];
    if (!counts.every((count) => /^[1-9]\d{0,2}$|^1000$/.test(count))) return null;
    const [rounds = 0, seconds = 0, operations = 0, warmUp = 0] = counts.map(Number);
    return { rounds, seconds, operations, warmUp, json: values.json, write };
  } catch {
    return null;
  }
}
