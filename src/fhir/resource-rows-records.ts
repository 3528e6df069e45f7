import { ERROR_IN_STATUS, errorIn, PROPOSED_INTENT } from './record-exclusions.ts';
import { type ResourceRows, SHARED_RESOURCE } from './resource-facts.ts';

/** Shared types that the graph shows only as a Record. */
const SHARED_RECORD = { ...SHARED_RESOURCE, inGraph: false } as const;
const DEFINITION = { ...SHARED_RECORD, isDefinition: true } as const;

/** Types that the graph shows only as a Record (`Patient.records`, `Query.record`). */
export const RECORD_ROWS = {
  BodyStructure: {
    inGraph: false,
    namedBy: ['morphology', 'location', 'description'],
    patient: ['patient'],
    date: [],
    modifiers: [],
    samePatient: [],
  },
  Claim: {
    inGraph: false,
    namedBy: ['type', 'subType'],
    patient: ['patient'],
    date: ['billablePeriod', 'created'],
    sortedBy: { parameter: 'created', date: ['created'] },
    modifiers: ERROR_IN_STATUS,
    samePatient: ['claim', 'encounter', 'prescription', 'procedureReference', 'referral'],
    shownCodes: { status: ['cancelled'] },
  },
  ConceptMap: { ...DEFINITION, namedBy: ['title', 'name'], date: ['date'] },
  /** Outside FHIR's compartment, but its subjects can be patients. */
  Contract: {
    inGraph: false,
    namedBy: ['title', 'name', 'type', 'subType'],
    patient: ['subject'],
    date: ['issued', 'applies'],
    mayBeFuture: ['applies'],
    modifiers: ERROR_IN_STATUS,
    samePatient: [],
    shownCodes: { status: ['cancelled', 'rejected', 'revoked'] },
  },
  Endpoint: {
    ...SHARED_RECORD,
    namedBy: ['name', 'connectionType'],
    secrets: { header: 'removed', address: 'shortened' },
    date: ['period'],
    modifiers: ERROR_IN_STATUS,
  },
  /**
   * A cohort that the site defines, which can be the panel. It is about several patients, and names no subject, so that only callers without a limit
   * to certain patients see it as a Record.
   */
  Group: {
    inGraph: false,
    helpsToFind: true,
    namedBy: ['name', 'code'],
    patient: [],
    date: [],
    modifiers: [],
    samePatient: [],
  },
  Measure: { ...DEFINITION, namedBy: ['title', 'name'], date: ['date'] },
  MeasureReport: {
    inGraph: false,
    namedBy: ['type'],
    patient: ['subject'],
    date: ['date', 'period'],
    sortedBy: { parameter: 'date', date: ['date'] },
    modifiers: [],
    samePatient: [],
  },
  RequestGroup: {
    inGraph: false,
    namedBy: ['code', 'action.title'],
    patient: ['subject'],
    date: ['authoredOn'],
    sortedBy: { parameter: 'authored', date: ['authoredOn'] },
    modifiers: [errorIn('status'), PROPOSED_INTENT],
    samePatient: ['encounter'],
    shownCodes: { status: ['revoked'] },
  },
  ResearchStudy: { ...DEFINITION, namedBy: ['title'], date: ['period'] },
  ResearchSubject: {
    inGraph: false,
    namedBy: ['study', 'assignedArm'],
    patient: ['individual'],
    date: ['period'],
    mayBeFuture: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    modifiers: [],
    samePatient: [],
    shownCodes: { status: ['not-registered'] },
  },
  Substance: { ...SHARED_RECORD, namedBy: ['code', 'description'], modifiers: ERROR_IN_STATUS },
  ValueSet: { ...DEFINITION, namedBy: ['title', 'name'], date: ['date'] },
} as const satisfies ResourceRows;
