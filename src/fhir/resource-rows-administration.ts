import { ERROR_IN_STATUS } from './record-exclusions.ts';
import { type ResourceRows, SHARED_RESOURCE } from './resource-facts.ts';

/** Patients and their relatives, coverage, consent, provenance, and the directory. */
export const ADMINISTRATION_ROWS = {
  /** Epic's Code Status, which `Patient.codeStatus` shows. */
  Consent: {
    inGraph: false,
    namedBy: ['provision.code', 'category', 'scope'],
    patient: ['patient'],
    date: ['dateTime', 'provision.period'],
    sortedBy: { parameter: 'date', date: ['dateTime'] },
    modifiers: ERROR_IN_STATUS,
    samePatient: [],
    shownCodes: { status: ['proposed', 'rejected'] },
  },
  Coverage: {
    inGraph: true,
    words: { singular: 'insurance coverage', plural: 'coverages' },
    namedBy: [],
    patient: ['beneficiary'],
    date: ['period'],
    mayBeFuture: ['period'],
    modifiers: ERROR_IN_STATUS,
    samePatient: [],
    screen: { shownBy: ['name'], guards: ['status'] },
    shownCodes: { status: ['cancelled'] },
  },
  /** Epic's patient lists, which belong to the system or to a provider. */
  List: {
    inGraph: false,
    helpsToFind: true,
    namedBy: ['title', 'code'],
    patient: ['subject'],
    date: ['date'],
    sortedBy: { parameter: 'date', date: ['date'] },
    modifiers: ERROR_IN_STATUS,
    samePatient: ['encounter'],
  },
  Location: { ...SHARED_RESOURCE, words: { singular: 'location' }, namedBy: ['name', 'description', 'type'] },
  Organization: {
    ...SHARED_RESOURCE,
    words: { singular: 'organization' },
    namedBy: ['name', 'alias', 'type'],
  },
  Patient: {
    inGraph: true,
    namedBy: ['name'],
    patient: [],
    isPatient: true,
    date: [],
    modifiers: [],
    samePatient: [],
    screen: { shownBy: ['fullName'], guards: ['hasProtectedName', 'isReplacedBy'] },
  },
  Practitioner: { ...SHARED_RESOURCE, words: { singular: 'practitioner' }, namedBy: ['name'] },
  PractitionerRole: {
    ...SHARED_RESOURCE,
    words: { singular: 'practitioner role' },
    namedBy: ['practitioner', 'code', 'specialty', 'organization'],
    includes: {
      'practitioner.resource': 'PractitionerRole:practitioner',
      'organization.resource': 'PractitionerRole:organization',
      'locations.resource': 'PractitionerRole:location',
    },
  },
  Provenance: {
    inGraph: true,
    words: { singular: 'provenance record' },
    namedBy: [],
    patient: ['target'],
    date: ['recorded', 'occurredDateTime'],
    modifiers: [],
    samePatient: [],
  },
  Questionnaire: { ...SHARED_RESOURCE, words: { singular: 'questionnaire' }, namedBy: ['title', 'name'] },
  RelatedPerson: {
    inGraph: true,
    words: { singular: 'related person', plural: 'related persons' },
    namedBy: ['name', 'relationship'],
    patient: ['patient'],
    date: ['period'],
    mayBeFuture: ['period'],
    modifiers: [],
    samePatient: [],
    screen: { shownBy: ['fullName'], guards: [] },
  },
} as const satisfies ResourceRows;
