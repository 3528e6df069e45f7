/** The related persons of a chart. */
import type { CodeableConcept, RelatedPerson, Stored } from '../../types.ts';
import { FAMILY_NAMES, FEMALE_GIVEN_NAMES, MALE_GIVEN_NAMES } from '../names.ts';
import type { NonEmpty, Random } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { hl7System } from './code-systems.ts';
import { type Eligibility, eligibleFor, drawCount, sample } from './sampling.ts';
import { coding, concept, patientReference } from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { DERRICK_LIN } from '../patients.ts';

interface Relationship extends Eligibility {
  /** HL7 v3 RoleCode. */
  readonly code: string;
  readonly display: string;
  readonly text: string;
  readonly gender?: 'female' | 'male';
}

const RELATIONSHIPS: readonly Relationship[] = [
  { code: 'MTH', display: 'mother', text: 'Mother', gender: 'female', to: 40 },
  { code: 'FTH', display: 'father', text: 'Father', gender: 'male', to: 40 },
  { code: 'SPS', display: 'spouse', text: 'Spouse', from: 25 },
  { code: 'DAU', display: 'natural daughter', text: 'Daughter', gender: 'female', from: 45 },
  { code: 'SON', display: 'natural son', text: 'Son', gender: 'male', from: 45 },
  { code: 'SIS', display: 'sister', text: 'Sister', gender: 'female', from: 18 },
  { code: 'GRMTH', display: 'grandmother', text: 'Grandmother', gender: 'female', to: 20 },
  { code: 'FRND', display: 'unrelated friend', text: 'Friend', from: 18 },
];

/** HL7 v2-0131: the person's role for the hospital. */
const CONTACT_ROLES: NonEmpty<CodeableConcept> = [
  concept('Emergency Contact', coding(hl7System('v2-0131'), 'C', 'Emergency Contact')),
  concept('Next-of-Kin', coding(hl7System('v2-0131'), 'N', 'Next-of-Kin')),
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(DERRICK_LIN, 'RelatedPerson', 0)]: { gender: 'nonbinary' },
};

export const relatedPersonsOf: ChartWriter<RelatedPerson> = (chart) => {
  const relationships = sample(chart.random, eligibleFor(RELATIONSHIPS, chart.patient), drawCount(chart, 3));
  return relationships.map((relationship, number) =>
    withOddShape(createRelatedPerson(chart, relationship, number), UNKNOWN_CODES),
  );
};

function createRelatedPerson(
  { patient, random }: Chart,
  { code, display, text, gender }: Relationship,
  number: number,
): Stored<RelatedPerson> {
  const isKin = code !== 'FRND';
  const family = (isKin ? patient.name?.[0]?.family : undefined) ?? random.pick(FAMILY_NAMES);
  const given = random.pick(gender === 'male' ? MALE_GIVEN_NAMES : FEMALE_GIVEN_NAMES);
  const { address } = patient;
  return {
    resourceType: 'RelatedPerson',
    id: clinicalId(patient, 'RelatedPerson', number),
    active: random.chance(90),
    patient: patientReference(patient),
    relationship: [
      concept(text, coding(hl7System('v3-RoleCode'), code, display)),
      ...(random.chance(60) ? [random.pick(CONTACT_ROLES)] : []),
    ],
    name: [
      random.chance(85)
        ? { use: 'usual', text: `${given} ${family}`, family, given: [given] }
        : { use: 'usual', text: `${family},${given}` },
    ],
    ...(random.chance(80) && { telecom: drawTelecom(random) }),
    ...(gender !== undefined && random.chance(60) && { gender }),
    ...(isKin && address !== undefined && random.chance(50) && { address }),
    ...(random.chance(15) && { period: { start: dateAt(dayWithin(random, lifespanOf(patient), 6)) } }),
  };
}

/** Returns a phone number that is reserved for fiction. */
function drawTelecom(random: Random): NonNullable<RelatedPerson['telecom']> {
  return [
    {
      system: 'phone',
      value: `+1 608-555-01${random.integer(10, 99)}`,
      use: random.pick(['home', 'mobile', 'work'] as const),
    },
  ];
}

export const servedRelatedPerson: ChartedType<RelatedPerson> = {
  type: 'RelatedPerson',
  write: relatedPersonsOf,
  patientParameters: ['patient'],
  criteria: [],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
