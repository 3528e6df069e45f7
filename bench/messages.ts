/** What the bench and its processes say to each other over IPC. */
import { z } from 'zod';

export const QUESTION = z.discriminatedUnion('kind', [
  /** To every contender: how much CPU have you used? */
  z.object({ kind: z.literal('cpu') }),
  /** To the sandbox: what was asked of you since the last time? */
  z.object({ kind: z.literal('calls') }),
  /** To the raw calls, which drive themselves. */
  z.object({ kind: z.literal('turn'), operations: z.int(), concurrency: z.int() }),
]);
export type Question = z.output<typeof QUESTION>;

/** User and system time of the whole process since its start, its other threads too. */
export const CPU = z.object({ kind: z.literal('cpu'), microseconds: z.number() });

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
});
export type SandboxFacts = z.output<typeof SANDBOX_STARTED>;

/** A contender is ready; the bare server tells its port. */
export const STARTED = z.object({ kind: z.literal('started'), port: z.int().optional() });

export type Message =
  | z.output<typeof CPU>
  | z.output<typeof CALLS>
  | z.output<typeof TURN>
  | SandboxFacts
  | z.output<typeof STARTED>;

/** From a process of the bench to the bench. */
export function tell(message: Message): void {
  process.send?.(message);
}

/** Calls back with every question that comes; a process answers only those meant for it. */
export function onQuestion(answer: (question: Question) => void): void {
  process.on('message', (message: unknown) => answer(QUESTION.parse(message)));
}
