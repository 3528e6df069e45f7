/** IPC messages between the soak and its child processes. */
import { z } from 'zod';

/** To the meter in the gateway's process: collect garbage, and report metrics. */
export const REPORT_METRICS = 'report metrics';
/** To the sandbox. */
export const STOP_FAULTS = 'stop faults';
export const START_FAULTS = 'start faults';

/** Metrics of the gateway's process. The event-loop delays cover the time since the previous report. */
export const PROCESS_METRICS = z.object({
  kind: z.literal('metrics'),
  rssMb: z.number(),
  /** After garbage collection. */
  heapMb: z.number(),
  /** Incoming and outgoing connections. */
  sockets: z.int(),
  handles: z.int(),
  loopP50Ms: z.number(),
  loopP99Ms: z.number(),
  loopMaxMs: z.number(),
});
export type ProcessMetrics = z.output<typeof PROCESS_METRICS>;

/** From the sandbox, once it listens. */
export const SANDBOX_STARTED = z.object({
  kind: z.literal('started'),
  port: z.int(),
  baseUrl: z.string(),
  tokenUrl: z.string(),
  panel: z.string(),
});
export type SandboxFacts = z.output<typeof SANDBOX_STARTED>;

/** From the sandbox: the number of requests since its previous message. */
export const REQUESTS = z.object({ kind: z.literal('requests'), count: z.int() });

export type Message = ProcessMetrics | SandboxFacts | z.output<typeof REQUESTS>;

/** Sends a message from a child process to the soak. */
export function sendToSoak(message: Message): void {
  process.send?.(message);
}
