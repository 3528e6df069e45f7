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
  outcome: oneOf(
    '`ok`, `partial` (data and errors), `failed` (no data, or no usable response), `priced` (not executed: only its price was requested) or `refused` (a token).',
    'ok',
    'partial',
    'failed',
    'priced',
    'refused',
  ),
  grant_type: oneOf(
    '`authorization_code` for a sign-in, `refresh_token` for a renewal.',
    'authorization_code',
    'refresh_token',
  ),
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
  reason: { values: /^[a-z][a-z_]{1,39}$/, max: 80, about: 'A reason of docs/callers.md.' },
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
  site: {
    values: /^[a-z0-9-]{1,63}$/,
    max: 1_000,
    about:
      'The id of a site in the sites file; `-` without one. Without a sites file, metrics lack this label.',
  },
  version: { values: /^v?\d+\.\d+\.\d+[\w.+-]{0,40}$/, max: 1, about: 'The version of the gateway.' },
  node: { values: /^v\d+\.\d+\.\d+[\w.+-]{0,40}$/, max: 1, about: 'The version of Node.js.' },
} as const satisfies Record<string, LabelFacts>;

export type LabelName = keyof typeof METRIC_LABELS;

export const NO_VALUE = '-';
export const OTHER_VALUE = 'other';

/** Returns whether the sites file has a site with the id. */
export type IsSite = (id: string) => boolean;

/** Maps each value to an allowed one. Values that were seen first stay allowed. */
export function createLabelLimiter(
  isSite: IsSite = () => false,
): (label: LabelName, value: string) => string {
  const seen = new Map<LabelName, Set<string>>();
  return (label, value) => {
    if (value === NO_VALUE) return value;
    const { values, max }: LabelFacts = METRIC_LABELS[label];
    if (!(values instanceof RegExp)) return values.includes(value) ? value : OTHER_VALUE;
    const known = seen.get(label) ?? new Set();
    if (label === 'site' && !isSite(value)) return OTHER_VALUE;
    if (known.has(value)) return value;
    // Sites that have left the file leave room for new ones.
    if (label === 'site' && known.size >= max) for (const id of known) if (!isSite(id)) known.delete(id);
    if (known.size >= max || !values.test(value)) return OTHER_VALUE;
    seen.set(label, known.add(value));
    return value;
  };
}
