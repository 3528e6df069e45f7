import { ERROR_IN_STATUS, errorIn, NOT_DONE_STATUS, PROPOSED_INTENT } from './record-exclusions.ts';
import { type ResourceRows, SHARED_RESOURCE } from './resource-facts.ts';

/** Medications, vaccinations, procedures and devices. */
export const TREATMENT_ROWS = {
  Device: {
    inGraph: true,
    words: { singular: 'device', plural: 'devices' },
    namedBy: ['deviceName.name', 'type'],
    patient: ['patient'],
    date: ['manufactureDate', 'expirationDate'],
    mayBeFuture: ['expirationDate'],
    modifiers: ERROR_IN_STATUS,
    samePatient: [],
    screen: { shownBy: ['name'], guards: ['status'] },
  },
  Immunization: {
    inGraph: true,
    words: { singular: 'vaccination', plural: 'vaccinations' },
    namedBy: ['vaccineCode'],
    patient: ['patient'],
    date: ['occurrenceDateTime', 'recorded'],
    sortedBy: { parameter: 'date', date: ['occurrenceDateTime'] },
    includes: { 'performers.actor.resource': 'Immunization:performer' },
    modifiers: [errorIn('status'), NOT_DONE_STATUS],
    samePatient: ['encounter', 'reasonReference'],
    screen: { shownBy: ['name'], guards: ['status'] },
  },
  Medication: {
    ...SHARED_RESOURCE,
    words: { singular: 'medication' },
    namedBy: ['code'],
    modifiers: ERROR_IN_STATUS,
  },
  MedicationDispense: {
    inGraph: true,
    words: { singular: 'medication dispense', plural: 'medication dispenses' },
    namedBy: ['medicationCodeableConcept', 'medicationReference'],
    patient: ['subject'],
    date: ['whenHandedOver', 'whenPrepared'],
    sortedBy: { parameter: 'whenhandedover', date: ['whenHandedOver'] },
    includes: {
      'medication.resource': 'MedicationDispense:medication',
      'performers.actor.resource': 'MedicationDispense:performer',
      'prescriptions.resource': 'MedicationDispense:prescription',
    },
    /** FHIR R4 medicationdispense-status: `cancelled` was never picked up, `declined` was not performed. */
    modifiers: [
      errorIn('status'),
      { reason: 'NOT_DONE', element: 'status', codes: ['cancelled', 'declined'] },
    ],
    samePatient: ['authorizingPrescription', 'context', 'partOf'],
    screen: { shownBy: ['name'], guards: ['status'] },
  },
  MedicationRequest: {
    inGraph: true,
    words: { singular: 'medication order or record', plural: 'medication orders and records' },
    namedBy: ['medicationCodeableConcept', 'medicationReference'],
    patient: ['subject'],
    date: ['authoredOn'],
    sortedBy: { parameter: 'authoredon', date: ['authoredOn'] },
    includes: {
      'medication.resource': 'MedicationRequest:medication',
      'requester.resource': 'MedicationRequest:requester',
    },
    modifiers: [errorIn('status'), PROPOSED_INTENT],
    samePatient: ['basedOn', 'encounter', 'priorPrescription', 'reasonReference'],
    screen: { shownBy: ['name'], guards: ['status', 'intent', 'reported'] },
    shownCodes: { status: ['cancelled'] },
  },
  Procedure: {
    inGraph: true,
    words: { singular: 'procedure', plural: 'procedures' },
    namedBy: ['code'],
    patient: ['subject'],
    date: ['performedDateTime', 'performedPeriod'],
    plannedStatus: ['preparation'],
    sortedBy: { parameter: 'date', date: ['performedDateTime', 'performedPeriod'] },
    includes: { 'performers.actor.resource': 'Procedure:performer' },
    modifiers: [errorIn('status'), NOT_DONE_STATUS],
    samePatient: ['basedOn', 'complicationDetail', 'encounter', 'partOf', 'reasonReference', 'report'],
    screen: { shownBy: ['name'], guards: ['status'] },
  },
} as const satisfies ResourceRows;
