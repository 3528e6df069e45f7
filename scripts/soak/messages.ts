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

/** To the sandbox: signs a person in, and returns SIGNED_IN. */
export const SIGN_IN = z.object({
  kind: z.literal('sign in'),
  person: z.enum(['clinician', 'patient']),
  url: z.string(),
});
export type SignedInPerson = z.output<typeof SIGN_IN>['person'];
/** To the sandbox: reports the last requests and creates, and exits at once without closing anything. */
export const CRASH = 'crash';

/** The app with which people sign in, as a public client. A production gateway accepts only https. */
export const SIGN_IN_APP = {
  clinicians: 'soak-clinicians',
  patients: 'soak-patients',
  origin: 'https://app.example.org',
  returnUrl: 'https://app.example.org/',
};

/** From the sandbox, once it listens. */
export const SANDBOX_STARTED = z.object({
  kind: z.literal('started'),
  port: z.int(),
  baseUrl: z.string(),
  tokenUrl: z.string(),
  panel: z.string(),
  mrnSystem: z.string(),
  /** The last patient of the panel, whose id is another person's at another site. */
  lastPatient: z.string(),
  /** The patient who can sign in. */
  person: z.string(),
  /** Another patient with an open encounter, for writes. */
  open: z.object({ patient: z.string(), encounter: z.string() }),
});
export type SandboxFacts = z.output<typeof SANDBOX_STARTED>;

/** From the sandbox: the number of requests, and the markers of the records that were created, since its previous message. */
export const REQUESTS = z.object({
  kind: z.literal('requests'),
  count: z.int(),
  created: z.array(z.string()),
});

/** From the sandbox: where the sign-in redirects. */
export const SIGNED_IN = z.object({ kind: z.literal('signed in'), redirect: z.string() });

export type Message = ProcessMetrics | SandboxFacts | z.output<typeof REQUESTS> | z.output<typeof SIGNED_IN>;

/** Sends a message from a child process to the soak. @param sent called once it is sent */
export function sendToSoak(message: Message, sent: () => void = () => {}): void {
  process.send?.(message, sent);
}

/** Returns the marker of a written record, by which the soak finds it again. */
export function markerOf(number: number): string {
  return `Soak record ${String(number).padStart(6, '0')}`;
}

/** Finds markers in the JSON of a record. */
export const MARKER = /Soak record \d{6}/;
