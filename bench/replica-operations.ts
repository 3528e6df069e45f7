/** The operations of the bench of replicas. Each reads other patients than the one before, so that few requests coincide. */
import type { GraphqlRequest } from './graphql-client.ts';
import type { SandboxFacts } from './messages.ts';
import { createOperations, type OperationName } from './operations.ts';

export interface OperationKind {
  readonly name: string;
  /** Its share of the mix. */
  readonly share: number;
  /** Returns the operation of a turn. */
  at(turn: number): GraphqlRequest;
}

/** Mostly lists of patients and charts, as in a clinic. Each turn reads other patients, who are ordinary: few of them have as many records as the patients of the other benches. */
const KINDS: Readonly<Record<OperationName, Pick<OperationKind, 'name' | 'share'>>> = {
  'names of 10': { name: 'names of 10', share: 0.4 },
  'chart of one': { name: 'chart of an ordinary patient', share: 0.4 },
  '10 patients × 5 labs': { name: '10 patients × up to 5 labs', share: 0.1 },
  '20 encounters with references': { name: 'encounters of an ordinary patient', share: 0.1 },
  '100 entities': { name: '100 entities', share: 0 },
};
const PATIENTS_AT_ONCE = 10;

export function createOperationKinds(facts: SandboxFacts): OperationKind[] {
  const { patients } = facts.entities;
  const from = (turn: number): string[] =>
    Array.from({ length: PATIENTS_AT_ONCE }, (_, index) => patients[(turn + index) % patients.length] ?? '');
  return createOperations(facts).map(({ name, query, variables }) => ({
    name: KINDS[name].name,
    share: KINDS[name].share,
    at(turn) {
      const changed = {
        ...('id' in variables ? { id: patients[turn % patients.length] } : {}),
        ...('ids' in variables ? { ids: from(turn) } : {}),
      };
      return { query, variables: { ...variables, ...changed } };
    },
  }));
}

/** Returns the kind of each turn of the mix, in proportion to the shares and spread evenly. */
export function createMix(kinds: readonly OperationKind[]): (turn: number) => OperationKind {
  const [first] = kinds;
  if (first === undefined) throw new Error('The mix needs an operation.');
  const credits = new Map(kinds.map((kind) => [kind, 0]));
  const order = Array.from({ length: 100 }, () => {
    for (const kind of kinds) credits.set(kind, (credits.get(kind) ?? 0) + kind.share);
    const next = kinds.reduce(
      (best, kind) => ((credits.get(kind) ?? 0) > (credits.get(best) ?? 0) ? kind : best),
      first,
    );
    credits.set(next, (credits.get(next) ?? 0) - 1);
    return next;
  });
  return (turn) => order[turn % order.length] ?? first;
}
