/** The operations that clients send most, with the FHIR requests that they take. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';

export const FIVE_LABS = 'labResults(first: 5) { name valueText }';
export const CHART = `fullName problems { name } allergies { name } medications { name } ${FIVE_LABS} clinicalNotes { title }`;

export const readWithName = (fields: string) => `{ patient(id: "${CAMILA_LOPEZ}") { fullName ${fields} } }`;

const NAME_OF_PRACTITIONER = 'resource { ... on Practitioner { fullName } }';
const START_OF_ENCOUNTER = 'encounter { resource { period { start } } }';
const PLACES_AND_PEOPLE = `locations { location { resource { name } } }
  participants { individual { ${NAME_OF_PRACTITIONER} } } serviceProvider { resource { name } }`;
const PHYSICIAN_AND_CLINIC = `generalPractitioners { ${NAME_OF_PRACTITIONER} } managingOrganization { resource { name } }`;

export type CanonicalOperation = readonly [
  what: string,
  waves: readonly number[],
  document: (sandbox: Sandbox) => string,
];

/**
 * The canonical table: the requests in each wave of the operations that clients send most. Where Epic allows no fewer:
 * it accepts at most ten ids in one `_id` search and one patient in any other search; it has no batch; a document's text is a Binary, which no
 * include returns; the panel in memory saves only the first wave, which the tests after the table assert.
 */
export const CANONICAL: readonly CanonicalOperation[] = [
  [
    'ten patients with their physicians and clinics',
    [1, 1],
    () => `{ patients(first: 10) { fullName ${PHYSICIAN_AND_CLINIC} } }`,
  ],
  ['a patient with physician and clinic', [1], () => readWithName(PHYSICIAN_AND_CLINIC)],
  ['a chart', [6], () => `{ patient(id: "${CAMILA_LOPEZ}") { ${CHART} } }`],
  [
    'twenty encounters with places and people',
    [2],
    () => readWithName(`encounters { ${PLACES_AND_PEOPLE} }`),
  ],
  [
    'an encounter by id with places and people',
    [1],
    (sandbox) => lookup(sandbox, 'Encounter', PLACES_AND_PEOPLE),
  ],
  ['a hundred entities', [10], (sandbox) => entities(sandbox, 'name')],
  [
    'medications with prescribers',
    [2],
    () => readWithName(`medications { name requester { ${NAME_OF_PRACTITIONER} } }`),
  ],
  [
    'medications with prescribers and encounters',
    [2],
    () => readWithName(`medications { name requester { ${NAME_OF_PRACTITIONER} } ${START_OF_ENCOUNTER} }`),
  ],
  [
    'allergies with recorders',
    [2],
    () => readWithName('allergies { name recorder { resource { __typename } } }'),
  ],
  ['problems with encounters', [2], () => readWithName(`problems { name ${START_OF_ENCOUNTER} }`)],
  [
    'lab reports with results',
    [2],
    () => readWithName('diagnosticReports { results { resource { name valueText } } }'),
  ],
  [
    'a lab report by id with results',
    [1],
    (sandbox) => lookup(sandbox, 'DiagnosticReport', 'results { resource { name valueText } }'),
  ],
  [
    'appointments with participants',
    [2],
    () => readWithName('appointments { start participants { actor { resource { __typename } } } }'),
  ],
  [
    'a care team with members',
    [2],
    () => readWithName('careTeams { participants { member { resource { __typename } } } }'),
  ],
  [
    'care plans with goals, teams and encounters',
    [2],
    () =>
      readWithName(
        `carePlans { goals { resource { description } } careTeams { resource { name } } ${START_OF_ENCOUNTER} }`,
      ),
  ],
  [
    'notes with authors and encounters',
    [2],
    () => readWithName(`clinicalNotes { title authors { resource { __typename } } ${START_OF_ENCOUNTER} }`),
  ],
  [
    'notes with the places of their encounters',
    [2, 2],
    () =>
      readWithName(
        'clinicalNotes { encounter { resource { locations { location { resource { name } } } serviceProvider { resource { name } } } } }',
      ),
  ],
  ['the texts of five notes', [2, 5], () => readWithName('clinicalNotes(first: 5) { content { text } }')],
  [
    'imaging studies with encounters and readers',
    [2],
    () =>
      readWithName(
        `imagingStudies { ${START_OF_ENCOUNTER} referrer { resource { __typename } } interpreters { resource { __typename } } }`,
      ),
  ],
  [
    'procedures with places and people',
    [2],
    () =>
      readWithName(
        `procedures { location { resource { name } } ${START_OF_ENCOUNTER} performers { actor { resource { __typename } } } }`,
      ),
  ],
  ['immunizations with places', [2], () => readWithName('immunizations { location { resource { name } } }')],
  ['coverages with payors', [2], () => readWithName('coverages { payors { resource { __typename } } }')],
  [
    'a problem by id with provenances',
    [1],
    (sandbox) => lookup(sandbox, 'Condition', 'provenances { recorded }'),
  ],
];

/** Returns a lookup of the patient's first record of the type. */
function lookup(
  sandbox: Sandbox,
  type: 'Condition' | 'DiagnosticReport' | 'Encounter',
  fields: string,
): string {
  const [record] = sandbox.chart(CAMILA_LOPEZ, type);
  return `{ ${type.charAt(0).toLowerCase()}${type.slice(1)}(id: "${record?.id}") { id ${fields} } }`;
}

/** Returns a query for a hundred conditions. */
function entities(sandbox: Sandbox, fields: string): string {
  const ids = sandbox.patients.flatMap(({ id }) => sandbox.chart(id, 'Condition').map((one) => one.id));
  const keys = ids.slice(0, 100).map((id) => `{ __typename: "Condition", id: "${id}" }`);
  return `{ _entities(representations: [${keys.join(' ')}]) { ... on Condition { ${fields} } } }`;
}
