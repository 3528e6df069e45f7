/** Code status, which Epic serves as Consent. Only Warren McGinnis has an order in force, and an earlier one. */
import type { Consent, Stored } from '../../types.ts';
import { WARREN_MCGINNIS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import { type ChartWriter, clinicalId } from './chart.ts';
import { epicSystem, hl7System, SNOMED } from './code-systems.ts';
import { coding, concept, patientReference } from './elements.ts';
import { byToken } from '../../criteria.ts';
import type { ChartedType } from '../served-type.ts';

interface Order {
  readonly status: Consent['status'];
  readonly dateTime: string;
  readonly words: string;
  readonly siteNumber: string;
  readonly snomed: readonly [code: string, display: string];
}

const ORDERS: readonly Order[] = [
  {
    status: 'inactive',
    dateTime: '2024-02-11T16:05:00Z',
    words: 'Full Code',
    siteNumber: '1',
    snomed: ['304252001', 'For resuscitation'],
  },
  {
    status: 'active',
    dateTime: '2026-09-03T14:20:00Z',
    words: 'DNR/DNI',
    siteNumber: '3',
    snomed: ['304253006', 'Not for resuscitation'],
  },
];

const consentsOf: ChartWriter<Consent> = ({ patient, practitioners }) =>
  patient.id === WARREN_MCGINNIS
    ? ORDERS.map(
        ({ status, dateTime, words, siteNumber, snomed: [code, display] }, number): Stored<Consent> => ({
          resourceType: 'Consent',
          id: clinicalId(patient, 'Consent', number),
          status,
          scope: concept('Advanced Care Directive', coding(hl7System('consentscope'), 'adr')),
          category: [concept('Code Status', coding(epicSystem('7.2.726668'), '1', 'Code Status'))],
          patient: patientReference(patient),
          dateTime,
          performer: [practitionerReference(practitioners[0])],
          policyRule: concept('Code Status'),
          provision: {
            ...(status === 'inactive' && { period: { start: dateTime, end: '2026-09-03T14:20:00Z' } }),
            code: [
              concept(
                words,
                coding(epicSystem('7.4.726668.120'), siteNumber, words),
                coding(SNOMED, code, display),
              ),
            ],
          },
        }),
      )
    : [];

export const servedConsent: ChartedType<Consent> = {
  type: 'Consent',
  write: consentsOf,
  criteria: [byToken('category', 'category'), byToken('status', 'status')],
  labels: [],
  unknownCodes: {},
};
