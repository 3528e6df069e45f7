/** The steps that check how the gateway reads as itself, in their order, each with its title. */
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

/** The steps that check how people sign in (`--launch`), in their order. They share the first ones. */
export const LAUNCH_STEPS = {
  configuration: STEPS.configuration,
  key: STEPS.key,
  dns: STEPS.dns,
  connection: STEPS.connection,
  clock: STEPS.clock,
  settings: 'Sign-in settings',
  server: 'Sign-in server',
  'id-token-keys': 'ID token keys',
  'key-set': STEPS['key-set'],
  app: 'App',
  redirect: 'Redirect URL',
  pkce: 'PKCE',
  callback: 'Sign-in',
  exchange: 'Code exchange',
  access: 'Granted access',
  'person-read': 'Read as person',
  revocation: 'Revocation',
} as const;

export const STEP_TITLES = { ...STEPS, ...LAUNCH_STEPS } as const;

export type StepName = keyof typeof STEP_TITLES;

/** The gateway works despite a warning. */
export type StepOutcome = 'passed' | 'warning' | 'failed' | 'skipped';

export interface Cause {
  readonly cause: string;
  /** The next action. */
  readonly remedy: string;
}

/** A value for programs. */
export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [name: string]: Fact };
export type Facts = Readonly<Record<string, Fact>>;

/**
 * The result of a step. It holds no secret (key, signature, token) and no patient data (id, name, value). It quotes no free text from a server,
 * except the reason that a token endpoint gives for a refusal (token-request.ts).
 */
export interface Finding {
  readonly outcome: StepOutcome;
  /** The action, as in "Tried: connecting to …"; empty for a skipped step. */
  readonly tried: string;
  /** The results, the most important one first. */
  readonly found: readonly string[];
  /** The causes of a failure or a warning, most likely first. */
  readonly causes: readonly Cause[];
  /** Whether all causes apply. Otherwise they are alternatives. */
  readonly certain: boolean;
  /** The causes that the doctor ruled out, and how. */
  readonly ruledOut: readonly string[];
  readonly facts: Facts;
}

export interface StepReport extends Finding {
  readonly step: StepName;
  readonly durationMs: number;
}

export interface Checked<T> {
  readonly finding: Finding;
  /** The value for later steps; null if they cannot run. */
  readonly value: T | null;
}

type Details = Partial<Omit<Finding, 'outcome'>> & Pick<Finding, 'tried' | 'found'>;

const EMPTY = { tried: '', causes: [], certain: false, ruledOut: [], facts: {} };

/** Reports a step that passed, or a warning if it has causes. */
export function checked<T>(value: T | null, details: Details): Checked<T> {
  const isWarning = (details.causes ?? []).length > 0;
  const outcome = isWarning ? 'warning' : 'passed';
  return { finding: { ...EMPTY, outcome, certain: isWarning, ...details }, value };
}

/** @param value lets later steps run despite the failure */
export function failed<T = never>(details: Details, value: T | null = null): Checked<T> {
  return { finding: { ...EMPTY, outcome: 'failed', ...details }, value };
}

export function skipped<T = never>(reason: string, value: T | null = null): Checked<T> {
  return { finding: { ...EMPTY, outcome: 'skipped', found: [reason] }, value };
}

const ARROW = ' → ';

/**
 * Builds a cause and its remedy: cause`The server is down. → Try again later.` A line break counts as a space. Only an arrow in the template
 * separates them, never one in a value.
 */
export function cause(template: TemplateStringsArray, ...values: readonly (string | number)[]): Cause {
  const texts = template.map((text) => text.replaceAll(/\s+/g, ' '));
  const at = texts.findIndex((text) => text.includes(ARROW));
  if (at === -1) throw new TypeError(`A cause needs${ARROW}before its remedy`);
  const [end = '', start = ''] = (texts[at] ?? '').split(ARROW);
  return {
    cause: String.raw({ raw: [...texts.slice(0, at), end] }, ...values.slice(0, at)),
    remedy: String.raw({ raw: [start, ...texts.slice(at + 1)] }, ...values.slice(at)),
  };
}

/** Leaves out items that do not apply: `compact(isOpen && 'It is open.', …)`. */
export function compact<T extends string | object>(
  ...items: readonly (T | readonly T[] | false | null)[]
): T[] {
  return items.flatMap((item) => (item === false || item === null ? [] : item));
}

/** Replaces text in every sentence of a finding. */
export function rewrite(finding: Finding, replace: (text: string) => string): Finding {
  return {
    ...finding,
    tried: replace(finding.tried),
    found: finding.found.map(replace),
    causes: finding.causes.map((one) => rewriteCause(one, replace)),
    ruledOut: finding.ruledOut.map(replace),
  };
}

export function rewriteCause({ cause: text, remedy }: Cause, replace: (text: string) => string): Cause {
  return { cause: replace(text), remedy: replace(remedy) };
}

const MAX_NAMES = 8;

/** Joins names with commas, and only counts the rest of a long list. */
export function listNames(names: readonly string[]): string {
  const shown = names.length > MAX_NAMES + 1 ? names.slice(0, MAX_NAMES) : names;
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest === 0 ? '' : ` and ${rest} more`);
}
