/** The labels that metrics may have, and the values of each: a label or a value that is not listed here does not exist. */
import { RESPONSE_ERROR_CODES } from '../observer.ts';

interface LabelFacts {
  /** What may be said, or how it is written. */
  readonly values: readonly string[] | RegExp;
  /** How many different values there may be; what comes after them is told as `other`. */
  readonly most: number;
  /** What it says, for docs/observability.md. */
  readonly about: string;
}

const oneOf = (about: string, ...values: readonly string[]): LabelFacts => ({
  values,
  most: values.length,
  about,
});

/** Whatever is written otherwise, or is one too many, is told as `other`; what there is nothing to say of, as `-`. */
export const METRIC_LABELS = {
  operation: {
    values: /^[_A-Za-z][_0-9A-Za-z]{0,99}$/,
    most: 200,
    about: 'The name of the operation, where it may be told (`TELEMETRY_OPERATION_NAMES`).',
  },
  type: oneOf(
    '`query`, `mutation`, or `document` where a link opens a content.',
    'query',
    'mutation',
    'subscription',
    'document',
  ),
  outcome: oneOf('`ok`, `partial` (data and errors) or `failed` (no data).', 'ok', 'partial', 'failed'),
  code: oneOf('A code of docs/errors.md.', ...RESPONSE_ERROR_CODES),
  measure: oneOf('`estimated` before it was executed, or `sent` in fact.', 'estimated', 'sent'),
  resource_type: { values: /^[A-Z][A-Za-z]{1,39}$/, most: 60, about: 'The FHIR resource type.' },
  interaction: oneOf('What was asked for.', 'read', 'search', 'page', 'capabilities', 'create'),
  status: { values: /^[1-5]\d\d$/, most: 40, about: 'The HTTP status of the answer; `-` where none came.' },
  source: oneOf(
    '`sent`, `shared` (the equal request of another operation was joined) or `cached`.',
    'sent',
    'shared',
    'cached',
  ),
  reason: { values: /^[a-z][a-z_]{1,39}$/, most: 40, about: 'A reason of docs/callers.md.' },
  result: oneOf(
    'What became of a write.',
    'created',
    'accepted',
    'already-exists',
    'failed',
    'unknown',
    'repeated',
  ),
  state: oneOf('`waiting` or `undeliverable`.', 'waiting', 'undeliverable'),
  kind: oneOf('The kind of FHIR request, as it is throttled.', 'token', 'read', 'search', 'binary', 'create'),
  version: { values: /^v?\d+\.\d+\.\d+[\w.+-]{0,40}$/, most: 1, about: 'The version of the gateway.' },
  node: { values: /^v\d+\.\d+\.\d+[\w.+-]{0,40}$/, most: 1, about: 'The version of Node.js.' },
} as const satisfies Record<string, LabelFacts>;

export type LabelName = keyof typeof METRIC_LABELS;

export const NO_VALUE = '-';
export const OTHER_VALUE = 'other';

/** Makes any value one that may be told. What was seen first stays. */
export function createLabelLimiter(): (label: LabelName, value: string) => string {
  const seen = new Map<LabelName, Set<string>>();
  return (label, value) => {
    if (value === NO_VALUE) return value;
    const { values, most }: LabelFacts = METRIC_LABELS[label];
    if (!(values instanceof RegExp)) return values.includes(value) ? value : OTHER_VALUE;
    const known = seen.get(label) ?? new Set();
    if (known.has(value)) return value;
    if (known.size >= most || !values.test(value)) return OTHER_VALUE;
    seen.set(label, known.add(value));
    return value;
  };
}
