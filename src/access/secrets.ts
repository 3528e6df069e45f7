/** Removes credentials, which no caller may see and no cache may hold. */
import { transformJson } from '../fhir/json-transform.ts';
import { factsOf, isResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { withoutCredentials } from '../fhir/uris.ts';

/** Removes elements that can contain credentials, such as HTTP headers, from a resource and the resources in it. */
export function withoutSecrets(resource: Stored<Resource>): Stored<Resource> {
  const own = withoutOwnSecrets(resource);
  if (!('contained' in own)) return own;
  return transformJson(own, {
    object: (value) => ('resourceType' in value ? withoutOwnSecrets(value) : value),
  });
}

function withoutOwnSecrets<T extends { readonly resourceType?: unknown }>(resource: T): T {
  const { resourceType } = resource;
  if (typeof resourceType !== 'string' || !isResourceType(resourceType)) return resource;
  const found = Object.entries(factsOf(resourceType).secrets ?? {}).flatMap(([name, handling]) => {
    const value: unknown = Reflect.get(resource, name);
    const shown =
      handling === 'shortened' && typeof value === 'string' ? withoutCredentials(value) : undefined;
    // An element with an underscore holds the extensions of a primitive element.
    return [
      [name, value, shown] as const,
      [`_${name}`, Reflect.get(resource, `_${name}`), undefined] as const,
    ];
  });
  const changed = found.filter(([, value, shown]) => value !== shown);
  if (changed.length === 0) return resource;
  // The narrative can repeat the element in words.
  return withoutNarrative({
    ...resource,
    ...Object.fromEntries(changed.map(([name, , shown]) => [name, shown])),
  });
}

export function withoutNarrative<T extends object>(resource: T): T {
  return 'text' in resource ? { ...resource, text: undefined } : resource;
}
