/** Resources that a test adds to one sandbox: which it can serve, and in whose chart they are. */
import { resourceKey } from './criteria.ts';
import type { CreatedResourceStore } from './creates/created-resources.ts';
import { createPatientGroup, createPatientList } from './data/panels.ts';
import type { SiteRecords } from './data/site-records.ts';
import { textAt, valuesAt } from './element-path.ts';
import { withCreated } from './resource-type-row.ts';
import type { ResourceTypes } from './resource-types.ts';
import type { Patient, Resource, Stored } from './types.ts';

/** A FHIR R4 resource. The sandbox serves it unchanged, and checks only its type, its id and its patient. */
export type AddedResource =
  | { readonly resourceType: string; readonly id: string }
  | { readonly resourceType: string; readonly id: string; readonly [element: string]: unknown };

export interface AddOptions {
  /** Whether a Patient joins the panels, after all others. Defaults to false; then only those who know the id find the patient. */
  readonly joinsPanel?: boolean;
  /** The id of the patient whose chart holds the resource, if the resource does not say so itself, such as a Binary. */
  readonly patient?: string;
}

export interface Additions {
  /** @throws Error if the sandbox cannot serve the resource */
  add: (resource: AddedResource, options?: AddOptions) => void;
  /** Returns the patients of the panels. */
  panel: () => readonly Stored<Patient>[];
}

/** Where the types of Epic's API refer to their patient. A `target`, of Provenance, can be another record of the patient. */
const PATIENT_PATHS: readonly string[] = [
  'patient',
  'subject',
  'beneficiary',
  'for',
  'individual',
  'participant.actor',
  'target',
  'securityContext',
];

/** @param types the types with the created resources of this sandbox */
export function createAdditions({
  types,
  records,
  store,
}: {
  readonly types: ResourceTypes;
  readonly records: SiteRecords;
  readonly store: CreatedResourceStore;
}): Additions {
  function panel(): readonly Stored<Patient>[] {
    const all = withCreated(records.patients, store.patients, store);
    const byKey = new Map(all.map((patient) => [`Patient/${patient.id}`, patient]));
    const group = store.find('Group', records.group.id) ?? records.group;
    return valuesAt(group, 'member.entity').flatMap(
      (member) => byKey.get(textAt(member, 'reference') ?? '') ?? [],
    );
  }

  function joinPanel(patient: Stored<Patient>): void {
    const patients = [...panel().filter(({ id }) => id !== patient.id), patient];
    const { list, group } = records;
    store.put({ ...list, entry: createPatientList(patients).entry ?? [] }, null);
    store.put(
      { ...group, member: createPatientGroup(patients).member ?? [], quantity: patients.length },
      null,
    );
  }

  /** Returns the id of the patient whose chart holds the resource; null for a type outside patients' charts. */
  function ownerOf(resource: Stored<Resource>, named: string | undefined): string | null {
    const { resourceType, id } = resource;
    if (resourceType === 'Patient') return id;
    if (types.get(resourceType)?.charted === null) return null;
    const keys =
      named === undefined
        ? PATIENT_PATHS.flatMap((path) => valuesAt(resource, path)).map((element) =>
            resourceKey(textAt(element, 'reference') ?? ''),
          )
        : [`Patient/${named}`];
    const owners = keys.flatMap((key) => {
      const [type = '', target = ''] = key.split('/');
      return type === 'Patient' ? target : (types.get(type)?.ownerOf(target) ?? []);
    });
    const [owner] = owners;
    if (owner === undefined)
      throw refusal(
        resource,
        "it refers to no patient. Expected an element such as subject: { reference: 'Patient/<id>' }, or the option `patient`.",
      );
    if (types.get('Patient')?.find(owner) === undefined)
      throw refusal(
        resource,
        `the sandbox has no Patient/${owner}, to whom it refers. Add the Patient first, or use one of \`sandbox.patients\`.`,
      );
    return owner;
  }

  return {
    panel,
    add(added, { joinsPanel = false, patient } = {}) {
      // A copy, so that the sandbox does not change with the object of the test.
      const resource: unknown = structuredClone(added);
      requireServed(resource, types);
      if (joinsPanel && resource.resourceType !== 'Patient')
        throw refusal(resource, 'only a Patient can join the panel. Remove `joinsPanel`.');
      store.put(resource, ownerOf(resource, patient));
      if (joinsPanel && resource.resourceType === 'Patient') joinPanel(resource);
    },
  };
}

/** Ids of real servers can be longer than FHIR's 64 characters. */
const ID = /^[A-Za-z0-9.-]+$/;

/** @throws Error if the value is no resource with an id, or of a type that the sandbox does not serve */
function requireServed(value: unknown, types: ResourceTypes): asserts value is Stored<Resource> {
  const type = textAt(value, 'resourceType');
  if (type === undefined)
    throw new Error(
      "The sandbox can add only FHIR resources, such as { resourceType: 'Observation', id: 'lab-1', … }. This one has no `resourceType`.",
    );
  if (!types.has(type))
    throw new Error(
      `The sandbox cannot add a resource of type ${JSON.stringify(type)}. It serves ${[...types.keys()].join(', ')}.`,
    );
  if (!ID.test(textAt(value, 'id') ?? ''))
    throw new Error(
      `The sandbox cannot add this ${type}: it has no \`id\`. Expected letters, digits, "-" and ".", such as ${type.toLowerCase()}-1.`,
    );
}

function refusal({ resourceType, id }: Stored<Resource>, reason: string): Error {
  return new Error(`The sandbox cannot add ${resourceType}/${id}: ${reason}`);
}
