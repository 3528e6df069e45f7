/** The coverages of a chart, with the primary one first. */
import type { CodeableConcept, Coverage, Reference, RelatedPerson, Stored } from '../../types.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem, hl7System } from './code-systems.ts';
import { chartFor, type Eligibility, eligibleFor, drawCount, sample } from './sampling.ts';
import { coding, concept, hl7Concept, patientReference } from './elements.ts';
import { relatedPersonsOf } from './related-person.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { ageOf, dateAt, dayWithin, lifespanOf } from './times.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { LINDA_ROSS } from '../patients.ts';

interface Plan extends Eligibility {
  readonly payor: string;
  readonly plan: string;
  /** Source of Payment Typology (SOPT). */
  readonly payment: string;
  /** HL7 v3 ActCode. */
  readonly act: readonly [code: string, display: string];
  readonly hasGroup: boolean;
}

const PLANS: readonly Plan[] = [
  {
    payor: 'MEDICARE',
    plan: 'MEDICARE PART A AND B',
    payment: '1',
    act: ['PUBLICPOL', 'public healthcare'],
    hasGroup: false,
    from: 65,
  },
  {
    payor: 'MEDICAID WI',
    plan: 'BADGERCARE STANDARD',
    payment: '2',
    act: ['PUBLICPOL', 'public healthcare'],
    hasGroup: false,
    to: 64,
  },
  {
    payor: 'LAKEVIEW MUTUAL',
    plan: 'LAKEVIEW PPO 500',
    payment: '5',
    act: ['EHCPOL', 'extended healthcare'],
    hasGroup: true,
  },
  {
    payor: 'PRAIRIE HEALTH PLAN',
    plan: 'PRAIRIE HMO SILVER',
    payment: '5',
    act: ['EHCPOL', 'extended healthcare'],
    hasGroup: true,
  },
];

const SOPT = 'https://nahdo.org/sopt';
const PAYOR_FILE = '7.2.678671';

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(LINDA_ROSS, 'Coverage', 0)]: { status: 'expired' },
};

export const coveragesOf: ChartWriter<Coverage> = (chart) => {
  const plans = sample(chart.random, eligibleFor(PLANS, chart.patient), drawCount(chart, 2));
  return plans.map((plan, number) => withOddShape(createCoverage(chart, plan, number), UNKNOWN_CODES));
};

function createCoverage(chart: Chart, plan: Plan, number: number): Stored<Coverage> {
  const { patient, random } = chart;
  const life = lifespanOf(patient);
  const since = dayWithin(random, life, 5);
  const hasEnded = random.chance(20);
  const memberId = `SBX${random.integer(100_000_000, 999_999_999)}`;
  return {
    resourceType: 'Coverage',
    id: clinicalId(patient, 'Coverage', number),
    ...(random.chance(90) && { identifier: [createMemberNumber(memberId)] }),
    status: hasEnded ? 'cancelled' : 'active',
    ...(random.chance(90) && { type: createPlanType(plan) }),
    ...createSubscriber(chart),
    ...(random.chance(80) && { subscriberId: memberId }),
    beneficiary: patientReference(patient),
    ...(random.chance(50) && { dependent: `0${random.integer(0, 4)}` }),
    period: {
      start: dateAt(since),
      ...(hasEnded && { end: dateAt(random.integer(life.lastDay + 1, since)) }),
    },
    payor: [drawPayor(chart, plan)],
    ...(random.chance(90) && { class: createClasses(chart, plan) }),
    ...(random.chance(80) && { order: number + 1 }),
    ...(plan.hasGroup && {
      costToBeneficiary: [
        {
          type: hl7Concept('coverage-copay-type', 'gpvisit', 'GP Office Visit'),
          valueMoney: { value: 25, currency: 'USD' },
        },
        {
          type: hl7Concept('coverage-copay-type', 'copaypct', 'Copay Percentage'),
          valueQuantity: { value: 20, unit: '%' },
        },
      ],
    }),
  };
}

/**
 * Returns mostly a payer that is no resource of the server: a display, often with an identifier. Sometimes returns an organization of the
 * sandbox.
 */
function drawPayor({ random, organizations }: Chart, { payor: display }: Plan): Coverage['payor'][number] {
  const draw = random.integer(1, 10);
  if (draw <= 2) return referenceTo(random.pick(organizations));
  if (draw <= 5) return { display };
  return {
    identifier: { system: epicSystem(PAYOR_FILE), value: String(1000 + display.length) },
    display,
  };
}

/** Returns the parent as the subscriber for a child. Omits the subscriber if the chart has no parent. */
function createSubscriber(chart: Chart): Pick<Coverage, 'subscriber' | 'relationship'> {
  const { patient } = chart;
  const isChild = ageOf(patient) < 18;
  const relationship = isChild
    ? hl7Concept('subscriber-relationship', 'child', 'Child')
    : hl7Concept('subscriber-relationship', 'self', 'Self');
  const holder = isChild ? parentOf(chart) : patientReference(patient);
  return { ...(holder !== undefined && { subscriber: holder }), relationship };
}

function parentOf(chart: Chart): Reference<RelatedPerson> | undefined {
  const parent = relatedPersonsOf(chartFor(chart, 'RelatedPerson')).find(({ relationship = [] }) =>
    relationship.some(({ text }) => text === 'Mother' || text === 'Father'),
  );
  return parent === undefined ? undefined : referenceTo(parent);
}

function createPlanType({ payment, act: [code, display], payor: name }: Plan): CodeableConcept {
  return concept(
    name,
    coding(SOPT, payment),
    coding(hl7System('v3-ActCode'), code, display),
    coding(epicSystem('7.10.678671.110'), String(name.length), name),
  );
}

function createMemberNumber(value: string): NonNullable<Coverage['identifier']>[number] {
  return {
    use: 'usual',
    type: {
      coding: [coding(hl7System('v2-0203'), 'MB', 'Member Number')],
      text: 'Member Number',
    },
    system: epicSystem('7.3.678671.190'),
    value,
  };
}

function createClasses({ random }: Chart, { plan, hasGroup }: Plan): NonNullable<Coverage['class']> {
  return [
    {
      type: hl7Concept('coverage-class', 'plan', 'Plan'),
      value: String(random.integer(1000, 9999)),
      name: plan,
    },
    ...(hasGroup
      ? [
          {
            type: hl7Concept('coverage-class', 'group', 'Group'),
            value: `G${random.integer(10_000, 99_999)}`,
          },
        ]
      : []),
  ];
}

export const servedCoverage: ChartedType<Coverage> = {
  type: 'Coverage',
  write: coveragesOf,
  patientParameters: ['patient', 'beneficiary'],
  criteria: [],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
