/** The circuits of one FHIR server: one for each kind of request, and within it one for each type of record. */
import { ConsecutiveBreaker, CountBreaker } from 'cockatiel';
import { type Circuit, type CircuitOpen, createCircuit, type Pass } from './circuit.ts';
import { KIND_NAMES, type Kind, KINDS } from './kinds.ts';
import { type Outcome, signOf } from './outcome.ts';

/** What a request is about. */
export interface Subject {
  readonly kind: Kind;
  /** The type of the record: a name that is no secret, since errors say it. */
  readonly type: string;
}

export interface Circuits {
  /** @throws CircuitOpen, or why the signal was aborted */
  admit(subject: Subject, signal?: AbortSignal): Promise<Pass>;
  /** False while requests about this are refused: what is under way need not be repeated. */
  isClosedTo(subject: Subject): boolean;
  run(subject: Subject, work: () => Promise<Outcome>): Promise<Outcome>;
  of(kind: Kind): Pick<Circuit<unknown>, 'state' | 'opensForMs'>;
  /** The types that are refused by themselves. */
  refusedTypes(kind: Kind): string[];
}

/** Told of each circuit that opens: whatever waits about this is not going to be sent. */
export type OnOpen = (isMeant: (subject: Subject) => boolean, error: CircuitOpen) => void;

/** A circuit of a kind opens where more than half of the latest twenty failed, and of ten at least. */
const KIND_BREAKER = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };
const KIND_OPEN_FOR_MS = 2_000;
/** That of a type, or of a kind without types, after as many failures in a row. Epic's APIs are one a type: one can be down, or slow, while the others are well. */
const FAILURES_IN_A_ROW = 5;
/**
 * Fewer trials of one type than the kind's breaker counts: however long a single type is down, it does not take the others of its kind along,
 * as long as these are asked for now and then.
 */
const TYPE_OPEN_FOR_MS = 5_000;

interface Result {
  readonly outcome: Outcome;
  /** The circuit of the type was not closed when it was sent: that it fails is known. */
  readonly isTrial: boolean;
}

export function createCircuits(onOpen: OnOpen): Circuits {
  const kinds = new Map<Kind, Circuit<Result>>(
    KIND_NAMES.map((kind) => [
      kind,
      createCircuit<Result>({
        what: KINDS[kind].words,
        breaker: KINDS[kind].hasTypes
          ? new CountBreaker(KIND_BREAKER)
          : new ConsecutiveBreaker(FAILURES_IN_A_ROW),
        openForMs: KIND_OPEN_FOR_MS,
        // What is known already tells nothing more of the kind.
        signOf: ({ outcome, isTrial }) =>
          isTrial && signOf(outcome) === 'down' ? 'unknown' : signOf(outcome),
        onOpen: (error) => onOpen((subject) => subject.kind === kind, error),
      }),
    ]),
  );
  const types = new Map<string, Circuit<Outcome>>();

  const kindCircuit = (kind: Kind): Circuit<Result> => {
    const circuit = kinds.get(kind);
    if (circuit === undefined) throw new Error(`There is no circuit for ${kind}.`);
    return circuit;
  };
  /** Made when it is first needed: there are no more than types of records. */
  const typeCircuit = ({ kind, type }: Subject): Circuit<Outcome> => {
    if (!KINDS[kind].hasTypes) return ALWAYS_CLOSED;
    const key = `${kind} ${type}`;
    const known = types.get(key);
    if (known !== undefined) return known;
    const circuit = createCircuit<Outcome>({
      what: `${KINDS[kind].words} of ${type}`,
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
      openForMs: TYPE_OPEN_FOR_MS,
      signOf,
      onOpen: (error) => onOpen((subject) => subject.kind === kind && subject.type === type, error),
    });
    types.set(key, circuit);
    return circuit;
  };

  return {
    async admit(subject, signal) {
      // In this order: the one request that finds out about a kind is not one that its type refuses.
      const ofType = await typeCircuit(subject).admit(signal);
      try {
        const ofKind = await kindCircuit(subject.kind).admit(signal);
        return {
          leave() {
            ofKind.leave();
            ofType.leave();
          },
        };
      } catch (error) {
        ofType.leave();
        throw error;
      }
    },
    isClosedTo: (subject) =>
      kindCircuit(subject.kind).state !== 'open' && typeCircuit(subject).state !== 'open',
    async run(subject, work) {
      const ofType = typeCircuit(subject);
      const isTrial = ofType.state !== 'closed';
      const { outcome } = await kindCircuit(subject.kind).run(async () => ({
        outcome: await ofType.run(work),
        isTrial,
      }));
      return outcome;
    },
    of: kindCircuit,
    refusedTypes: (kind) =>
      [...types].flatMap(([key, { state }]) =>
        key.startsWith(`${kind} `) && state === 'open' ? [key.slice(kind.length + 1)] : [],
      ),
  };
}

const ALWAYS_CLOSED: Circuit<Outcome> = {
  state: 'closed',
  opensForMs: 0,
  admit: async () => ({ leave: () => {} }),
  run: (work) => work(),
};
