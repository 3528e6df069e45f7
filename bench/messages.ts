/** The messages between the bench and its processes, over IPC. */
import { z } from 'zod';
import { OPERATION_NAMES } from './operations.ts';

export const COMMAND = z.discriminatedUnion('kind', [
  /** To every process: returns CPU. */
  z.object({ kind: z.literal('cpu') }),
  /** To the sandbox: returns CALLS, counted since the previous command. */
  z.object({ kind: z.literal('calls') }),
  /** To the sandbox: delays every response from now on. */
  z.object({ kind: z.literal('latency'), ms: z.int() }),
  /** To the sandbox: signs a clinician in, and returns SIGNED_IN. */
  z.object({ kind: z.literal('sign in'), url: z.string() }),
  /** To a gateway: starts to watch the event loop. */
  z.object({ kind: z.literal('watch loop') }),
  /** To a gateway: stops watching the event loop and returns LOOP. */
  z.object({ kind: z.literal('loop') }),
  /** To a gateway: returns the heap in use after a full garbage collection. */
  z.object({ kind: z.literal('heap') }),
  /** To a gateway: collects all garbage and returns CENSUS. */
  z.object({ kind: z.literal('census') }),
  /** To the gateway of sites: reads the sites file again and returns RELOAD. */
  z.object({ kind: z.literal('reload') }),
  /** To the REST script: runs the operation once and returns RESPONSE. */
  z.object({ kind: z.literal('run once') }),
  /** To the REST script: runs a turn and returns TURN. */
  z.object({ kind: z.literal('turn'), operations: z.int(), concurrency: z.int() }),
]);
export type Command = z.output<typeof COMMAND>;

/** User and system time of all threads since the process started, its memory, and its peak memory. */
export const CPU = z.object({
  kind: z.literal('cpu'),
  microseconds: z.number(),
  residentBytes: z.number(),
  peakBytes: z.number(),
});

/** The longest event-loop block: by the clock, and in CPU time, which other programs do not affect. */
export const LOOP = z.object({ kind: z.literal('loop'), longestMs: z.number(), longestCpuMs: z.number() });

export const WATCHING = z.object({ kind: z.literal('watching') });

export const HEAP = z.object({ kind: z.literal('heap'), bytes: z.number() });

/** The objects of a process after full garbage collections. */
export const CENSUS = z.object({
  kind: z.literal('census'),
  /** The heap, and the memory outside of it that its objects own. */
  heapBytes: z.number(),
  /** The memory of the process. It contains free pages of the heap, so it grows in steps. */
  residentBytes: z.number(),
  /** All timers, also those that do not keep the process running. */
  timers: z.int(),
  sockets: z.int(),
});

/** The time for which a reload blocked the event loop, and its CPU time. */
export const RELOAD = z.object({ kind: z.literal('reload'), ms: z.number(), microseconds: z.number() });

/** The app with which people sign in. A production gateway accepts only https. */
export const SIGN_IN_APP = {
  clientId: 'bench',
  redirectUrl: 'https://gateway.example.org/auth/callback',
};

/** The URL to which the sign-in redirects. */
export const SIGNED_IN = z.object({ kind: z.literal('signed in'), redirect: z.string() });

export const LATENCY = z.object({ kind: z.literal('latency') });

/** `data` as JSON, and the bytes that reached the client. */
export const RESPONSE = z.object({ kind: z.literal('response'), data: z.string(), bytes: z.int() });

/** The operation of the REST script, passed in BENCH_OPERATION. */
export const OPERATION = z.object({
  name: z.enum(OPERATION_NAMES),
  inputs: z.object({
    id: z.string(),
    ids: z.array(z.string()),
    patients: z.array(z.string()),
    encounters: z.array(z.string()),
  }),
});

/** Requests by kind, such as `search Patient`, without those that a client sends only at its start. */
export const CALLS = z.object({
  kind: z.literal('calls'),
  calls: z.record(z.string(), z.int()),
  /** The bytes of all responses, with their heads. */
  bytes: z.int(),
});

export const TURN = z.object({
  kind: z.literal('turn'),
  durationMs: z.number(),
  latenciesMs: z.array(z.number()),
  failures: z.array(z.string()),
});

/** The sandbox listens: the environment of its contenders, and the patients of the operations. */
export const SANDBOX_STARTED = z.object({
  kind: z.literal('started'),
  environment: z.record(z.string(), z.string()),
  ids: z.array(z.string()),
  /** Ten patients with few more lab results than an operation selects, so surplus results do not distort the measurement. */
  withFewLabs: z.array(z.string()),
  withManyLabs: z.string(),
  withManyEncounters: z.string(),
  /** Fifty patients and fifty encounters. */
  entities: z.object({ patients: z.array(z.string()), encounters: z.array(z.string()) }),
});
export type SandboxFacts = z.output<typeof SANDBOX_STARTED>;

/** A contender is ready. Servers other than the gateway report their port. */
export const STARTED = z.object({ kind: z.literal('started'), port: z.int().optional() });

export type Message =
  | z.output<typeof CPU>
  | z.output<typeof CALLS>
  | z.output<typeof TURN>
  | z.output<typeof LATENCY>
  | z.output<typeof SIGNED_IN>
  | z.output<typeof LOOP>
  | z.output<typeof WATCHING>
  | z.output<typeof HEAP>
  | z.output<typeof CENSUS>
  | z.output<typeof RELOAD>
  | z.output<typeof RESPONSE>
  | SandboxFacts
  | z.output<typeof STARTED>;

/** Sends a message from a child process to the bench. */
export function sendMessage(message: Message): void {
  process.send?.(message);
}

/** Calls `handle` with every command. A process ignores those for others. @returns a function that stops it */
export function onCommand(handle: (command: Command) => void): () => void {
  const listener = (message: unknown): void => handle(COMMAND.parse(message));
  process.on('message', listener);
  return () => process.off('message', listener);
}
