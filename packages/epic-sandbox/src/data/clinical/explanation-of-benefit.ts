/** The explanations of benefit of a chart, which Epic serves to payers. */
import type {
  CodeableConcept,
  ExplanationOfBenefit,
  ExplanationOfBenefitItemAdjudication,
  Money,
  Stored,
} from '../../types.ts';
import { byDate, byToken } from '../../criteria.ts';
import { organizationReference } from '../organizations.ts';
import { WARREN_MCGINNIS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { coveragesOf } from './coverage.ts';
import { CPT } from './code-systems.ts';
import { coding, concept, hl7Concept, patientReference, usualIdentifier } from './elements.ts';
import { chartFor, drawOccasion } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, dateAt, instantAt } from './times.ts';

/** One explanation: its use, status and outcome, and the share of the price that the payer covers, in percent. */
const EXPLANATIONS = [
  ['claim', 'active', 'complete', 80],
  ['preauthorization', 'active', 'queued', 0],
  ['predetermination', 'cancelled', 'partial', 50],
] as const;

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'ExplanationOfBenefit', 2)]: { outcome: 'pended' },
};

const explanationsOf: ChartWriter<ExplanationOfBenefit> = (chart) =>
  EXPLANATIONS.map((explanation, number) =>
    withOddShape(createExplanation(chart, explanation, number), UNKNOWN_CODES),
  );

function createExplanation(
  chart: Chart,
  [use, status, outcome, covered]: (typeof EXPLANATIONS)[number],
  number: number,
): Stored<ExplanationOfBenefit> {
  const { patient, random, practitioners, organizations } = chart;
  const { day } = drawOccasion(chart, 2);
  const price = random.integer(80, 900);
  const paid = (price * covered) / 100;
  const [coverage] = coveragesOf(chartFor(chart, 'Coverage'));
  return {
    resourceType: 'ExplanationOfBenefit',
    id: clinicalId(patient, 'ExplanationOfBenefit', number),
    identifier: [usualIdentifier('7.2.695078', random.integer(1_000_000, 1_099_999))],
    status,
    type: hl7Concept('claim-type', 'professional', 'Professional'),
    use,
    patient: patientReference(patient),
    billablePeriod: { start: dateAt(day), end: dateAt(day) },
    created: instantAt(day, clinicMinute(random)),
    insurer: organizationReference(organizations[0]),
    provider: practitionerReference(random.pick(practitioners)),
    outcome,
    ...(outcome === 'queued' && { disposition: 'Waiting for medical review' }),
    insurance: [
      { focal: true, coverage: coverage === undefined ? { display: 'SELF-PAY' } : referenceTo(coverage) },
    ],
    item: [
      {
        sequence: 1,
        productOrService: concept('Office visit', coding(CPT, '99213')),
        servicedDate: dateAt(day),
        net: dollars(price),
        adjudication: [
          amount('submitted', 'Submitted Amount', price),
          amount('benefit', 'Benefit Amount', paid),
        ],
      },
    ],
    total: [
      amount('submitted', 'Submitted Amount', price),
      amount('benefit', 'Benefit Amount', paid),
      amount('copay', 'CoPay', price - paid),
    ],
    ...(use === 'claim' && {
      payment: { type: concept('Complete'), date: dateAt(day), amount: dollars(paid) },
    }),
  };
}

function dollars(value: number): Money {
  return { value: Math.round(value * 100) / 100, currency: 'USD' };
}

/** Returns an amount as an adjudication, which also suits a total. */
function amount(
  code: string,
  display: string,
  value: number,
): ExplanationOfBenefitItemAdjudication & { category: CodeableConcept; amount: Money } {
  return { category: hl7Concept('adjudication', code, display), amount: dollars(value) };
}

export const servedExplanationOfBenefit: ChartedType<ExplanationOfBenefit> = {
  type: 'ExplanationOfBenefit',
  write: explanationsOf,
  patientParameters: ['patient'],
  criteria: [
    byDate('billable-period-start', 'billablePeriod.start'),
    byDate('created', 'created'),
    byToken('identifier', 'identifier'),
    byDate('service-date', 'item.servicedDate'),
    byDate('service-start-date', 'item.servicedDate'),
    byToken('type', 'type'),
    byToken('use', 'use'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
