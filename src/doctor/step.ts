/** The steps on the way to the FHIR server, and what each of them can come to. */

/** In their order, each with its title. */
export const STEPS = {
  configuration: 'Configuration',
  key: 'Key',
  dns: 'DNS',
  connection: 'Connection',
  clock: 'Clock',
  'smart-configuration': 'SMART configuration',
  metadata: 'Capabilities',
  'key-set': 'Key set',
  token: 'Token',
  panel: 'Panel',
  mrn: 'MRN',
  reads: 'Reads',
  paging: 'Paging',
  writes: 'Writes',
} as const;

export type StepName = keyof typeof STEPS;

/** A warning is what the gateway can live with. */
export type Outcome = 'passed' | 'warning' | 'failed' | 'skipped';

export interface Cause {
  readonly cause: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What a machine is told beside the words. */
export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [name: string]: Fact };
export type Facts = Readonly<Record<string, Fact>>;

/**
 * What a step comes to, in words that hold no secret and nothing of a patient: no key, signature or token, no id, name or value of a
 * record, and nothing that a server says in free text but the reason of a token endpoint (server-words.ts).
 */
export interface Finding {
  readonly outcome: Outcome;
  /** What was done, as in "tried to …"; empty where nothing was. */
  readonly tried: string;
  /** What came back: the gist of it first. */
  readonly found: readonly [gist: string, ...more: string[]];
  /** Of a failure or a warning, the likeliest first. */
  readonly causes: readonly Cause[];
  /** Whether all causes hold, where otherwise any one of them can be it. */
  readonly certain: boolean;
  /** Causes that it cannot be, with why. */
  readonly ruledOut: readonly string[];
  readonly facts: Facts;
}

export interface StepReport extends Finding {
  readonly step: StepName;
  readonly durationMs: number;
}

/** A step that is done. */
export interface Checked<T> {
  readonly finding: Finding;
  /** What later steps go on with; null where they cannot. */
  readonly value: T | null;
}

type Told = Pick<Finding, 'tried' | 'found'> &
  Partial<Pick<Finding, 'causes' | 'certain' | 'ruledOut' | 'facts'>>;

/** A finding of a step that was taken; with causes, but not failed, it is a warning. */
export function finding(told: Told, isFailed = false): Finding {
  const outcome = isFailed ? 'failed' : (told.causes ?? []).length > 0 ? 'warning' : 'passed';
  return { outcome, causes: [], certain: outcome === 'warning', ruledOut: [], facts: {}, ...told };
}

export function failed(told: Told): Finding {
  return finding(told, true);
}

/** Names one after the other; of many, the first. */
export function listed(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names;
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest === 0 ? '' : ` and ${rest} more`);
}

const MOST_NAMES = 8;

/** A finding of a step that was not taken. */
export function skipped(why: string): Finding {
  return { outcome: 'skipped', tried: '', found: [why], causes: [], certain: false, ruledOut: [], facts: {} };
}
