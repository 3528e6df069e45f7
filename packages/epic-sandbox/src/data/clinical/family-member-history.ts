import type {
  Age,
  CodeableConcept,
  FamilyMemberHistory,
  FamilyMemberHistoryCondition,
  Stored,
} from '../../types.ts';
import type { NonEmpty, Random } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { epicSystem, hl7System, SNOMED, UCUM } from './code-systems.ts';
import { drawCount, sample } from './sampling.ts';
import { coding, concept, patientReference } from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

/** A relationship in HL7's role codes and SNOMED CT. */
interface Relative {
  readonly role: string;
  readonly display: string;
  readonly snomed: string;
  readonly sex: 'female' | 'male';
}

const RELATIVES: readonly Relative[] = [
  { role: 'MTH', display: 'Mother', snomed: '72705000', sex: 'female' },
  { role: 'FTH', display: 'Father', snomed: '66839005', sex: 'male' },
  { role: 'SIS', display: 'Sister', snomed: '27733009', sex: 'female' },
  { role: 'BRO', display: 'Brother', snomed: '70924004', sex: 'male' },
  { role: 'MGRMTH', display: 'Maternal Grandmother', snomed: '394859001', sex: 'female' },
  { role: 'PGRFTH', display: 'Paternal Grandfather', snomed: '394856008', sex: 'male' },
];

const DISEASES: NonEmpty<CodeableConcept> = [
  defineDisease('Diabetes', '73211009', 'Diabetes mellitus (disorder)', '16'),
  defineDisease('Hypertension', '38341003', 'Hypertensive disorder, systemic arterial (disorder)', '24'),
  defineDisease('Heart attack', '22298006', 'Myocardial infarction (disorder)', '21'),
  defineDisease('Stroke', '230690007', 'Cerebrovascular accident (disorder)', '35'),
  defineDisease('Colon cancer', '363406005', 'Malignant tumor of colon (disorder)', '9'),
  defineDisease('Asthma', '195967001', 'Asthma (disorder)', '4'),
];

const SEX_DISPLAY = { female: 'Female', male: 'Male' } as const;

const STATUSES: NonEmpty<FamilyMemberHistory['status']> = [
  'completed',
  'completed',
  'partial',
  'partial',
  'health-unknown',
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'FamilyMemberHistory', 0)]: { status: 'reviewed' },
};

const familyMemberHistoriesOf: ChartWriter<FamilyMemberHistory> = (chart) => {
  const relatives = sample(chart.random, RELATIVES, drawCount(chart, 4));
  return relatives.map((relative, number) =>
    withOddShape(createHistory(chart, relative, number), UNKNOWN_CODES),
  );
};

function createHistory(chart: Chart, relative: Relative, number: number): Stored<FamilyMemberHistory> {
  const { patient, random } = chart;
  const status = random.pickUsual(STATUSES);
  const { role, display, snomed, sex } = relative;
  return {
    resourceType: 'FamilyMemberHistory',
    id: clinicalId(patient, 'FamilyMemberHistory', number),
    status,
    ...(status === 'health-unknown' && {
      dataAbsentReason: concept(
        'Subject Unknown',
        coding(hl7System('history-absent-reason'), 'subject-unknown', 'Subject Unknown'),
      ),
    }),
    patient: patientReference(patient),
    ...(random.chance(70) && { date: dateAt(dayWithin(random, lifespanOf(patient), 5)) }),
    relationship: concept(
      display,
      coding(hl7System('v3-RoleCode'), role, display.toLowerCase()),
      coding(SNOMED, snomed, `${display} (person)`),
      coding(epicSystem('7.10.721120.100'), String(number + 1), display),
    ),
    ...(random.chance(70) && {
      sex: concept(
        SEX_DISPLAY[sex],
        coding('http://hl7.org/fhir/administrative-gender', sex, SEX_DISPLAY[sex]),
      ),
    }),
    ...(status !== 'health-unknown' && drawDeath(chart)),
    ...(status !== 'health-unknown' && { condition: drawDiseases(chart) }),
    ...(random.chance(15) && { note: [{ text: 'As told by the patient.' }] }),
  };
}

function drawDeath({ random }: Chart): Partial<FamilyMemberHistory> {
  const draw = random.integer(1, 10);
  if (draw <= 3) return { deceasedBoolean: true };
  if (draw <= 5) return { deceasedAge: years(random.integer(55, 92)) };
  if (draw <= 8) return { deceasedBoolean: false };
  return draw === 9 ? { ageAge: years(random.integer(30, 85)) } : {};
}

function drawDiseases({ random }: Chart): FamilyMemberHistoryCondition[] {
  return sample(random, DISEASES, random.integer(1, 2)).map((code) => createMemberCondition(random, code));
}

function createMemberCondition(random: Random, code: CodeableConcept): FamilyMemberHistoryCondition {
  const onset = random.integer(1, 10);
  return {
    code,
    ...(onset <= 4 && { onsetAge: years(random.integer(20, 75)) }),
    ...(onset === 5 && { onsetString: 'in middle age' }),
    ...(random.chance(10) && { contributedToDeath: true }),
  };
}

function years(value: number): Age {
  return { value, unit: 'years', system: UCUM, code: 'a' };
}

function defineDisease(text: string, snomed: string, display: string, siteNumber: string): CodeableConcept {
  return concept(
    text,
    coding(SNOMED, snomed, display),
    coding(epicSystem('7.10.721120.200'), siteNumber, text),
  );
}

export const servedFamilyMemberHistory: ChartedType<FamilyMemberHistory> = {
  type: 'FamilyMemberHistory',
  write: familyMemberHistoriesOf,
  patientParameters: ['patient'],
  criteria: [],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
