/** The steps of an examination, and the one form of what each comes to. */

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
export type StepOutcome = 'passed' | 'warning' | 'failed' | 'skipped';

export interface Cause {
  readonly cause: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What a machine can count or compare. */
export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [name: string]: Fact };
export type Facts = Readonly<Record<string, Fact>>;

/**
 * What a step comes to, in words that hold no secret and nothing of a patient: no key, signature or token, no id, name or value of a
 * record, and no free text of a server but the reason of a token endpoint (token-request.ts).
 */
export interface Finding {
  readonly outcome: StepOutcome;
  /** What was done, as in "tried to …"; empty if nothing was. */
  readonly tried: string;
  /** What came back: the gist of it first. */
  readonly found: readonly [gist: string, ...more: string[]];
  /** The causes of a failure or a warning, the likeliest first. */
  readonly causes: readonly Cause[];
  /** Whether all causes hold. Otherwise any one of them can be it. */
  readonly certain: boolean;
  /** Causes that it cannot be, with why. */
  readonly ruledOut: readonly string[];
  readonly facts: Facts;
}

export interface StepReport extends Finding {
  readonly step: StepName;
  readonly durationMs: number;
}

/** What a check returns. */
export interface Checked<T> {
  readonly finding: Finding;
  /** What later steps need of this one; null if they cannot go on. */
  readonly value: T | null;
}

type Details = Partial<Omit<Finding, 'outcome'>> & Pick<Finding, 'tried' | 'found'>;

const EMPTY: Finding = {
  outcome: 'passed',
  tried: '',
  found: [''],
  causes: [],
  certain: false,
  ruledOut: [],
  facts: {},
};

/** Reports a step that did not fail: with causes it is a warning. */
export function checked<T>(value: T | null, details: Details): Checked<T> {
  const isWarning = (details.causes ?? []).length > 0;
  const outcome = isWarning ? 'warning' : 'passed';
  return { finding: { ...EMPTY, outcome, certain: isWarning, ...details }, value };
}

/** Reports a failed step. It can have a value for later steps all the same. */
export function failed<T = never>(details: Details, value: T | null = null): Checked<T> {
  return { finding: { ...EMPTY, outcome: 'failed', ...details }, value };
}

/** Reports a step that was not taken. */
export function skipped<T = never>(why: string, value: T | null = null): Checked<T> {
  return { finding: { ...EMPTY, outcome: 'skipped', found: [why] }, value };
}

const ARROW = ' → ';

/**
 * Writes a cause with its remedy as people read it: cause`The server is down. → Try again later.` A line break counts as a space. The arrow is
 * found in the template only, never in a value.
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

/** Returns the items that apply: `present(isOpen && 'It is open.', …)`. */
export function present<T extends string | object>(
  ...items: readonly (T | readonly T[] | false | null)[]
): T[] {
  return items.flatMap((item) => (item === false || item === null ? [] : item));
}

const MOST_NAMES = 8;

/** Lists names, and counts those beyond the first few. */
export function listNames(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names;
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest === 0 ? '' : ` and ${rest} more`);
}
