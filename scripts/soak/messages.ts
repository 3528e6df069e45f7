/** What the soak and its processes say to each other over IPC. */
import { z } from 'zod';

/** To the gateway, by its meter: collect your garbage, and tell how you are. */
export const HOW_ARE_YOU = 'how are you';
/** To the sandbox. */
export const BE_CALM = 'be calm';
export const MISBEHAVE = 'misbehave';

/** Of the gateway's process, in its own figures; the delays are those since it was last asked. */
export const CONDITION = z.object({
  kind: z.literal('condition'),
  rssMb: z.number(),
  /** After garbage was collected. */
  heapMb: z.number(),
  /** Connections from either side. */
  sockets: z.int(),
  handles: z.int(),
  loopP50Ms: z.number(),
  loopP99Ms: z.number(),
  loopMaxMs: z.number(),
});
export type Condition = z.output<typeof CONDITION>;

/** The sandbox listens, with the key that it was given. */
export const SANDBOX_STARTED = z.object({
  kind: z.literal('started'),
  port: z.int(),
  baseUrl: z.string(),
  tokenUrl: z.string(),
  panel: z.string(),
});
export type SandboxFacts = z.output<typeof SANDBOX_STARTED>;

/** How many requests have come to the sandbox since it last told. */
export const REQUESTS = z.object({ kind: z.literal('requests'), count: z.int() });

export type Message = Condition | SandboxFacts | z.output<typeof REQUESTS>;

/** From a process of the soak to the soak. */
export function tell(message: Message): void {
  process.send?.(message);
}
