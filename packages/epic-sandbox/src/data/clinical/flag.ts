/** The flags of a chart: alerts about safety, isolation and behavior. */
import type { Flag, Stored } from '../../types.ts';
import { byReference, byToken } from '../../criteria.ts';
import { oddCaseOf } from '../demo-cases.ts';
import { DERRICK_LIN } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { epicSystem, SNOMED } from './code-systems.ts';
import { coding, concept, encounterReference, hl7Concept, patientReference } from './elements.ts';
import { drawCount, drawOccasion, sample, toldRows } from './sampling.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, lifespanOf } from './times.ts';

interface Alert {
  readonly name: string;
  readonly siteNumber: string;
  readonly snomed?: readonly [code: string, display: string];
  /** A code of HL7's flag-category. */
  readonly category: readonly [code: string, display: string];
}

const ALERTS: readonly Alert[] = [
  {
    name: 'Fall Risk',
    siteNumber: '2',
    snomed: ['129839007', 'At increased risk for falls'],
    category: ['safety', 'Safety'],
  },
  { name: 'Contact Isolation', siteNumber: '5', category: ['safety', 'Safety'] },
  { name: 'Code Gray: Aggressive Behavior', siteNumber: '9', category: ['behavioral', 'Behavioral'] },
  { name: 'Difficult Intravenous Access', siteNumber: '11', category: ['clinical', 'Clinical'] },
  { name: 'Hearing Impaired', siteNumber: '14', category: ['contact', 'Subject Contact'] },
];
const STATUSES: NonEmpty<Flag['status']> = ['active', 'active', 'active', 'inactive', 'entered-in-error'];
const LONGEST_DAYS = 60;
const TEST_DATA_SINCE = '2024-01-08';

const UNKNOWN_CODES: UnknownCodes = { [idOf(DERRICK_LIN, 'Flag', 0)]: { status: 'suspended' } };

const flagsOf: ChartWriter<Flag> = (chart) => [
  ...toldRows(
    ALERTS,
    chart.story?.alerts,
    ({ name }) => name,
    sample(chart.random, ALERTS, drawCount(chart, ALERTS.length)),
  ).map((alert, number) => withOddShape(createFlag(chart, alert, number), UNKNOWN_CODES)),
  ...createTestFlags(chart),
];

/** Flags the chart of a test patient with what is special about it, as the test environments of hospitals do. */
function createTestFlags({ patient }: Chart): Stored<Flag>[] {
  const special = oddCaseOf(patient.id);
  if (special === undefined) return [];
  return [
    {
      resourceType: 'Flag',
      id: clinicalId(patient, 'Flag test patient', 0),
      status: 'active',
      category: [concept('Test Patient', coding(epicSystem('7.4.726582.105'), '99', 'Test Patient'))],
      code: concept(`Test patient: ${special}`, coding(epicSystem('7.2.726582'), '99', 'Test patient')),
      subject: patientReference(patient),
      period: { start: TEST_DATA_SINCE },
    },
  ];
}

function createFlag(chart: Chart, alert: Alert, number: number): Stored<Flag> {
  const { name, siteNumber, snomed, category } = alert;
  const { patient, random, practitioners } = chart;
  const { day, encounter } = drawOccasion(chart, 3);
  const { lastDay } = lifespanOf(patient);
  const status = random.pickUsual(STATUSES);
  return {
    resourceType: 'Flag',
    id: clinicalId(patient, 'Flag', number),
    status,
    category: [hl7Concept('flag-category', ...category)],
    code: concept(
      name,
      coding(epicSystem('7.2.726582'), siteNumber, name),
      ...(snomed === undefined ? [] : [coding(SNOMED, ...snomed)]),
    ),
    subject: patientReference(patient),
    period: {
      start: dateAt(day),
      ...(status === 'inactive' && {
        end: dateAt(Math.max(lastDay + 1, day - random.integer(1, LONGEST_DAYS))),
      }),
    },
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    ...(random.chance(70) && { author: practitionerReference(random.pick(practitioners)) }),
  };
}

export const servedFlag: ChartedType<Flag> = {
  type: 'Flag',
  write: flagsOf,
  criteria: [
    byToken('category', 'category'),
    byReference('encounter', 'encounter'),
    byToken('status', 'status'),
  ],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
