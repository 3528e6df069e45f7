/** The raw form of a resource, as `resource` of each type shows it. */
import { altered } from './altered.ts';
import { toBeWritten } from './decimals.ts';

/** Returns the resource with its numbers as the server wrote them. The loaders have redacted it. */
export function rawForm(resource: object): unknown {
  return altered(resource, { leaf: toBeWritten });
}
