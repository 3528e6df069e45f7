/** One encounter for each unusual shape of references, statuses and periods. All belong to Warren McGinnis. */
import type { Encounter, Identifier, Patient, Stored } from '../../types.ts';
import type { Chart } from './chart.ts';
import { ENCOUNTER_CLASS_SYSTEM } from './codes-encounters.ts';
import { coding, patientReference } from './elements.ts';

/** Location and practitioner are contained: `#place` and `#person`. */
export const CONTAINED_REFERENCES = 'eShape-Enc.Contained.013';
/** Practitioner and organization are identified only by NPI. */
export const LOGICAL_REFERENCES = 'eShape-Enc.Logical..0023';
/** Location, practitioner and organization have only a display. */
export const DISPLAY_REFERENCES = 'eShape-Enc.Display..0033';
/** Practitioner and organization are URLs on another server. */
export const ABSOLUTE_REFERENCES = 'eShape-Enc.Absolute.0043';
/** The practitioner reference names a version: `Practitioner/id/_history/2`. */
export const VERSIONED_REFERENCE = 'eShape-Enc.Versioned.053';
/** Location and practitioner do not exist: {@link DANGLING_LOCATION}, {@link DANGLING_PRACTITIONER}. */
export const DANGLING_REFERENCES = 'eShape-Enc.Dangling.0063';
/** `status` is `roomed`, which is not a FHIR code. */
export const UNKNOWN_STATUS = 'eShape-Enc.Status...0073';
/** Only the elements that FHIR requires, and the patient. */
export const BARE_ENCOUNTER = 'eShape-Enc.Bare.....0083';
/** `partOf` is {@link CONTAINED_REFERENCES}. */
export const PART_OF_ANOTHER = 'eShape-Enc.PartOf...0103';
/** `period` has an end but no start. */
export const PERIOD_WITHOUT_START = 'eShape-Enc.NoStart..0093';

export const DANGLING_LOCATION = 'Location/eGone-L0cation.000000013';
export const DANGLING_PRACTITIONER = 'Practitioner/eGone-Pr4ctitioner.00013';

const OTHER_SERVER = 'https://ehr.example.com/fhir/r4';

export function encountersOfOddShape(chart: Chart): Stored<Encounter>[] {
  const { patient } = chart;
  return [
    ...Object.entries(createShapes(chart)).map(([id, elements], index) =>
      Object.assign(createBareEncounter(patient, id), createVisit(index + 1), elements),
    ),
    { ...createBareEncounter(patient, UNKNOWN_STATUS), ...BEYOND_FHIR },
    createBareEncounter(patient, BARE_ENCOUNTER),
  ];
}

/** Typed as an object, because FHIR's types exclude this status. */
const BEYOND_FHIR: object = { status: 'roomed', period: { start: '2024-02' } };

function createShapes({ practitioners, locations }: Chart): Record<string, Partial<Encounter>> {
  const [{ id: practitionerId }] = practitioners;
  const [{ name: locationName = 'Hospital' }] = locations;
  return {
    [CONTAINED_REFERENCES]: {
      contained: [
        { resourceType: 'Location', id: 'place', name: 'Mobile clinic, stop 4' },
        {
          resourceType: 'Practitioner',
          id: 'person',
          name: [{ text: 'Locum Tenens, MD', family: 'Tenens', given: ['Locum'] }],
        },
      ],
      location: [{ location: { reference: '#place', display: 'Mobile clinic' } }],
      participant: [{ individual: { reference: '#person' } }],
    },
    [LOGICAL_REFERENCES]: {
      participant: [{ individual: { type: 'Practitioner', identifier: createNpi('1990000223') } }],
      serviceProvider: { identifier: createNpi('1990000231'), display: 'Outside Clinic' },
    },
    [DISPLAY_REFERENCES]: {
      location: [{ location: { display: locationName } }],
      participant: [{ individual: { display: 'Outside Physician, MD' } }],
      serviceProvider: { display: 'Outside Hospital' },
    },
    [ABSOLUTE_REFERENCES]: {
      participant: [
        { individual: { reference: `${OTHER_SERVER}/Practitioner/77`, display: 'Far Away, MD' } },
      ],
      serviceProvider: { reference: `${OTHER_SERVER}/Organization/78`, display: 'Far Away Hospital' },
    },
    [VERSIONED_REFERENCE]: {
      participant: [{ individual: { reference: `Practitioner/${practitionerId}/_history/2` } }],
    },
    [DANGLING_REFERENCES]: {
      location: [{ location: { reference: DANGLING_LOCATION, display: 'Closed Clinic' } }],
      participant: [{ individual: { reference: DANGLING_PRACTITIONER, display: 'Retired Physician, MD' } }],
    },
    [PERIOD_WITHOUT_START]: { period: { end: '2023-11-30' } },
    [PART_OF_ANOTHER]: {
      partOf: { reference: `Encounter/${CONTAINED_REFERENCES}`, display: 'Office Visit' },
    },
  };
}

function createVisit(month: number): Partial<Encounter> {
  const day = `2022-0${month}-15`;
  return { type: [{ text: 'Office Visit' }], period: { start: day, end: day } };
}

function createBareEncounter(patient: Stored<Patient>, id: string): Stored<Encounter> {
  return {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: coding(ENCOUNTER_CLASS_SYSTEM, '13', 'Support OP Encounter'),
    subject: patientReference(patient),
  };
}

function createNpi(value: string): Identifier {
  return { use: 'usual', system: 'http://hl7.org/fhir/sid/us-npi', value };
}
