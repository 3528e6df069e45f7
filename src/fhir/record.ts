/** Reads what the graph shows of a resource of any type, as a Record. */
import { conceptText } from './concepts.ts';
import { valuesAt } from './element-path.ts';
import { isObject, readText } from './lenient-read.ts';
import { prohibitionsIn, prohibitionText } from './prohibitions.ts';
import { resourceName } from './resource-names.ts';
import type { ResourceOf, ResourceType } from './resources.ts';
import type { Resource, Stored } from './types.ts';

/** A resource of any type of the table. */
export type AnyRecord = Stored<ResourceOf<ResourceType>>;

/**
 * The elements that say whether and how a resource holds: the modifier elements of FHIR R4 (`isModifier`), and the status of a document itself. A
 * flag has words for its values; without words, the value says nothing.
 */
export const STATUS_ELEMENTS: Readonly<Record<string, { readonly true?: string; readonly false?: string }>> =
  {
    status: {},
    lifecycleStatus: {},
    clinicalStatus: {},
    verificationStatus: {},
    docStatus: {},
    intent: {},
    mode: {},
    actuality: {},
    active: { true: 'active', false: 'inactive' },
    doNotPerform: { true: 'do not perform' },
    isSubpotent: { true: 'subpotent' },
  };

/** Returns the codes of all status elements, such as `resolved, confirmed`; null without any. */
export function recordStatus(resource: object): string | null {
  const codes = Object.entries(STATUS_ELEMENTS).flatMap(([element, words]) =>
    valuesAt(resource, element).map((value) => {
      const flag = typeof value === 'boolean' ? String(value) : (readText(value)?.toLowerCase() ?? '');
      if (flag === 'true' || flag === 'false') return words[flag] ?? null;
      return isObject(value) ? statusCode(value) : readText(value);
    }),
  );
  return codes.filter((code) => code !== null).join(', ') || null;
}

/** Returns the first code of a concept, otherwise its words. */
function statusCode(concept: Record<string, unknown>): string | null {
  return readText(valuesAt(concept, 'coding.code')[0]) ?? conceptText(concept);
}

/** Returns the best words for a resource, without a request. A prohibition begins with "Do not". */
export function recordTitle(resource: Stored<Resource>): string | null {
  const [prohibition] = resource.resourceType === 'CarePlan' ? [] : prohibitionsIn(resource);
  const name = resourceName(resource);
  return prohibition === undefined ? name : prohibitionText(prohibition, prohibition.name ?? name);
}
