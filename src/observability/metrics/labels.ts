/** The allowed labels of metrics, and the allowed values of each. */
import { RESPONSE_ERROR_CODES } from '../observer.ts';

interface LabelFacts {
  /** The allowed values, or their format. */
  readonly values: readonly string[] | RegExp;
  /** The maximum number of distinct values. Further values become `other`. */
  readonly max: number;
  /** The description in docs/observability.md. */
  readonly about: string;
}

const oneOf = (about: string, ...values: readonly string[]): LabelFacts => ({
  values,
  max: values.length,
  about,
});

/** A value with another format, or beyond the maximum, becomes `other`. A missing value is `-`. */
export const METRIC_LABELS = {
  operation: {
    values: /^[_A-Za-z][_0-9A-Za-z]{0,99}$/,
    max: 200,
    about: 'The operation name, if `TELEMETRY_OPERATION_NAMES` allows it.',
  },
  type: oneOf(
    '`query`, `mutation`, or `document` for a document link.',
    'query',
    'mutation',
    'subscription',
    'document',
  ),
  outcome: oneOf('`ok`, `partial` (data and errors) or `failed` (no data).', 'ok', 'partial', 'failed'),
  code: oneOf('A code of docs/errors.md.', ...RESPONSE_ERROR_CODES),
  measure: oneOf('`estimated` before execution, or `sent`.', 'estimated', 'sent'),
  resource_type: { values: /^[A-Z][A-Za-z]{1,39}$/, max: 60, about: 'The FHIR resource type.' },
  interaction: oneOf(
    'The FHIR interaction.',
    'read',
    'search',
    'page',
    'operation',
    'capabilities',
    'create',
  ),
  status: { values: /^[1-5]\d\d$/, max: 40, about: 'The HTTP status; `-` without a response.' },
  source: oneOf(
    '`sent`, `shared` (with an identical request of another operation) or `cached`.',
    'sent',
    'shared',
    'cached',
  ),
  reason: { values: /^[a-z][a-z_]{1,39}$/, max: 40, about: 'A reason of docs/callers.md.' },
  result: oneOf(
    'The result of a write.',
    'created',
    'accepted',
    'already-exists',
    'failed',
    'unknown',
    'repeated',
  ),
  state: oneOf('`waiting` or `undeliverable`.', 'waiting', 'undeliverable'),
  kind: oneOf('The kind of FHIR request, as it is throttled.', 'token', 'read', 'search', 'binary', 'create'),
  version: { values: /^v?\d+\.\d+\.\d+[\w.+-]{0,40}$/, max: 1, about: 'The version of the gateway.' },
  node: { values: /^v\d+\.\d+\.\d+[\w.+-]{0,40}$/, max: 1, about: 'The version of Node.js.' },
} as const satisfies Record<string, LabelFacts>;

export type LabelName = keyof typeof METRIC_LABELS;

export const NO_VALUE = '-';
export const OTHER_VALUE = 'other';

/** Maps each value to an allowed one. Values that were seen first stay allowed. */
export function createLabelLimiter(): (label: LabelName, value: string) => string {
  const seen = new Map<LabelName, Set<string>>();
  return (label, value) => {
    if (value === NO_VALUE) return value;
    const { values, max }: LabelFacts = METRIC_LABELS[label];
    if (!(values instanceof RegExp)) return values.includes(value) ? value : OTHER_VALUE;
    const known = seen.get(label) ?? new Set();
    if (known.has(value)) return value;
    if (known.size >= max || !values.test(value)) return OTHER_VALUE;
    seen.set(label, known.add(value));
    return value;
  };
}
