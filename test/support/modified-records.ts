/** Makes records of one patient, of every type of the graph, with and without a modifier. */
import { PATIENT_LISTS, type PatientListName } from '../../src/fhir/patient-lists.ts';
import type { Modifier } from '../../src/fhir/record-exclusions.ts';
import { factsOf, isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import type { RecordOfServer } from './record-server.ts';

export const PATIENT = 'pat';
/** A text that no redacted record may contain. */
export const SECRET = 'zz-content';

/** The types of the graph. */
export const TYPES: readonly ResourceType[] = Object.keys(RESOURCES)
  .filter((type) => isResourceType(type))
  .filter((type) => factsOf(type).inGraph);

/** Each list of a patient with each modifier that excludes records from it. */
export const LIST_MODIFIERS: readonly { readonly list: PatientListName; readonly modifier: Modifier }[] =
  Object.keys(PATIENT_LISTS)
    .filter((name): name is PatientListName => Object.hasOwn(PATIENT_LISTS, name))
    .flatMap((list) => modifiersOf(PATIENT_LISTS[list].type).map((modifier) => ({ list, modifier })));

/** Returns the modifiers that mark a record of the type as entered in error. */
export function errorsOf(type: ResourceType): readonly Modifier[] {
  return modifiersOf(type).filter(({ reason }) => reason === 'ENTERED_IN_ERROR');
}

function modifiersOf(type: ResourceType): readonly Modifier[] {
  return factsOf(type).modifiers;
}

/** Returns the name of the lookup field of a type. */
export function lookupOf(type: string): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
}

/** Returns a record of the patient that belongs to every list of its type. */
export function createRecord(type: ResourceType, id: string, more: object = {}): RecordOfServer {
  const subject = { reference: `Patient/${PATIENT}` };
  const { patient, isPatient = false } = factsOf(type);
  const owner = patient.map((path) => {
    const [element = '', inner] = path.split('.');
    return [element, inner === undefined ? subject : [{ [inner]: subject }]] as const;
  });
  return {
    resourceType: type,
    id: isPatient ? PATIENT : id,
    ...Object.fromEntries(owner),
    category: CATEGORIES,
    description: SECRET,
    code: { text: SECRET },
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${SECRET}</div>` },
    ...more,
  };
}

/** Returns a record that the modifier excludes from lists. */
export function createModifiedRecord(type: ResourceType, id: string, modifier: Modifier): RecordOfServer {
  return createRecord(type, id, { [modifier.element]: statusOf(modifier) });
}

function statusOf({ element, codes: [code = ''] }: Modifier): unknown {
  return element === 'verificationStatus' ? { coding: [{ code }] } : code;
}

const CATEGORIES = [
  {
    coding: ['laboratory', 'vital-signs', 'problem-list-item', 'clinical-note', 'assess-plan'].map(
      (code) => ({
        code,
      }),
    ),
  },
];
