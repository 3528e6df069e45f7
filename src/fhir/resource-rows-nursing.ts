import { ERROR_IN_STATUS, errorIn, NOT_DONE_STATUS } from './record-exclusions.ts';
import type { ResourceRows } from './resource-facts.ts';

/** Alerts, and the administrations, diets and devices that nurses work with. */
export const NURSING_ROWS = {
  Flag: {
    inGraph: true,
    words: { singular: 'flag', plural: 'flags' },
    namedBy: ['code'],
    patient: ['subject'],
    date: ['period'],
    mayBeFuture: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    modifiers: ERROR_IN_STATUS,
    samePatient: ['encounter'],
    screen: { shownBy: ['name'], guards: ['status'] },
  },
  MedicationAdministration: {
    inGraph: true,
    words: { singular: 'medication administration', plural: 'medication administrations' },
    namedBy: ['medicationCodeableConcept', 'medicationReference'],
    patient: ['subject'],
    date: ['effectiveDateTime', 'effectivePeriod'],
    sortedBy: { parameter: 'effective-time', date: ['effectiveDateTime', 'effectivePeriod'] },
    includes: {
      'medication.resource': 'MedicationAdministration:medication',
      'performers.resource': 'MedicationAdministration:performer',
      'request.resource': 'MedicationAdministration:request',
    },
    modifiers: [errorIn('status'), NOT_DONE_STATUS],
    samePatient: ['context', 'eventHistory', 'partOf', 'reasonReference', 'request'],
    screen: { shownBy: ['name'], guards: ['status'] },
  },
} as const satisfies ResourceRows;
