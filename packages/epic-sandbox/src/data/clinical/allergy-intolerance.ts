/** The allergies of a chart, including the three forms of having none. */
import type { AllergyIntolerance, AllergyIntoleranceReaction, CodeableConcept, Stored } from '../../types.ts';
import { DERRICK_LIN, ELIJAH_DAVIS, WARREN_MCGINNIS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty, Random } from '../random.ts';
import { PREFIX_AND_SUFFIX } from '../shapes.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import {
  ALLERGENS,
  type Allergen,
  MANIFESTATIONS,
  NO_KNOWN_ALLERGY,
  NOT_ON_FILE,
} from './codes-allergies.ts';
import { drawCount, sample } from './sampling.ts';
import { asTransmitted, patientReference, statusConcept } from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import type { StoryAllergy } from './chart-story.ts';
import { clinicMinute, dateAt, daysBeforeLatest, dayWithin, instantAt, lifespanOf } from './times.ts';
import { byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';

type Draft = Omit<AllergyIntolerance, 'resourceType' | 'id' | 'patient'>;

/** Has one resource, which says "no known allergies". */
export const PATIENT_WITHOUT_ALLERGIES = ELIJAH_DAVIS;
/** Has one resource, which says "not on file". */
export const PATIENT_NOT_ASKED_FOR_ALLERGIES = DERRICK_LIN;
/** Has no resource. */
export const PATIENT_WITH_EMPTY_ALLERGY_LIST = PREFIX_AND_SUFFIX;

const CLINICAL_STATUS = 'allergyintolerance-clinical';
const VERIFICATION_STATUS = 'allergyintolerance-verification';

const VERIFICATION_STATUSES: NonEmpty<string> = [
  'confirmed',
  'confirmed',
  'confirmed',
  'confirmed',
  'unconfirmed',
  'unconfirmed',
  'refuted',
  'entered-in-error',
];
const CRITICALITIES: NonEmpty<NonNullable<AllergyIntolerance['criticality']>> = [
  'low',
  'low',
  'high',
  'unable-to-assess',
];
const SEVERITIES: NonEmpty<NonNullable<AllergyIntoleranceReaction['severity']>> = [
  'mild',
  'moderate',
  'severe',
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'AllergyIntolerance', 0)]: { criticality: 'extreme' },
};

export const allergiesOf: ChartWriter<AllergyIntolerance> = (chart) => {
  const { patient } = chart;
  return createDrafts(chart).map((draft, number): Stored<AllergyIntolerance> =>
    withOddShape(
      {
        resourceType: 'AllergyIntolerance',
        id: clinicalId(patient, 'AllergyIntolerance', number),
        ...draft,
        patient: patientReference(patient),
      },
      UNKNOWN_CODES,
    ),
  );
};

function createDrafts(chart: Chart): Draft[] {
  const { patient, random, story } = chart;
  if (story !== undefined) return story.allergies.flatMap((one) => tellAllergy(chart, one));
  if (patient.id === PATIENT_WITH_EMPTY_ALLERGY_LIST) return [];
  if (patient.id === PATIENT_WITHOUT_ALLERGIES) return [createNoKnownAllergy(chart)];
  if (patient.id === PATIENT_NOT_ASKED_FOR_ALLERGIES) return [createNotOnFile()];
  return sample(random, ALLERGENS, drawCount(chart, 4)).map((allergen) => createAllergy(chart, allergen));
}

function createAllergy(
  { random, patient, practitioners }: Chart,
  { concept, category, type }: Allergen,
): Draft {
  const since = dayWithin(random, lifespanOf(patient), 15);
  const verification = random.pickUsual(VERIFICATION_STATUSES);
  return {
    ...(verification !== 'entered-in-error' && {
      clinicalStatus: statusConcept(CLINICAL_STATUS, random.chance(85) ? 'active' : 'inactive'),
    }),
    verificationStatus: statusConcept(VERIFICATION_STATUS, verification),
    ...(random.chance(90) && { type }),
    category: [category],
    ...(random.chance(85) && { criticality: random.pick(CRITICALITIES) }),
    code: asTransmitted(random, concept),
    ...(random.chance(70) && { onsetDateTime: dateAt(since) }),
    recordedDate: instantAt(since, clinicMinute(random)),
    ...(random.chance(50) && { recorder: practitionerReference(random.pick(practitioners)) }),
    ...(random.chance(15) && { lastOccurrence: dateAt(since).slice(0, 7) }),
    ...(random.chance(20) && { note: [{ text: 'As reported by the patient.' }] }),
    ...(random.chance(85) && { reaction: createReactions(random) }),
  };
}

function tellAllergy(chart: Chart, told: StoryAllergy): Draft[] {
  const { allergen, since, criticality, manifestation, severity } = told;
  const day = daysBeforeLatest(since);
  return ALLERGENS.filter(({ concept }) => concept.text === allergen).map(({ concept, category, type }) => ({
    clinicalStatus: statusConcept(CLINICAL_STATUS, 'active'),
    verificationStatus: statusConcept(VERIFICATION_STATUS, 'confirmed'),
    type,
    category: [category],
    criticality,
    code: concept,
    onsetDateTime: since,
    recordedDate: instantAt(day, clinicMinute(chart.random)),
    recorder: practitionerReference(chart.practitioners[0]),
    reaction: MANIFESTATIONS.filter(({ text }) => text === manifestation)
      .slice(0, 1)
      .map((one) => ({ manifestation: [one], description: manifestation, severity })),
  }));
}

function createReactions(random: Random): AllergyIntoleranceReaction[] {
  const manifestations = sample(random, MANIFESTATIONS, random.chance(75) ? 1 : 2);
  return manifestations.map((manifestation) => createReaction(random, manifestation));
}

function createReaction(random: Random, manifestation: CodeableConcept): AllergyIntoleranceReaction {
  return {
    manifestation: [manifestation],
    ...(manifestation.text !== undefined && { description: manifestation.text }),
    ...(random.chance(40) && { severity: random.pick(SEVERITIES) }),
  };
}

function createNoKnownAllergy({ random, patient }: Chart): Draft {
  return {
    clinicalStatus: statusConcept(CLINICAL_STATUS, 'active'),
    verificationStatus: statusConcept(VERIFICATION_STATUS, 'confirmed'),
    code: NO_KNOWN_ALLERGY,
    recordedDate: instantAt(dayWithin(random, lifespanOf(patient), 2), clinicMinute(random)),
  };
}

function createNotOnFile(): Draft {
  return {
    clinicalStatus: statusConcept(CLINICAL_STATUS, 'active'),
    verificationStatus: statusConcept(VERIFICATION_STATUS, 'unconfirmed'),
    code: NOT_ON_FILE,
  };
}

export const servedAllergyIntolerance: ChartedType<AllergyIntolerance> = {
  type: 'AllergyIntolerance',
  write: allergiesOf,
  patientParameters: ['patient'],
  criteria: [byToken('clinical-status', 'clinicalStatus')],
  api: 'create, read, search',
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
