/** The sandbox's table of resource types, and how each is searched. */
import { date, reference, text, token } from './criteria.ts';
import type { Binary } from './types.ts';
import { type ChartedResources, chartedResources, ENCOUNTERS } from './data/charts.ts';
import { allergiesOf } from './data/clinical/allergy-intolerance.ts';
import { appointmentsOf } from './data/clinical/appointment.ts';
import { binariesOf, withContent } from './data/clinical/binary.ts';
import { carePlansOf } from './data/clinical/care-plan.ts';
import { careTeamsOf } from './data/clinical/care-team.ts';
import { conditionsOf } from './data/clinical/condition.ts';
import { consentsOf } from './data/clinical/consent.ts';
import { coveragesOf } from './data/clinical/coverage.ts';
import { devicesOf } from './data/clinical/device.ts';
import { diagnosticReportsOf } from './data/clinical/diagnostic-report.ts';
import { documentReferencesOf } from './data/clinical/document-reference.ts';
import { familyMemberHistoriesOf } from './data/clinical/family-member-history.ts';
import { goalsOf } from './data/clinical/goal.ts';
import { immunizationsOf } from './data/clinical/immunization.ts';
import { LOCATIONS } from './data/clinical/location.ts';
import { medicationDispensesOf } from './data/clinical/medication-dispense.ts';
import { medicationRequestsOf } from './data/clinical/medication-request.ts';
import { MEDICATIONS } from './data/clinical/medication.ts';
import { observationsOf } from './data/clinical/observation.ts';
import { PRACTITIONER_ROLES } from './data/clinical/practitioner-role.ts';
import { proceduresOf } from './data/clinical/procedure.ts';
import { provenancesOf } from './data/clinical/provenance.ts';
import { relatedPersonsOf } from './data/clinical/related-person.ts';
import { serviceRequestsOf } from './data/clinical/service-request.ts';
import { specimensOf } from './data/clinical/specimen.ts';
import { ORGANIZATIONS } from './data/organizations.ts';
import { PANEL_PATIENTS, PATIENT_GROUP, PATIENT_LIST } from './data/panels.ts';
import { ALL_PRACTITIONERS } from './data/practitioners.ts';
import { SPECIAL_PATIENTS } from './data/special-patients.ts';
import { LIST_PARAMETERS, searchLists } from './list-search.ts';
import { PATIENT_PARAMETERS, searchPatients } from './patient-search.ts';
import {
  byCriteria,
  byIdOnly,
  charted,
  creatable,
  ofPatients,
  readOnly,
  searchedByIdOnly,
} from './resource-type-kinds.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';

/** Without contents that are too large to keep. */
const KEPT_BINARIES = chartedResources<Binary>('Binary', binariesOf);
const BINARIES: ChartedResources<Binary> = {
  ...KEPT_BINARIES,
  find: (id) => {
    const kept = KEPT_BINARIES.find(id);
    return kept === undefined ? undefined : withContent(kept);
  },
};

const ROWS: readonly ResourceTypeRow[] = [
  creatable(
    ofPatients('AllergyIntolerance', allergiesOf, {
      patientParameters: ['patient'],
      criteria: [token('clinical-status', 'clinicalStatus')],
    }),
  ),
  ofPatients('Appointment', appointmentsOf, {
    patientParameters: ['patient'],
    criteria: [
      date('date', 'start'),
      token('identifier', 'identifier'),
      token('service-category', 'serviceCategory'),
      token('status', 'status'),
    ],
    includes: { actor: 'participant.actor' },
  }),
  searchedByIdOnly(charted('Binary', BINARIES, { criteria: [] })),
  ofPatients('CarePlan', carePlansOf, {
    requiresOneOf: ['category'],
    criteria: [token('category', 'category'), reference('encounter', 'encounter'), token('status', 'status')],
    includes: { goal: 'goal' },
  }),
  ofPatients('CareTeam', careTeamsOf, {
    criteria: [token('status', 'status')],
    includes: { participant: 'participant.member' },
  }),
  creatable(
    ofPatients('Condition', conditionsOf, {
      inPlaceOfPatient: { parameter: 'encounter', ownerOf: ENCOUNTERS.ownerOf },
      criteria: [
        date('abatement-date', 'abatementDateTime', 'abatementPeriod'),
        token('category', 'category'),
        token('clinical-status', 'clinicalStatus'),
        token('code', 'code'),
        reference('encounter', 'encounter'),
        date('onset-date', 'onsetDateTime', 'onsetPeriod'),
        date('recorded-date', 'recordedDate'),
      ],
    }),
  ),
  ofPatients('Consent', consentsOf, {
    criteria: [token('category', 'category'), token('status', 'status')],
  }),
  ofPatients('Coverage', coveragesOf, { patientParameters: ['patient', 'beneficiary'], criteria: [] }),
  ofPatients('Device', devicesOf, {
    patientParameters: ['patient'],
    criteria: [
      text('device-name', 'deviceName.name'),
      text('manufacturer', 'manufacturer'),
      text('model', 'modelNumber'),
      text('udi-carrier', 'udiCarrier.carrierHRF'),
      text('udi-di', 'udiCarrier.deviceIdentifier'),
    ],
  }),
  ofPatients('DiagnosticReport', diagnosticReportsOf, {
    criteria: [
      token('category', 'category'),
      token('code', 'code'),
      date('date', 'effectiveDateTime', 'effectivePeriod'),
      token('identifier', 'identifier'),
      token('status', 'status'),
    ],
    includes: { result: 'result' },
  }),
  creatable(
    ofPatients('DocumentReference', documentReferencesOf, {
      criteria: [
        reference('author', 'author'),
        token('category', 'category'),
        date('date', 'date'),
        token('docstatus', 'docStatus'),
        reference('encounter', 'context.encounter'),
        date('period', 'context.period'),
        token('status', 'status'),
        token('type', 'type'),
      ],
      withheld: 'DocumentReference - Outside Record',
    }),
  ),
  charted('Encounter', ENCOUNTERS, {
    criteria: [
      token('class', 'class'),
      date('date', 'period'),
      token('identifier', 'identifier'),
      token('status', 'status'),
    ],
    includes: {
      location: 'location.location',
      participant: 'participant.individual',
      practitioner: 'participant.individual',
      'service-provider': 'serviceProvider',
    },
  }),
  ofPatients('FamilyMemberHistory', familyMemberHistoriesOf, {
    patientParameters: ['patient'],
    criteria: [],
  }),
  ofPatients('Goal', goalsOf, {
    criteria: [
      token('category', 'category'),
      token('lifecycle-status', 'lifecycleStatus'),
      date('start-date', 'startDate'),
    ],
  }),
  byIdOnly('Group', [PATIENT_GROUP]),
  ofPatients('Immunization', immunizationsOf, {
    patientParameters: ['patient'],
    criteria: [date('date', 'occurrenceDateTime'), token('status', 'status')],
    includes: { performer: 'performer.actor' },
  }),
  {
    ...byIdOnly('List', [PATIENT_LIST]),
    parameters: LIST_PARAMETERS,
    search: (query) => searchLists([PATIENT_LIST], query),
  },
  byCriteria('Location', LOCATIONS, { criteria: [token('type', 'type')], requiresOneOf: ['type'] }),
  byIdOnly('Medication', MEDICATIONS),
  ofPatients('MedicationDispense', medicationDispensesOf, {
    criteria: [token('category', 'category')],
    includes: {
      medication: 'medicationReference',
      performer: 'performer.actor',
      prescription: 'authorizingPrescription',
    },
  }),
  ofPatients('MedicationRequest', medicationRequestsOf, {
    criteria: [
      token('category', 'category'),
      date('date', 'authoredOn'),
      token('intent', 'intent'),
      token('status', 'status'),
    ],
    includes: { medication: 'medicationReference', requester: 'requester' },
  }),
  creatable(
    ofPatients('Observation', observationsOf, {
      requiresOneOf: ['category', 'code'],
      criteria: [
        reference('based-on', 'basedOn'),
        token('category', 'category'),
        token('code', 'code'),
        date('date', 'effectiveDateTime', 'effectivePeriod'),
        date('issued', 'issued'),
        token('status', 'status'),
      ],
      includes: { performer: 'performer', specimen: 'specimen' },
      withheld: 'Observation - Outside Record Results',
    }),
  ),
  byIdOnly('Organization', ORGANIZATIONS),
  creatable({
    ...byIdOnly('Patient', PANEL_PATIENTS),
    special: SPECIAL_PATIENTS,
    parameters: PATIENT_PARAMETERS,
    search: (query, created) => searchPatients([...PANEL_PATIENTS, ...created.patients], query),
  }),
  byCriteria('Practitioner', ALL_PRACTITIONERS, {
    criteria: [
      text('family', 'name.family'),
      text('given', 'name.given'),
      token('identifier', 'identifier'),
      text('name', 'name.text'),
    ],
    requiresOneOf: ['identifier', 'name', 'family'],
  }),
  byCriteria('PractitionerRole', PRACTITIONER_ROLES, {
    criteria: [
      reference('location', 'location'),
      reference('organization', 'organization'),
      reference('practitioner', 'practitioner'),
      token('specialty', 'specialty'),
    ],
    requiresOneOf: ['practitioner', 'location'],
  }),
  ofPatients('Procedure', proceduresOf, {
    criteria: [
      token('category', 'category'),
      token('code', 'code'),
      date('date', 'performedDateTime', 'performedPeriod'),
      token('identifier', 'identifier'),
      token('status', 'status'),
    ],
    includes: { performer: 'performer.actor' },
  }),
  readOnly(ofPatients('Provenance', provenancesOf, { criteria: [] })),
  ofPatients('RelatedPerson', relatedPersonsOf, { patientParameters: ['patient'], criteria: [] }),
  ofPatients('ServiceRequest', serviceRequestsOf, {
    criteria: [
      date('authored', 'authoredOn'),
      token('category', 'category'),
      token('code', 'code'),
      reference('encounter', 'encounter'),
      token('identifier', 'identifier'),
      reference('requester', 'requester'),
      token('status', 'status'),
    ],
    includes: { requester: 'requester' },
  }),
  searchedByIdOnly(ofPatients('Specimen', specimensOf, { criteria: [] })),
];

/** The rows by resource type, in the order of the CapabilityStatement. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceTypeRow> = new Map(
  ROWS.map((row) => [row.type, row]),
);
