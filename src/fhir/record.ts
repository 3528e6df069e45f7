/** Reads what the graph shows of a resource of any type, as a Record. */
import { adverseEventName } from './adverse-event.ts';
import { conceptText } from './concepts.ts';
import { coverageName } from './coverage.ts';
import { readDeviceName } from './device.ts';
import { orderedDeviceName, usedDeviceName } from './device-use.ts';
import { valuesAt } from './element-path.ts';
import { isObject, readText } from './lenient-read.ts';
import { medicationName, nameOfMedication } from './medication.ts';
import { benefitName } from './money.ts';
import { nutritionOrderName } from './nutrition-order.ts';
import { observationName } from './observation-focus.ts';
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

/** Names records of types whose name is more than the first of the elements in `namedBy`. */
const COMPOSED_NAMES: readonly ((resource: Resource) => string | null)[] = [
  naming('AdverseEvent', adverseEventName),
  naming('Claim', benefitName),
  naming('Coverage', coverageName),
  naming('Device', readDeviceName),
  naming('DeviceRequest', orderedDeviceName),
  naming('DeviceUseStatement', usedDeviceName),
  naming('ExplanationOfBenefit', benefitName),
  naming('Medication', nameOfMedication),
  naming('MedicationAdministration', medicationName),
  naming('MedicationDispense', medicationName),
  naming('MedicationRequest', medicationName),
  naming('NutritionOrder', nutritionOrderName),
  naming('Observation', observationName),
];

function naming<T extends ResourceType>(type: T, nameOf: (resource: ResourceOf<T>) => string | null) {
  const hasType = (resource: Resource): resource is ResourceOf<T> => resource.resourceType === type;
  return (resource: Resource): string | null => (hasType(resource) ? nameOf(resource) : null);
}

/** Returns the name of a resource, without a request: the field `name` of its type in the graph, if the resource itself contains it. */
export function recordName(resource: Resource): string | null {
  for (const nameOf of COMPOSED_NAMES) {
    const name = nameOf(resource);
    if (name !== null) return name;
  }
  return resourceName(resource);
}

/** Returns the best words for a resource, without a request. A prohibition begins with "Do not". */
export function recordTitle(resource: Stored<Resource>, name = recordName(resource)): string | null {
  const [prohibition] = resource.resourceType === 'CarePlan' ? [] : prohibitionsIn(resource);
  return prohibition === undefined ? name : prohibitionText(prohibition, prohibition.name ?? name);
}
