/** What the bench and its processes say to each other over IPC. */
import { z } from 'zod';
import { OPERATION_NAMES } from './operations.ts';

export const QUESTION = z.discriminatedUnion('kind', [
  /** To every contender: how much CPU have you used? */
  z.object({ kind: z.literal('cpu') }),
  /** To the sandbox: what was asked of you since the last time? */
  z.object({ kind: z.literal('calls') }),
  /** To the sandbox: how late is every answer from now on? */
  z.object({ kind: z.literal('latency'), ms: z.int() }),
  /** To a gateway: watch your event loop from now on. */
  z.object({ kind: z.literal('watch loop') }),
  /** How long was it held up at most? */
  z.object({ kind: z.literal('loop') }),
  /** To a gateway: what is left of your heap after a full garbage collection? */
  z.object({ kind: z.literal('heap') }),
  /** To the script, which drives itself: what comes of the operation? */
  z.object({ kind: z.literal('answer') }),
  z.object({ kind: z.literal('turn'), operations: z.int(), concurrency: z.int() }),
]);
export type Question = z.output<typeof QUESTION>;

/** Of the whole process since its start: user and system time, its other threads too, and the most memory that it has held. */
export const CPU = z.object({ kind: z.literal('cpu'), microseconds: z.number(), peakBytes: z.number() });

/** For how long the event loop was held up at most: by the clock, and in CPU time, which other programs do not add to. */
export const LOOP = z.object({ kind: z.literal('loop'), longestMs: z.number(), longestCpuMs: z.number() });

export const WATCHING = z.object({ kind: z.literal('watching') });

export const HEAP = z.object({ kind: z.literal('heap'), bytes: z.number() });

export const LATENCY = z.object({ kind: z.literal('latency') });

/** The `data` of the answer, as JSON, and what reached the client for it. */
export const ANSWER = z.object({ kind: z.literal('answer'), data: z.string(), bytes: z.int() });

/** What the script is told of the operation. */
export const OPERATION = z.object({
  name: z.enum(OPERATION_NAMES),
  asked: z.object({
    id: z.string(),
    ids: z.array(z.string()),
    patients: z.array(z.string()),
    encounters: z.array(z.string()),
  }),
});

/** How often each call came, by a name such as `search Patient`; what a client asks once at its start is left out. */
export const CALLS = z.object({ kind: z.literal('calls'), calls: z.record(z.string(), z.int()) });

export const TURN = z.object({
  kind: z.literal('turn'),
  durationMs: z.number(),
  latenciesMs: z.array(z.number()),
  failures: z.array(z.string()),
});

/** The sandbox listens: what a contender's environment has to say, and whom the operation has to find. */
export const SANDBOX_STARTED = z.object({
  kind: z.literal('started'),
  environment: z.record(z.string(), z.string()),
  ids: z.array(z.string()),
  /** Ten who have just about the lab results that the operation asks for, so that it is not the sandbox's plenty that is measured. */
  withFewLabs: z.array(z.string()),
  withManyLabs: z.string(),
  withManyEncounters: z.string(),
  /** Fifty patients and fifty encounters. */
  entities: z.object({ patients: z.array(z.string()), encounters: z.array(z.string()) }),
});
export type SandboxFacts = z.output<typeof SANDBOX_STARTED>;

/** A contender is ready; the bare server tells its port. */
export const STARTED = z.object({ kind: z.literal('started'), port: z.int().optional() });

export type Message =
  | z.output<typeof CPU>
  | z.output<typeof CALLS>
  | z.output<typeof TURN>
  | z.output<typeof LATENCY>
  | z.output<typeof LOOP>
  | z.output<typeof WATCHING>
  | z.output<typeof HEAP>
  | z.output<typeof ANSWER>
  | SandboxFacts
  | z.output<typeof STARTED>;

/** From a process of the bench to the bench. */
export function tell(message: Message): void {
  process.send?.(message);
}

/** Calls back with every question that comes; a process answers only those meant for it. @returns what ends it */
export function onQuestion(answer: (question: Question) => void): () => void {
  const listen = (message: unknown): void => answer(QUESTION.parse(message));
  process.on('message', listen);
  return () => process.off('message', listen);
}
