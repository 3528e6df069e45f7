/** The codes of AuditEvents: FHIR R4 AuditEvent's value sets, and those that IHE BALP 1.1.3 chooses from them. */
import type { CodeableConcept, Coding } from '../fhir/types.ts';
import type { AccessInteraction } from './access-log.ts';

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const RESTFUL = 'http://hl7.org/fhir/restful-interaction';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

export const EVENT_TYPES = {
  rest: {
    system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
    code: 'rest',
    display: 'RESTful Operation',
  },
  authentication: { system: DICOM, code: '110114', display: 'User Authentication' },
} as const satisfies Record<string, Coding>;

export const APPLICATION_SERVER: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  code: '4',
  display: 'Application Server',
};

const SOURCE = createConcept({ system: DICOM, code: '110153', display: 'Source Role ID' });
const DESTINATION = createConcept({ system: DICOM, code: '110152', display: 'Destination Role ID' });
const RECIPIENT = createConcept({ system: PARTICIPATION, code: 'IRCP', display: 'information recipient' });
const AUTHOR = createConcept({ system: PARTICIPATION, code: 'AUT', display: 'author (originator)' });

/** How a kind of access is coded. */
export interface InteractionCodes {
  readonly action: 'R' | 'E' | 'C';
  readonly subtype: Coding;
  /** BALP's profile where one patient is known, and where none is. */
  readonly profiles: { readonly patient: string; readonly other: string };
  readonly client: CodeableConcept;
  readonly server: CodeableConcept;
  readonly user: CodeableConcept;
}

/**
 * BALP names client and server by where the content flows: what is read comes from the server, while a query or what is
 * created comes from the client.
 */
export const INTERACTION_CODES: Readonly<Record<AccessInteraction, InteractionCodes>> = {
  read: {
    action: 'R',
    subtype: { system: RESTFUL, code: 'read', display: 'read' },
    profiles: { patient: formatProfileUrl('PatientRead'), other: formatProfileUrl('Read') },
    client: DESTINATION,
    server: SOURCE,
    user: RECIPIENT,
  },
  search: {
    action: 'E',
    subtype: { system: RESTFUL, code: 'search', display: 'search' },
    profiles: { patient: formatProfileUrl('PatientQuery'), other: formatProfileUrl('Query') },
    client: SOURCE,
    server: DESTINATION,
    user: RECIPIENT,
  },
  create: {
    action: 'C',
    subtype: { system: RESTFUL, code: 'create', display: 'create' },
    profiles: { patient: formatProfileUrl('PatientCreate'), other: formatProfileUrl('Create') },
    client: SOURCE,
    server: DESTINATION,
    user: AUTHOR,
  },
};

/** An operation as a whole, of which no interaction was begun. */
export const OPERATION_CODES: Omit<InteractionCodes, 'profiles'> = {
  action: 'E',
  subtype: { system: RESTFUL, code: 'operation', display: 'operation' },
  client: SOURCE,
  server: DESTINATION,
  user: RECIPIENT,
};

export const ENTITY_TYPES = {
  person: { system: ENTITY_TYPE, code: '1', display: 'Person' },
  object: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
  request: {
    system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
    code: 'XrequestId',
  },
} as const satisfies Record<string, Coding>;

export const ENTITY_ROLES = {
  patient: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
  resource: { system: OBJECT_ROLE, code: '4', display: 'Domain Resource' },
  query: { system: OBJECT_ROLE, code: '24', display: 'Query' },
} as const satisfies Record<string, Coding>;

/** An entity that is a resource of the type. */
export function createResourceTypeCoding(type: string): Coding {
  return { system: 'http://hl7.org/fhir/resource-types', code: type };
}

/** FHIR R4 audit-event-outcome: refusals are what HTTP calls 4xx, failures what it calls 5xx. */
export const EVENT_OUTCOMES = { success: '0', refused: '4', failed: '8' } as const;

function formatProfileUrl(name: string): string {
  return `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${name}`;
}

function createConcept(coding: Coding): CodeableConcept {
  return { coding: [coding] };
}
