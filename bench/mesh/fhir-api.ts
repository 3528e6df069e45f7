/** Describes the FHIR API to GraphQL Mesh: its requests, and the elements of their responses that the operations select. */
import type { JSONSchemaLoaderOptions } from '@omnigraph/json-schema';

const text = { type: 'string' } as const;
const list = (items: object) => ({ type: 'array', items }) as const;
const object = (title: string, properties: Record<string, object>) =>
  ({ type: 'object', title, properties }) as const;

const period = object('Period', { start: text, end: text });
const concept = object('CodeableConcept', { text, coding: list(object('Coding', { code: text })) });
const name = list(
  object('HumanName', {
    use: text,
    text,
    family: text,
    given: list(text),
    prefix: list(text),
    suffix: list(text),
  }),
);
const reference = (to: string) => object(`${to}Reference`, { reference: text });

const RESOURCES = {
  List: { entry: list(object('ListEntry', { item: reference('Patient') })) },
  Patient: { name, birthDate: text },
  AllergyIntolerance: { code: concept, criticality: text, recordedDate: text, onsetDateTime: text },
  Condition: { code: concept, clinicalStatus: concept, recordedDate: text, onsetDateTime: text },
  MedicationRequest: { authoredOn: text },
  Observation: { code: concept, effectiveDateTime: text },
  Encounter: {
    period,
    participant: list(object('EncounterParticipant', { individual: reference('Practitioner') })),
    location: list(object('EncounterLocation', { location: reference('Location') })),
    serviceProvider: reference('Organization'),
  },
  Practitioner: { name },
  Location: { name: text },
  Organization: { name: text },
};
type Type = keyof typeof RESOURCES;

const resource = (type: Type) => object(type, { resourceType: text, id: text, ...RESOURCES[type] });
const bundle = (type: Type) =>
  object(`${type}Bundle`, { entry: list(object(`${type}BundleEntry`, { resource: resource(type) })) });

const query = { type: 'Query', method: 'GET' } as const;
const read = (type: Type, field: string) => ({
  ...query,
  field,
  path: `/${type}/{args.id}`,
  responseSchema: resource(type),
});
const search = (type: Type, field: string, parameters: string) => ({
  ...query,
  field,
  path: `/${type}?${parameters}`,
  responseSchema: bundle(type),
});

export const OPERATIONS: JSONSchemaLoaderOptions['operations'] = [
  search('List', 'lists', 'code=patients&identifier={args.identifier}'),
  search('Patient', 'patients', '_id={args.ids}&_count={args.count}'),
  search('Encounter', 'encountersByIds', '_id={args.ids}&_count={args.count}'),
  read('Patient', 'patient'),
  search('AllergyIntolerance', 'allergies', 'patient={args.patient}'),
  search('Condition', 'problems', 'category=problem-list-item&patient={args.patient}'),
  search('MedicationRequest', 'medications', 'patient={args.patient}'),
  search('Observation', 'labs', 'category=laboratory&patient={args.patient}'),
  search('Encounter', 'encounters', 'patient={args.patient}'),
  // Mesh cannot split a reference into type and id, so it uses the whole reference as the path.
  ...(['Practitioner', 'Location', 'Organization'] as const).map((type) => ({
    ...query,
    field: `follow${type}`,
    path: '/{args.reference}',
    responseSchema: resource(type),
  })),
];

const follow = (type: string) => `
  extend type ${type}Reference {
    resource: ${type} @resolveTo(
      sourceName: "Epic", sourceTypeName: "Query", sourceFieldName: "follow${type}",
      requiredSelectionSet: "{ reference }", sourceArgs: { reference: "{root.reference}" }
    )
  }`;

/** The relations between Mesh's types. */
export const RELATIONS = `
  extend type Patient {
    labs: ObservationBundle @resolveTo(
      sourceName: "Epic", sourceTypeName: "Query", sourceFieldName: "labs",
      requiredSelectionSet: "{ id }", sourceArgs: { patient: "{root.id}" }
    )
  }
  ${['Practitioner', 'Location', 'Organization'].map(follow).join('\n')}`;
