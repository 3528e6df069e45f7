/** The raw form of a resource, as `resource` of each type shows it. */
import { toWrittenNumber } from './decimals.ts';
import { transformJson } from './json-transform.ts';

/** Returns the resource with its numbers as the server wrote them. The loaders have redacted it. */
export function toRawJson(resource: object): unknown {
  return transformJson(resource, { leaf: toWrittenNumber });
}
