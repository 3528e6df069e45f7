/** The records of a visible chart that a person may not see all the same. */
import { resourceKey } from '../criteria.ts';
import { textAt, valuesAt } from '../element-path.ts';
import type { ResourceTypes } from '../resource-types.ts';
import type { DocumentReference, Resource, Stored } from '../types.ts';
import type { SandboxPerson } from './people.ts';

/** FHIR's label "no disclosure to patient, family or caregivers without attending provider's authorization". */
const NO_DISCLOSURE = 'NOPAT';
/** The types whose records contain the content of a Binary. */
const CONTENT_HOLDERS = ['DiagnosticReport', 'DocumentReference', 'Media'] as const;

/** Returns whether a record is hidden from the person: by itself, or because it is a part of a hidden record or describes one. */
export function createHiddenRecords(
  person: SandboxPerson,
  types: ResourceTypes,
): (resource: Stored<Resource>) => boolean {
  function isHidden(resource: Stored<Resource>): boolean {
    if (resource.resourceType === 'Binary') return holdersOf(resource.id).some(isHidden);
    if (resource.resourceType === 'Provenance')
      return valuesAt(resource, 'target').some((target) => isHiddenTarget(textAt(target, 'reference') ?? ''));
    if (person.audience === 'patients') return isUndisclosed(resource);
    return resource.resourceType === 'DocumentReference' ? isForeignNote(resource) : isClinicalList(resource);
  }

  /** Returns whether the front desk would find problems or medications in the list, rather than patients. */
  function isClinicalList({ resourceType, id }: Stored<Resource>): boolean {
    return resourceType === 'List' && person.types !== null && types.get('List')?.ownerOf(id) !== undefined;
  }

  /** Returns the records of the chart that refer to a Binary. */
  function holdersOf(binaryId: string): readonly Stored<Resource>[] {
    const owner = types.get('Binary')?.ownerOf(binaryId);
    if (owner === undefined) return [];
    return CONTENT_HOLDERS.flatMap((type) =>
      (types.get(type)?.ofPatient(owner) ?? []).filter((holder) => refersTo(holder, `Binary/${binaryId}`)),
    );
  }

  function isHiddenTarget(reference: string): boolean {
    const [type = '', id = ''] = resourceKey(reference).split('/');
    const target = type === 'Provenance' ? undefined : types.get(type)?.find(id);
    return target !== undefined && isHidden(target);
  }

  /** Returns whether a note was written in another department, and by somebody else. Notes without a department are everybody's. */
  function isForeignNote(document: Stored<DocumentReference>): boolean {
    const { departments, fhirUser } = person;
    if (departments === null) return false;
    const isOwn = (document.author ?? []).some(({ reference }) => reference === fhirUser.reference);
    const isNote = valuesAt(document, 'category.coding.code').includes('clinical-note');
    const [department] = valuesAt(document, 'context.encounter').flatMap((encounter) => {
      const [, id = ''] = resourceKey(textAt(encounter, 'reference') ?? '').split('/');
      return valuesAt(types.get('Encounter')?.find(id) ?? {}, 'location.location.reference').slice(0, 1);
    });
    if (isOwn || !isNote || typeof department !== 'string') return false;
    return !departments.has(resourceKey(department).split('/')[1] ?? '');
  }

  return isHidden;
}

function isUndisclosed(resource: Stored<Resource>): boolean {
  return ['meta.security.code', 'securityLabel.coding.code'].some((path) =>
    valuesAt(resource, path).includes(NO_DISCLOSURE),
  );
}

function refersTo(holder: Stored<Resource>, key: string): boolean {
  return ['content.attachment.url', 'content.url', 'presentedForm.url'].some((path) =>
    valuesAt(holder, path).some((url) => typeof url === 'string' && resourceKey(url) === key),
  );
}
