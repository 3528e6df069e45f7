import { toWrittenNumber } from './decimals.ts';
import { transformJson } from './json-transform.ts';

/** Returns the JSON for the field `resource`, with numbers as the server wrote them. The loaders have already redacted it. */
export function toRawJson(resource: object): unknown {
  return transformJson(resource, { leaf: toWrittenNumber });
}
