/** The accounts of a chart, which Epic finds only by id. */
import type { Account, Stored } from '../../types.ts';
import { organizationReference } from '../organizations.ts';
import type { ChartedType } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { coveragesOf } from './coverage.ts';
import { concept, patientReference, usualIdentifier } from './elements.ts';
import { chartFor } from './sampling.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';

const KINDS = ['Professional Billing', 'Hospital Billing', 'Hospital Billing'] as const;

const accountsOf: ChartWriter<Account> = (chart) =>
  KINDS.map((kind, number) => createAccount(chart, kind, number));

function createAccount(chart: Chart, kind: string, number: number): Stored<Account> {
  const { patient, random, organizations } = chart;
  const start = dateAt(dayWithin(random, lifespanOf(patient), 2));
  const coverages = coveragesOf(chartFor(chart, 'Coverage'));
  return {
    resourceType: 'Account',
    id: clinicalId(patient, 'Account', number),
    identifier: [usualIdentifier('7.2.726582', random.integer(1_000_000, 1_009_999))],
    status: number === 2 ? 'inactive' : 'active',
    type: concept(kind),
    name: patientReference(patient).display?.toUpperCase() ?? 'UNKNOWN',
    subject: [patientReference(patient)],
    servicePeriod: { start },
    ...(coverages.length > 0 && {
      coverage: coverages.map((coverage, index) => ({
        coverage: referenceTo(coverage),
        priority: index + 1,
      })),
    }),
    owner: organizationReference(organizations[0]),
    guarantor: [{ party: patientReference(patient) }],
  };
}

export const servedAccount: ChartedType<Account> = {
  type: 'Account',
  write: accountsOf,
  criteria: [],
  api: 'read, search by id',
  labels: [],
  unknownCodes: {},
};
