/* Written by `npm run codegen`; do not edit. */
import type { Context } from '../graphql/context.ts';
import type { GatewayError } from '../errors.ts';
import type * as codeStatus from '../fhir/code-status.ts';
import type * as codeStatusRecords from '../fhir/code-status-records.ts';
import type * as patient from '../fhir/patient.ts';
import type * as observation from '../fhir/observation.ts';
import type * as prohibitions from '../fhir/prohibitions.ts';
import type * as fhir from '../fhir/types.ts';
import type * as usCore from '../fhir/us-core-extensions.ts';
import type { InResource } from '../fhir/in-resource.ts';
import type { ConnectionEdge, ConnectionPage } from '../loaders/pages.ts';
import type * as writes from '../writes/writes.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A FHIR date, which can be partial: `1987`, `1987-09` or `1987-09-12`. */
  FhirDate: { input: string; output: string; }
  /** A FHIR dateTime, which can be partial: a FhirDate, or one with a time such as `2026-05-01T09:30:00-05:00`. */
  FhirDateTime: { input: string; output: string; }
  /** A decimal as the server wrote it, such as `7.0`: a number in text, so that no digit is lost. */
  FhirDecimal: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

/** Whoever acts in care. */
export type Actor = CareTeam | Device | Organization | Patient | Practitioner | PractitionerRole | RelatedPerson;

/** A pointer to whoever acts: a person, a role, an organization (FHIR Reference). */
export type ActorReference = {
  __typename?: 'ActorReference';
  /** The actor in words, such as a person's name. Asking for it costs no request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the actor, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself, such as `Practitioner/eM5CWtq15N0WJeuCet5bJlQ3`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The actor; null where it cannot be read. Read only if selected. */
  resource: Maybe<Actor>;
  /** The type of the resource, such as `Practitioner`. */
  type: Maybe<Scalars['String']['output']>;
};

/** An allergy or intolerance. */
export type AddAllergyInput = {
  /** What kind of substance it is (`AllergyIntolerance.category`). */
  category?: InputMaybe<AllergyCategory>;
  /** How dangerous it can be (`AllergyIntolerance.criticality`). */
  criticality?: InputMaybe<AllergyCriticality>;
  /** When it began; a year is enough (`AllergyIntolerance.onsetDateTime`). */
  onset?: InputMaybe<Scalars['FhirDate']['input']>;
  /** The FHIR id of the patient (`AllergyIntolerance.patient`). */
  patientId: Scalars['ID']['input'];
  /** What happened on contact, 10 at the most: one for each finding (`AllergyIntolerance.reaction`). */
  reactions: Array<AllergyReactionInput>;
  /** What they react to (`AllergyIntolerance.code`). */
  substance: SubstanceInput;
};

/** What became of an allergy. */
export type AddAllergyPayload = {
  __typename?: 'AddAllergyPayload';
  /** The allergy as it is on record; null where the server does not show it (yet), as Epic may not before it is reconciled. */
  allergy: Maybe<AllergyIntolerance>;
  /** Its FHIR id; null where the server has not told it. */
  id: Maybe<Scalars['ID']['output']>;
  /** What became of it. */
  status: CreationStatus;
};

/** A problem for the problem list. Epic keeps no date of onset of what it is sent, so there is none. */
export type AddProblemInput = {
  /** The FHIR id of the patient (`Condition.subject`). */
  patientId: Scalars['ID']['input'];
  /** What it is (`Condition.code`). */
  problem: ProblemCodeInput;
};

/** What became of a problem. */
export type AddProblemPayload = {
  __typename?: 'AddProblemPayload';
  /** Its FHIR id; null where the server has not told it. */
  id: Maybe<Scalars['ID']['output']>;
  /** The problem as it is on record; null where the server does not show it (yet). */
  problem: Maybe<Condition>;
  /** What became of it. */
  status: CreationStatus;
};

/** A postal or physical address (FHIR Address). */
export type Address = {
  __typename?: 'Address';
  /** City or town (`Address.city`). */
  city: Maybe<Scalars['String']['output']>;
  /** Country (`Address.country`). */
  country: Maybe<Scalars['String']['output']>;
  /** District or county (`Address.district`). */
  district: Maybe<Scalars['String']['output']>;
  /** Street, number and the like (`Address.line`). */
  lines: Array<Scalars['String']['output']>;
  /** When the address was or is in use (`Address.period`). */
  period: Maybe<Period>;
  /** Postal code (`Address.postalCode`). */
  postalCode: Maybe<Scalars['String']['output']>;
  /** State or province (`Address.state`). */
  state: Maybe<Scalars['String']['output']>;
  /** The whole address as the server wrote it, with line breaks (`Address.text`). */
  text: Maybe<Scalars['String']['output']>;
  /** Whether mail goes there, or the person is there (`Address.type`). */
  type: Maybe<AddressType>;
  /** What the address is used for (`Address.use`). */
  use: Maybe<AddressUse>;
};

/** A kind of address (FHIR AddressType). */
export type AddressType =
  /** Both. */
  | 'BOTH'
  /** The person is there. */
  | 'PHYSICAL'
  /** Mail goes there. */
  | 'POSTAL'
  /** A kind that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** What an address is used for (FHIR AddressUse). */
export type AddressUse =
  /** For bills. */
  | 'BILLING'
  /** At home. */
  | 'HOME'
  /** No longer in use. */
  | 'OLD'
  /** For the time being. */
  | 'TEMP'
  /** A use that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED'
  /** At work. */
  | 'WORK';

/** Gender for administrative purposes (FHIR AdministrativeGender). */
export type AdministrativeGender =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Other. */
  | 'OTHER'
  /** Not known. */
  | 'UNKNOWN'
  /** A gender that FHIR does not know; the raw resource has it. Not accepted as a filter. */
  | 'UNRECOGNIZED';

/** A kind of substance (FHIR AllergyIntoleranceCategory). */
export type AllergyCategory =
  /** Something made of living matter, such as a blood product. */
  | 'BIOLOGIC'
  /** Something around the patient, such as pollen. */
  | 'ENVIRONMENT'
  /** Something to eat or drink. */
  | 'FOOD'
  /** A drug. */
  | 'MEDICATION'
  /** A category that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** Whether an allergy is active (HL7 allergyintolerance-clinical). */
export type AllergyClinicalStatus =
  /** It is there. */
  | 'ACTIVE'
  /** It is not a risk any more. */
  | 'INACTIVE'
  /** It was found to be over. */
  | 'RESOLVED'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** How dangerous a reaction can be (FHIR AllergyIntoleranceCriticality). */
export type AllergyCriticality =
  /** To life or organs. */
  | 'HIGH'
  /** Not to life or organs. */
  | 'LOW'
  /** Cannot be told. */
  | 'UNABLE_TO_ASSESS'
  /** A criticality that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/**
 * An allergy or intolerance, or a statement that there is none or that nobody asked (FHIR AllergyIntolerance). Look at `meaning`
 * before showing it as an allergy.
 */
export type AllergyIntolerance = {
  __typename?: 'AllergyIntolerance';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Who says so (`AllergyIntolerance.asserter`). */
  asserter: Maybe<ActorReference>;
  /** What kind of substance it is against (`AllergyIntolerance.category`). */
  categories: Array<AllergyCategory>;
  /** Whether it is active (`AllergyIntolerance.clinicalStatus`). */
  clinicalStatus: Maybe<AllergyClinicalStatus>;
  /** What the patient reacts to; `code { code(system: RXNORM) }` gives the RxNorm code of a drug (`AllergyIntolerance.code`). */
  code: Maybe<CodeableConcept>;
  /** How dangerous it can be (`AllergyIntolerance.criticality`). */
  criticality: Maybe<AllergyCriticality>;
  /** The visit at which it was recorded (`AllergyIntolerance.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`AllergyIntolerance.id`). */
  id: Scalars['ID']['output'];
  /** When it was last known to happen (`AllergyIntolerance.lastOccurrence`). */
  lastOccurrence: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether it is an allergy at all (by `AllergyIntolerance.code`). */
  meaning: AllergyMeaning;
  /** The name of the substance, ready to show, such as `Penicillin G`; or the statement, such as `Not on File` (`AllergyIntolerance.code`, or a reaction's substance). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`AllergyIntolerance.note`). */
  notes: Array<Scalars['String']['output']>;
  /** When it began (`AllergyIntolerance.onset[x]`). */
  onset: Maybe<Scalars['FhirDateTime']['output']>;
  /** When it began, in words, where there is no date; such as `35 years` (`AllergyIntolerance.onset[x]`). */
  onsetText: Maybe<Scalars['String']['output']>;
  /** Whose it is (`AllergyIntolerance.patient`). */
  patient: Maybe<PatientReference>;
  /** What happened on contact with the substance (`AllergyIntolerance.reaction`). */
  reactions: Array<AllergyIntoleranceReaction>;
  /** When it was recorded (`AllergyIntolerance.recordedDate`). */
  recordedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who recorded it (`AllergyIntolerance.recorder`). */
  recorder: Maybe<ActorReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Whether the body's defences are at work in it (`AllergyIntolerance.type`). */
  type: Maybe<AllergyType>;
  /** How sure it is (`AllergyIntolerance.verificationStatus`). */
  verificationStatus: Maybe<AllergyVerificationStatus>;
};

/** A page of allergies. */
export type AllergyIntoleranceConnection = {
  __typename?: 'AllergyIntoleranceConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<AllergyIntoleranceEdge>;
  /** What is on the page. */
  nodes: Array<AllergyIntolerance>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of allergies. */
export type AllergyIntoleranceEdge = {
  __typename?: 'AllergyIntoleranceEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: AllergyIntolerance;
};

/** What happened on contact with a substance (FHIR AllergyIntolerance.reaction). */
export type AllergyIntoleranceReaction = {
  __typename?: 'AllergyIntoleranceReaction';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The reaction in words (`reaction.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** How the patient came into contact with it, such as `Oral` (`reaction.exposureRoute`). */
  exposureRoute: Maybe<CodeableConcept>;
  /** What was to be seen, such as `Hives` (`reaction.manifestation`). */
  manifestations: Array<CodeableConcept>;
  /** Comments (`reaction.note`). */
  notes: Array<Scalars['String']['output']>;
  /** When it happened (`reaction.onset`). */
  onset: Maybe<Scalars['FhirDateTime']['output']>;
  /** How severe it was (`reaction.severity`). */
  severity: Maybe<AllergyReactionSeverity>;
  /** The substance, where it is told more exactly than by the allergy (`reaction.substance`). */
  substance: Maybe<CodeableConcept>;
};

/** What an entry of the allergy list says (by SNOMED CT, HL7 absent-unknown-uv-ips, reasons for absent data, or whole phrases). */
export type AllergyMeaning =
  /** The patient has or had an allergy or intolerance. */
  | 'ALLERGY'
  /** Nothing is on file: nobody asked, so it is not known. */
  | 'NOT_ON_FILE'
  /** The patient has no known allergies. */
  | 'NO_KNOWN_ALLERGIES'
  /** The patient has no known allergies of one kind, such as to drugs; `name` tells which. */
  | 'NO_KNOWN_ALLERGIES_OF_A_KIND'
  /** It is not known, even if somebody asked. */
  | 'UNKNOWN';

/** What happened on contact with a substance. */
export type AllergyReactionInput = {
  /** What was to be seen (`reaction.manifestation`). */
  manifestation: FindingInput;
  /** How severe it was (`reaction.severity`). */
  severity?: InputMaybe<AllergyReactionSeverity>;
};

/** How severe a reaction was (FHIR AllergyIntoleranceSeverity). */
export type AllergyReactionSeverity =
  /** Mild. */
  | 'MILD'
  /** Moderate. */
  | 'MODERATE'
  /** Severe. */
  | 'SEVERE'
  /** A severity that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** What is known of a patient's allergies as a whole. */
export type AllergyStatus =
  /**
   * No allergy is listed, but the list may be incomplete: it goes on, the server withheld records, or the caller's scopes cover only some
   * categories. Never read it as "no known allergies".
   */
  | 'MAY_BE_INCOMPLETE'
  /** The server says that nothing is on file: nobody asked, so it is not known. */
  | 'NOT_ON_FILE'
  /** Somebody asked, and there are no known allergies. */
  | 'NO_KNOWN_ALLERGIES'
  /** There are no known allergies of one kind, such as to drugs; of others nothing is said. */
  | 'NO_KNOWN_ALLERGIES_OF_A_KIND'
  /** There are allergies or intolerances: `allergies` lists them. */
  | 'RECORDED'
  /** It is not known: the server says so, or says nothing. */
  | 'UNKNOWN';

/** Whether the body's defences are at work in a reaction (FHIR AllergyIntoleranceType). */
export type AllergyType =
  /** They are. */
  | 'ALLERGY'
  /** They are not, or it is not known. */
  | 'INTOLERANCE'
  /** A type that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** How sure an allergy is (HL7 allergyintolerance-verification). */
export type AllergyVerificationStatus =
  /** Sure. */
  | 'CONFIRMED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Ruled out. */
  | 'REFUTED'
  /** Not sure. */
  | 'UNCONFIRMED'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** A comment on a record (FHIR Annotation). */
export type Annotation = {
  __typename?: 'Annotation';
  /** Who wrote it; a server that gives only a name gives it in `display` (`author[x]`). */
  author: Maybe<ActorReference>;
  /** The comment, which can be written in Markdown. */
  text: Scalars['String']['output'];
  /** When it was written. */
  time: Maybe<Scalars['FhirDateTime']['output']>;
};

/** Whatever a reference can point at in this graph. */
export type AnyResource = AllergyIntolerance | Appointment | CarePlan | CareTeam | Condition | Coverage | Device | DiagnosticReport | DocumentReference | Encounter | FamilyMemberHistory | Goal | Immunization | Location | Medication | MedicationDispense | MedicationRequest | Observation | Organization | Patient | Practitioner | PractitionerRole | Procedure | Provenance | RelatedPerson | ServiceRequest | Specimen;

/** An arranged meeting with care (FHIR Appointment). */
export type Appointment = {
  __typename?: 'Appointment';
  /** The orders that it fulfils (`Appointment.basedOn`). */
  basedOn: Array<ServiceRequestReference>;
  /** Why it was called off (`Appointment.cancelationReason`). */
  cancellationReason: Maybe<CodeableConcept>;
  /** Comments (`Appointment.comment`). */
  comment: Maybe<Scalars['String']['output']>;
  /** When it was made (`Appointment.created`). */
  created: Maybe<Scalars['FhirDateTime']['output']>;
  /** What it is, in words (`Appointment.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** When it ends (`Appointment.end`). */
  end: Maybe<Scalars['FhirDateTime']['output']>;
  /** The FHIR id (`Appointment.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the appointment (`Appointment.identifier`). */
  identifiers: Array<Identifier>;
  /** Where: those of the participants that are places. */
  locations: Array<LocationReference>;
  /** How long it takes (`Appointment.minutesDuration`). */
  minutes: Maybe<Scalars['Int']['output']>;
  /** Who and what takes part: patients, practitioners, places and devices (`Appointment.participant`). */
  participants: Array<AppointmentParticipant>;
  /** Whom it is for: the first of the participants that is a patient. */
  patient: Maybe<PatientReference>;
  /** What the patient is told to do (`Appointment.patientInstruction`). */
  patientInstruction: Maybe<Scalars['String']['output']>;
  /** Why, as records such as conditions (`Appointment.reasonReference`). */
  reasonReferences: Array<Reference>;
  /** Why, in words and codes (`Appointment.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** What is to be done, in broad terms; Epic tells appointments from surgeries (`Appointment.serviceCategory`). */
  serviceCategories: Array<CodeableConcept>;
  /** What is to be done, such as `Office Visit` (`Appointment.serviceType`). */
  serviceTypes: Array<CodeableConcept>;
  /** The specialties that it takes (`Appointment.specialty`). */
  specialties: Array<CodeableConcept>;
  /** When it begins (`Appointment.start`). */
  start: Maybe<Scalars['FhirDateTime']['output']>;
  /** How far it is (`Appointment.status`). */
  status: Maybe<AppointmentStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** What kind of appointment it is, such as a check-up (`Appointment.appointmentType`). */
  type: Maybe<CodeableConcept>;
};

/** Whoever or whatever takes part in an appointment. */
export type AppointmentActor = Device | Location | Patient | Practitioner | PractitionerRole | RelatedPerson;

/** A pointer to whoever or whatever takes part in an appointment (FHIR Reference). */
export type AppointmentActorReference = {
  __typename?: 'AppointmentActorReference';
  /** The participant in words, such as a person's name. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<AppointmentActor>;
  /** The type of the resource, such as `Location`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A page of appointments. */
export type AppointmentConnection = {
  __typename?: 'AppointmentConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<AppointmentEdge>;
  /** What is on the page. */
  nodes: Array<Appointment>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of appointments. */
export type AppointmentEdge = {
  __typename?: 'AppointmentEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Appointment;
};

/** One who, or a thing that, takes part in an appointment (FHIR Appointment.participant). */
export type AppointmentParticipant = {
  __typename?: 'AppointmentParticipant';
  /** Who, or what (`participant.actor`). */
  actor: Maybe<AppointmentActorReference>;
  /** When they take part (`participant.period`). */
  period: Maybe<Period>;
  /** Whether it can go without them (`participant.required`). */
  required: Maybe<AppointmentParticipantRequired>;
  /** Whether they have agreed (`participant.status`). */
  status: Maybe<AppointmentParticipantStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** As what, such as attender (`participant.type`). */
  types: Array<CodeableConcept>;
};

/** Whether an appointment can go without a participant (FHIR ParticipantRequired). */
export type AppointmentParticipantRequired =
  /** It can; they are only told of it. */
  | 'INFORMATION_ONLY'
  /** It can. */
  | 'OPTIONAL'
  /** It cannot. */
  | 'REQUIRED'
  /** A code that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** Whether a participant has agreed to an appointment (FHIR ParticipationStatus). */
export type AppointmentParticipantStatus =
  /** Agreed. */
  | 'ACCEPTED'
  /** Refused. */
  | 'DECLINED'
  /** Has yet to say. */
  | 'NEEDS_ACTION'
  /** Agreed, and not for certain. */
  | 'TENTATIVE'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** How far an appointment is (FHIR AppointmentStatus). */
export type AppointmentStatus =
  /** The patient is there. */
  | 'ARRIVED'
  /** All have agreed. */
  | 'BOOKED'
  /** Called off. */
  | 'CANCELLED'
  /** The patient is there, and the paperwork done. */
  | 'CHECKED_IN'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** It has taken place. */
  | 'FULFILLED'
  /** The patient did not come. */
  | 'NO_SHOW'
  /** Some have yet to agree. */
  | 'PENDING'
  /** Suggested, and not yet agreed on. */
  | 'PROPOSED'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED'
  /** On the waiting list. */
  | 'WAITLIST';

/** A blood pressure. */
export type BloodPressureInput = {
  /** While the heart is at rest; a whole number (LOINC 8462-4). */
  diastolic: Scalars['Float']['input'];
  /** While the heart contracts; a whole number (LOINC 8480-6). */
  systolic: Scalars['Float']['input'];
  /** In which unit. */
  unit: PressureUnit;
};

/** A value that is true or false. */
export type BooleanValue = {
  __typename?: 'BooleanValue';
  /** The value. */
  boolean: Scalars['Boolean']['output'];
};

/** What is meant to be done for a patient over a time (FHIR CarePlan). */
export type CarePlan = {
  __typename?: 'CarePlan';
  /** What is to be done (`CarePlan.activity`, except what `prohibitions` lists). */
  activities: Array<CarePlanActivity>;
  /** The conditions that it is for (`CarePlan.addresses`). */
  addresses: Array<ConditionReference>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Who is responsible for it (`CarePlan.author`). */
  author: Maybe<ActorReference>;
  /** Who is to carry it out (`CarePlan.careTeam`). */
  careTeams: Array<CareTeamReference>;
  /** What kind of plan it is, such as longitudinal (`CarePlan.category`). */
  categories: Array<CodeableConcept>;
  /** Who contributed to it (`CarePlan.contributor`). */
  contributors: Array<ActorReference>;
  /** When it was made (`CarePlan.created`). */
  created: Maybe<Scalars['FhirDateTime']['output']>;
  /** What it is about (`CarePlan.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** The visit at which it was made (`CarePlan.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** What it wants to reach (`CarePlan.goal`). */
  goals: Array<GoalReference>;
  /** The FHIR id (`CarePlan.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`CarePlan.identifier`). */
  identifiers: Array<Identifier>;
  /** How binding it is (`CarePlan.intent`). */
  intent: Maybe<RequestIntent>;
  /** The whole plan as a person would read it: Epic writes what has no element of its own only here (`CarePlan.text`). */
  narrative: Maybe<Narrative>;
  /** Comments (`CarePlan.note`). */
  notes: Array<Scalars['String']['output']>;
  /** From when to when (`CarePlan.period`). */
  period: Maybe<Period>;
  /** What must not be done (`CarePlan.activity.detail.doNotPerform`): each `name` is what is forbidden. */
  prohibitions: Array<CarePlanActivity>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** How far the plan is (`CarePlan.status`). */
  status: Maybe<RequestStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it is for (`CarePlan.subject`). */
  subject: Maybe<PatientReference>;
  /** What it is called (`CarePlan.title`). */
  title: Maybe<Scalars['String']['output']>;
};

/** What is to be done by a care plan (FHIR CarePlan.activity). */
export type CarePlanActivity = {
  __typename?: 'CarePlanActivity';
  /** What is to be done (`activity.detail.code`). */
  code: Maybe<CodeableConcept>;
  /** What is to be done, in words (`activity.detail.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** Where (`activity.detail.location`). */
  location: Maybe<LocationReference>;
  /** What is to be done, ready to show, such as `Walk for half an hour`. */
  name: Maybe<Scalars['String']['output']>;
  /** What came of it (`activity.outcomeCodeableConcept`). */
  outcomes: Array<CodeableConcept>;
  /** Who is to do it (`activity.detail.performer`). */
  performers: Array<ActorReference>;
  /** From when to when (`activity.detail.scheduledPeriod`). */
  period: Maybe<Period>;
  /** How it goes (`activity.progress`). */
  progress: Array<Scalars['String']['output']>;
  /** The same, with authors and times. */
  progressAnnotations: Array<Annotation>;
  /** The record of it, such as an order or an appointment (`activity.reference`). */
  reference: Maybe<Reference>;
  /** When or how often, in words, such as `twice a week` (`activity.detail.scheduled[x]`). */
  scheduleText: Maybe<Scalars['String']['output']>;
  /** How far it is (`activity.detail.status`). */
  status: Maybe<CarePlanActivityStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** How far something to be done by a care plan is (FHIR CarePlanActivityStatus). */
export type CarePlanActivityStatus =
  /** Called off before it began. */
  | 'CANCELLED'
  /** Done. */
  | 'COMPLETED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Under way. */
  | 'IN_PROGRESS'
  /** Not yet begun. */
  | 'NOT_STARTED'
  /** Held up for a while. */
  | 'ON_HOLD'
  /** A time is set for it. */
  | 'SCHEDULED'
  /** Broken off. */
  | 'STOPPED'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A page of care plans. */
export type CarePlanConnection = {
  __typename?: 'CarePlanConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<CarePlanEdge>;
  /** What is on the page. */
  nodes: Array<CarePlan>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of care plans. */
export type CarePlanEdge = {
  __typename?: 'CarePlanEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: CarePlan;
};

/** Those who look after a patient together (FHIR CareTeam). */
export type CareTeam = {
  __typename?: 'CareTeam';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** What kind of team it is, such as longitudinal (`CareTeam.category`). */
  categories: Array<CodeableConcept>;
  /** The visit that it is for (`CareTeam.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`CareTeam.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`CareTeam.identifier`). */
  identifiers: Array<Identifier>;
  /** The organizations that are responsible for it (`CareTeam.managingOrganization`). */
  managingOrganizations: Array<OrganizationReference>;
  /** What it is called (`CareTeam.name`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`CareTeam.note`). */
  notes: Array<Scalars['String']['output']>;
  /** Who belongs to it (`CareTeam.participant`). */
  participants: Array<CareTeamParticipant>;
  /** From when to when (`CareTeam.period`). */
  period: Maybe<Period>;
  /** Why it exists, as conditions (`CareTeam.reasonReference`). */
  reasonReferences: Array<ConditionReference>;
  /** Why it exists, in words and codes (`CareTeam.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Whether it is in force (`CareTeam.status`). */
  status: Maybe<CareTeamStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it looks after (`CareTeam.subject`). */
  subject: Maybe<PatientReference>;
  /** How to reach it (`CareTeam.telecom`). */
  telecom: Array<ContactPoint>;
};

/** A page of care teams. */
export type CareTeamConnection = {
  __typename?: 'CareTeamConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<CareTeamEdge>;
  /** What is on the page. */
  nodes: Array<CareTeam>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of care teams. */
export type CareTeamEdge = {
  __typename?: 'CareTeamEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: CareTeam;
};

/** One who belongs to a care team (FHIR CareTeam.participant). */
export type CareTeamParticipant = {
  __typename?: 'CareTeamParticipant';
  /** Who. */
  member: Maybe<ActorReference>;
  /** For which organization. */
  onBehalfOf: Maybe<OrganizationReference>;
  /** From when to when. */
  period: Maybe<Period>;
  /** As what, such as primary care provider. */
  roles: Array<CodeableConcept>;
};

/** A pointer to a care team (FHIR Reference). */
export type CareTeamReference = {
  __typename?: 'CareTeamReference';
  /** The team in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<CareTeam>;
  /** The type of the resource: `CareTeam`. */
  type: Maybe<Scalars['String']['output']>;
};

/** Whether a care team is in force (FHIR CareTeamStatus). */
export type CareTeamStatus =
  /** It is. */
  | 'ACTIVE'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** No longer. */
  | 'INACTIVE'
  /** Not yet. */
  | 'PROPOSED'
  /** Not for a while. */
  | 'SUSPENDED'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** Whether a new note is finished. */
export type ClinicalNoteStatus =
  /** Finished: at Epic it is signed by the user of this gateway there. */
  | 'FINAL'
  /** A draft. */
  | 'PRELIMINARY';

/** A kind of note that can be written. */
export type ClinicalNoteType =
  /** A consultation (LOINC 11488-4). */
  | 'CONSULTATION'
  /** What happened in a stay, at its end (LOINC 18842-5). */
  | 'DISCHARGE_SUMMARY'
  /** In the emergency department (LOINC 34111-5). */
  | 'EMERGENCY_DEPARTMENT'
  /** History and physical (LOINC 34117-2). */
  | 'HISTORY_AND_PHYSICAL'
  /** What was done (LOINC 28570-0). */
  | 'PROCEDURE'
  /** How it goes on (LOINC 11506-3). */
  | 'PROGRESS'
  /** By telephone (LOINC 34748-4). */
  | 'TELEPHONE_ENCOUNTER';

/**
 * What the chart says of resuscitation: orders in force, and apart from them wishes and documents. No state means that the patient is to be
 * resuscitated.
 */
export type CodeStatus = {
  __typename?: 'CodeStatus';
  /** Advance directives, and statements that there are some, newest first. Documents are not orders. */
  documents: Array<CodeStatusEntry>;
  /**
   * Orders in force, newest first: Consents (Epic's Code Status), active ServiceRequests, and the newest Observation of the resuscitation
   * status. Also orders on hold or of unknown status: show `status`.
   */
  entries: Array<CodeStatusEntry>;
  /** True where a source was not read whole: the server refused or withheld records, or the caller's scopes or security labels can hide some. */
  mayBeIncomplete: Scalars['Boolean']['output'];
  /** The newest of `entries`; null where there is none. */
  newest: Maybe<CodeStatusEntry>;
  /** Whether orders are in force, and whether they agree. */
  state: CodeStatusState;
  /** What the patient wishes, newest first (Observation). Wishes are not orders. */
  wishes: Array<CodeStatusEntry>;
};

/** An order, a wish or a document about resuscitation. */
export type CodeStatusEntry = {
  __typename?: 'CodeStatusEntry';
  /** What it says; `code { code(system: LOINC) }` gives the LOINC code. */
  code: Maybe<CodeableConcept>;
  /** When it was made (`Consent.dateTime`, `ServiceRequest.authoredOn`, `Observation.effective[x]`, `DocumentReference.date`). */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** What it is. */
  kind: CodeStatusKind;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** The FHIR id of the record. */
  sourceId: Scalars['ID']['output'];
  /** The type of the record, such as `Consent`. */
  sourceType: Scalars['String']['output'];
  /** The status of the record, as FHIR's code, such as `active`. */
  status: Maybe<Scalars['String']['output']>;
  /** What it says, in the words of the record, such as `DNR/DNI`. Null where the record has no words: see `resource`. */
  text: Maybe<Scalars['String']['output']>;
};

/** What a record about resuscitation is. */
export type CodeStatusKind =
  /** An advance directive, or a statement about one, which is not an order. */
  | 'DOCUMENT'
  /** An order. */
  | 'ORDER'
  /** A wish or preference of the patient, which is not an order. */
  | 'WISH';

/** Whether orders about resuscitation are in force. No state means that the patient is to be resuscitated. */
export type CodeStatusState =
  /** Orders do not say the same, at least one of them in force. The gateway does not decide which holds. */
  | 'CONFLICTING'
  /** An order may be in force: a source was not read whole, or an order is on hold or of unknown status. */
  | 'NOT_READABLE'
  /** All sources were read whole, and none holds an order in force. That says nothing about what is to be done. */
  | 'NOT_STATED'
  /** Orders are in force, and say the same. What they say is in `entries`. */
  | 'STATED';

/** A code system that has a name of its own here; others go by URI. */
export type CodeSystem =
  /** Procedures: http://www.ama-assn.org/go/cpt. */
  | 'CPT'
  /** Vaccines: http://hl7.org/fhir/sid/cvx. */
  | 'CVX'
  /** Supplies and services: https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets. */
  | 'HCPCS'
  /** Diagnoses: http://hl7.org/fhir/sid/icd-10-cm. */
  | 'ICD10CM'
  /** Observations, documents and more: http://loinc.org. */
  | 'LOINC'
  /** Packages of drugs: http://hl7.org/fhir/sid/ndc. */
  | 'NDC'
  /** Drugs: http://www.nlm.nih.gov/research/umls/rxnorm. */
  | 'RXNORM'
  /** Clinical terms: http://snomed.info/sct. */
  | 'SNOMED'
  /** Units: http://unitsofmeasure.org. */
  | 'UCUM';

/** A concept: words to show and codes for it (FHIR CodeableConcept). */
export type CodeableConcept = {
  __typename?: 'CodeableConcept';
  /** The first code of a system; null where there is none. */
  code: Maybe<Scalars['String']['output']>;
  /** The codes, as a server sent them: Epic mixes its own with standard ones. */
  coding: Array<Coding>;
  /** Ready to show: the concept's own text, the best display of a code, or the code with its system, such as `RxNorm 7980`. */
  text: Maybe<Scalars['String']['output']>;
};


/** A concept: words to show and codes for it (FHIR CodeableConcept). */
export type CodeableConceptCodeArgs = {
  system: InputMaybe<CodeSystem>;
  uri: InputMaybe<Scalars['String']['input']>;
};


/** A concept: words to show and codes for it (FHIR CodeableConcept). */
export type CodeableConceptCodingArgs = {
  system: InputMaybe<CodeSystem>;
  uri: InputMaybe<Scalars['String']['input']>;
};

/** A code of a code system (FHIR Coding). */
export type Coding = {
  __typename?: 'Coding';
  /** The code, such as `718-7`. */
  code: Maybe<Scalars['String']['output']>;
  /** The code in words. */
  display: Maybe<Scalars['String']['output']>;
  /** The code system's URI, such as `http://loinc.org`. */
  system: Maybe<Scalars['String']['output']>;
  /** The version of the code system (`Coding.version`). */
  version: Maybe<Scalars['String']['output']>;
};

/** A problem, a diagnosis or a concern (FHIR Condition). */
export type Condition = {
  __typename?: 'Condition';
  /** When it ended (`Condition.abatement[x]`). */
  abatement: Maybe<Scalars['FhirDateTime']['output']>;
  /** The end in words, such as `in childhood` or `35 years`, if no date is known (`Condition.abatement[x]`). */
  abatementText: Maybe<Scalars['String']['output']>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When somebody first asserted it (extension condition-assertedDate). */
  assertedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who says so (`Condition.asserter`). */
  asserter: Maybe<ActorReference>;
  /** Where on the body it is (`Condition.bodySite`). */
  bodySites: Array<CodeableConcept>;
  /** Where it is listed, such as the problem list (`Condition.category`). */
  categories: Array<CodeableConcept>;
  /** The clinical status, by its code or its text (`Condition.clinicalStatus`). */
  clinicalStatus: Maybe<ConditionClinicalStatus>;
  /** What it is; `code { code(system: SNOMED) }` gives the SNOMED code (`Condition.code`). */
  code: Maybe<CodeableConcept>;
  /** The visit at which it was diagnosed (`Condition.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`Condition.id`). */
  id: Scalars['ID']['output'];
  /**
   * Whether it is there now: active, recurrence or relapse. Without a status, only an entry of the problem list without an abatement counts as
   * active.
   */
  isActive: Scalars['Boolean']['output'];
  /** Whether it is a condition at all (by `Condition.code`). */
  meaning: ConditionMeaning;
  /** What it is, ready to show, such as `Type 2 diabetes mellitus` (`Condition.code`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`Condition.note`). */
  notes: Array<Scalars['String']['output']>;
  /** When it began (`Condition.onset[x]`). */
  onset: Maybe<Scalars['FhirDateTime']['output']>;
  /** When it began, in words, where there is no date; such as `in childhood` or `35 years`. */
  onsetText: Maybe<Scalars['String']['output']>;
  /** When it was recorded (`Condition.recordedDate`). */
  recordedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who recorded it (`Condition.recorder`). */
  recorder: Maybe<ActorReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** How severe it is (`Condition.severity`). */
  severity: Maybe<CodeableConcept>;
  /** Whom it is about (`Condition.subject`). */
  subject: Maybe<PatientReference>;
  /** How sure it is (`Condition.verificationStatus`). */
  verificationStatus: Maybe<ConditionVerificationStatus>;
};

/** Where a condition is listed (HL7 condition-category, and US Core's). */
export type ConditionCategory =
  /** As a diagnosis of a visit. */
  | 'ENCOUNTER_DIAGNOSIS'
  /** As a concern, such as of the patient's own. */
  | 'HEALTH_CONCERN'
  /** On the problem list. */
  | 'PROBLEM_LIST_ITEM';

/** Whether a condition is active (HL7 condition-clinical). */
export type ConditionClinicalStatus =
  /** It is there. */
  | 'ACTIVE'
  /** It is not there. */
  | 'INACTIVE'
  /** It is there again. */
  | 'RECURRENCE'
  /** It is there again, after it had got better. */
  | 'RELAPSE'
  /** It is not there, and may come back. */
  | 'REMISSION'
  /** It is over. */
  | 'RESOLVED'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** A page of conditions. */
export type ConditionConnection = {
  __typename?: 'ConditionConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<ConditionEdge>;
  /** What is on the page. */
  nodes: Array<Condition>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of conditions. */
export type ConditionEdge = {
  __typename?: 'ConditionEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Condition;
};

/** What a Condition says (by SNOMED CT, HL7 absent-unknown-uv-ips, or whole phrases). */
export type ConditionMeaning =
  /** The patient has or had the condition. */
  | 'CONDITION'
  /** Nothing is on file: nobody asked, so it is not known. */
  | 'NOT_ON_FILE'
  /** The patient has no known problems. */
  | 'NO_KNOWN_PROBLEMS'
  /** It is not known. */
  | 'UNKNOWN';

/** A pointer to a condition (FHIR Reference). */
export type ConditionReference = {
  __typename?: 'ConditionReference';
  /** The condition in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<Condition>;
  /** The type of the resource: `Condition`. */
  type: Maybe<Scalars['String']['output']>;
};

/** How sure a condition is (HL7 condition-ver-status). */
export type ConditionVerificationStatus =
  /** Sure. */
  | 'CONFIRMED'
  /** One of several that are possible. */
  | 'DIFFERENTIAL'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** A working diagnosis. */
  | 'PROVISIONAL'
  /** Ruled out. */
  | 'REFUTED'
  /** Not sure. */
  | 'UNCONFIRMED'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** A way to reach someone (FHIR ContactPoint). */
export type ContactPoint = {
  __typename?: 'ContactPoint';
  /** When it was or is in use (`ContactPoint.period`). */
  period: Maybe<Period>;
  /** The order of preference; 1 is the first (`ContactPoint.rank`). */
  rank: Maybe<Scalars['Int']['output']>;
  /** What kind of way it is (`ContactPoint.system`). */
  system: Maybe<ContactPointSystem>;
  /** What it is used for (`ContactPoint.use`). */
  use: Maybe<ContactPointUse>;
  /** The number or address itself (`ContactPoint.value`). */
  value: Maybe<Scalars['String']['output']>;
};

/** A kind of contact point (FHIR ContactPointSystem). */
export type ContactPointSystem =
  /** An email address. */
  | 'EMAIL'
  /** A fax machine. */
  | 'FAX'
  /** Another kind. */
  | 'OTHER'
  /** A pager. */
  | 'PAGER'
  /** A telephone. */
  | 'PHONE'
  /** A number for text messages. */
  | 'SMS'
  /** A kind that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED'
  /** A web address. */
  | 'URL';

/** What a contact point is used for (FHIR ContactPointUse). */
export type ContactPointUse =
  /** At home. */
  | 'HOME'
  /** A mobile phone. */
  | 'MOBILE'
  /** No longer in use. */
  | 'OLD'
  /** For the time being. */
  | 'TEMP'
  /** A use that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED'
  /** At work. */
  | 'WORK';

/** Insurance or another way in which care is paid for (FHIR Coverage). */
export type Coverage = {
  __typename?: 'Coverage';
  /** Who is covered (`Coverage.beneficiary`). */
  beneficiary: Maybe<PatientReference>;
  /** Group, plan and the like (`Coverage.class`). */
  classes: Array<CoverageClass>;
  /** The number of the person covered among those of the policy (`Coverage.dependent`). */
  dependent: Maybe<Scalars['String']['output']>;
  /** The FHIR id (`Coverage.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Coverage.identifier`). */
  identifiers: Array<Identifier>;
  /** The member number (identifier of HL7 type `MB`). */
  memberId: Maybe<Scalars['String']['output']>;
  /** What to call it, ready to show: its plan, else who pays, else its type. */
  name: Maybe<Scalars['String']['output']>;
  /** The insurer's network (`Coverage.network`). */
  network: Maybe<Scalars['String']['output']>;
  /** The order in which coverages pay; 1 is the first (`Coverage.order`). */
  order: Maybe<Scalars['Int']['output']>;
  /** Who pays (`Coverage.payor`). */
  payors: Array<ActorReference>;
  /** From when to when (`Coverage.period`). */
  period: Maybe<Period>;
  /** Who owns the policy (`Coverage.policyHolder`). */
  policyHolder: Maybe<ActorReference>;
  /** What the person covered is to the person who holds the insurance, such as `Self` (`Coverage.relationship`). */
  relationship: Maybe<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Whether it is in force (`Coverage.status`). */
  status: Maybe<CoverageStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The person who holds the insurance (`Coverage.subscriber`). */
  subscriber: Maybe<ActorReference>;
  /** The number of the person who holds the insurance (`Coverage.subscriberId`). */
  subscriberId: Maybe<Scalars['String']['output']>;
  /** What kind of coverage it is, such as a preferred provider organization (`Coverage.type`). */
  type: Maybe<CodeableConcept>;
};

/** A group, plan or the like that a coverage belongs to (FHIR Coverage.class). */
export type CoverageClass = {
  __typename?: 'CoverageClass';
  /** What it is called (`class.name`). */
  name: Maybe<Scalars['String']['output']>;
  /** What it is, such as group or plan (`class.type`). */
  type: Maybe<CodeableConcept>;
  /** Its number (`class.value`). */
  value: Maybe<Scalars['String']['output']>;
};

/** A page of coverages. */
export type CoverageConnection = {
  __typename?: 'CoverageConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<CoverageEdge>;
  /** What is on the page. */
  nodes: Array<Coverage>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of coverages. */
export type CoverageEdge = {
  __typename?: 'CoverageEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Coverage;
};

/** Whether a coverage is in force (FHIR FinancialResourceStatusCodes). */
export type CoverageStatus =
  /** It is. */
  | 'ACTIVE'
  /** It was called off. */
  | 'CANCELLED'
  /** Not yet. */
  | 'DRAFT'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A clinical note. */
export type CreateClinicalNoteInput = {
  /** The FHIR id of the visit that it belongs to (`DocumentReference.context.encounter`). */
  encounterId: Scalars['ID']['input'];
  /** The FHIR id of the patient (`DocumentReference.subject`). */
  patientId: Scalars['ID']['input'];
  /** Whether it is finished (`DocumentReference.docStatus`). */
  status: ClinicalNoteStatus;
  /** Plain text, 60,000 characters at the most, with line breaks and tabs as they are. */
  text: Scalars['String']['input'];
  /** What kind of note it is (`DocumentReference.type`). */
  type: ClinicalNoteType;
};

/** What became of a note. */
export type CreateClinicalNotePayload = {
  __typename?: 'CreateClinicalNotePayload';
  /** Its FHIR id; null where the server has not told it. */
  id: Maybe<Scalars['ID']['output']>;
  /** The note as it is on record; null where the server does not show it (yet). */
  note: Maybe<DocumentReference>;
  /** What became of it. */
  status: CreationStatus;
};

/** A patient. Epic keeps no telephone number of what it is sent, so there is none. */
export type CreatePatientInput = {
  /** Where they live (`Patient.address`). */
  address: PatientAddressInput;
  /** The whole date of birth, such as `1987-09-12` (`Patient.birthDate`). */
  birthDate: Scalars['FhirDate']['input'];
  /** Gender for administrative purposes (`Patient.gender`). */
  gender: AdministrativeGender;
  /** Identifiers, 10 at the most, of the systems that the site wants (`Patient.identifier`). */
  identifiers: Array<PatientIdentifierInput>;
  /** The official name (`Patient.name`). */
  name: PatientNameInput;
};

/** Whom the server has answered with. */
export type CreatePatientPayload = {
  __typename?: 'CreatePatientPayload';
  /** Their FHIR id; null where the server has not told it. */
  id: Maybe<Scalars['ID']['output']>;
  /** Whether they are new. */
  outcome: PatientOutcome;
  /** The patient as they are on record; null where the server does not show them (yet). */
  patient: Maybe<Patient>;
};

/** What became of what was written. */
export type CreationStatus =
  /** The server has taken it, and does not say yet under which id it will be there. */
  | 'ACCEPTED'
  /** It is on record. */
  | 'CREATED';

/** A value that is a date, or a date and time. */
export type DateTimeValue = {
  __typename?: 'DateTimeValue';
  /** The value. */
  dateTime: Maybe<Scalars['FhirDateTime']['output']>;
};

/** Race or ethnicity: often its text alone. */
export type Demographic = {
  __typename?: 'Demographic';
  /** More exact codes, of the CDC's race and ethnicity code set. */
  detailed: Array<Coding>;
  /** The categories of the US Office of Management and Budget. */
  ombCategories: Array<Coding>;
  /** Ready to show, such as `Asian`. */
  text: Maybe<Scalars['String']['output']>;
};

/** A device in or on a patient, such as an implant (FHIR Device). */
export type Device = {
  __typename?: 'Device';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The part of the identification that tells it from others of its batch (`Device.distinctIdentifier`). */
  distinctIdentifier: Maybe<Scalars['String']['output']>;
  /** When it expires (`Device.expirationDate`). */
  expirationDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** The FHIR id (`Device.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Device.identifier`). */
  identifiers: Array<Identifier>;
  /** Where it is (`Device.location`). */
  location: Maybe<LocationReference>;
  /** The number of the batch (`Device.lotNumber`). */
  lotNumber: Maybe<Scalars['String']['output']>;
  /** When it was made (`Device.manufactureDate`). */
  manufactureDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who made it (`Device.manufacturer`). */
  manufacturer: Maybe<Scalars['String']['output']>;
  /** The number of the model (`Device.modelNumber`). */
  modelNumber: Maybe<Scalars['String']['output']>;
  /** What it is called, ready to show: the name that people use, else that of its label, else its type (`Device.deviceName`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`Device.note`). */
  notes: Array<Scalars['String']['output']>;
  /** The organization that is responsible for it (`Device.owner`). */
  owner: Maybe<OrganizationReference>;
  /** Whose it is (`Device.patient`). */
  patient: Maybe<PatientReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** What to take care of, such as with magnetic resonance imaging (`Device.safety`). */
  safety: Array<CodeableConcept>;
  /** Its serial number (`Device.serialNumber`). */
  serialNumber: Maybe<Scalars['String']['output']>;
  /** Whether it is in use (`Device.status`). */
  status: Maybe<DeviceStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** What kind of device it is (`Device.type`). */
  type: Maybe<CodeableConcept>;
  /** Its unique device identification (`Device.udiCarrier`). */
  udi: Maybe<DeviceUdiCarrier>;
};

/** A page of devices. */
export type DeviceConnection = {
  __typename?: 'DeviceConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<DeviceEdge>;
  /** What is on the page. */
  nodes: Array<Device>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of devices. */
export type DeviceEdge = {
  __typename?: 'DeviceEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Device;
};

/** A pointer to a device (FHIR Reference). */
export type DeviceReference = {
  __typename?: 'DeviceReference';
  /** The device in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<Device>;
  /** The type of the resource: `Device`. */
  type: Maybe<Scalars['String']['output']>;
};

/** Whether a device is in use (FHIR DeviceStatus). */
export type DeviceStatus =
  /** It is. */
  | 'ACTIVE'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** It is not. */
  | 'INACTIVE'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A unique device identification (FHIR Device.udiCarrier). */
export type DeviceUdiCarrier = {
  __typename?: 'DeviceUdiCarrier';
  /** The part that tells the model, such as `00844588003288` (`udiCarrier.deviceIdentifier`). */
  deviceIdentifier: Maybe<Scalars['String']['output']>;
  /** The whole of it as people read it below the barcode (`udiCarrier.carrierHRF`). */
  humanReadable: Maybe<Scalars['String']['output']>;
  /** Who gives out such identifications, as a URI (`udiCarrier.issuer`). */
  issuer: Maybe<Scalars['String']['output']>;
  /** The whole of it as the barcode holds it, in base64 (`udiCarrier.carrierAIDC`). */
  machineReadable: Maybe<Scalars['String']['output']>;
};

/** A report of a laboratory, of imaging and the like, with its results (FHIR DiagnosticReport). */
export type DiagnosticReport = {
  __typename?: 'DiagnosticReport';
  /** The orders that the report answers (`DiagnosticReport.basedOn`). */
  basedOn: Array<Reference>;
  /** What kind of report it is, such as laboratory (`DiagnosticReport.category`). */
  categories: Array<CodeableConcept>;
  /** What the report is of (`DiagnosticReport.code`). */
  code: Maybe<CodeableConcept>;
  /** What the findings come to, in words (`DiagnosticReport.conclusion`). */
  conclusion: Maybe<Scalars['String']['output']>;
  /** What the findings come to, as codes (`DiagnosticReport.conclusionCode`). */
  conclusionCodes: Array<CodeableConcept>;
  /** The element that `effective` is taken from, such as `issued`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** The report as documents, such as a PDF (`DiagnosticReport.presentedForm`). */
  documents: Array<DocumentContent>;
  /** When the findings were made, or from when on; otherwise when they were made available (`DiagnosticReport.effective[x]`, `issued`). */
  effective: Maybe<Scalars['FhirDateTime']['output']>;
  /** The visit that it belongs to (`DiagnosticReport.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`DiagnosticReport.id`). */
  id: Scalars['ID']['output'];
  /** Who interpreted the results (`DiagnosticReport.resultsInterpreter`). */
  interpreters: Array<ActorReference>;
  /** Whether the report was changed after it was final (amended, corrected, appended); null where the status does not say. */
  isCorrected: Maybe<Scalars['Boolean']['output']>;
  /** Whether the report is not final yet, or only a part of it is there; null where the status does not say. */
  isPreliminary: Maybe<Scalars['Boolean']['output']>;
  /** When the report was made available (`DiagnosticReport.issued`). */
  issued: Maybe<Scalars['FhirDateTime']['output']>;
  /** Images and other media of the report (`DiagnosticReport.media.link`). */
  media: Array<Reference>;
  /** What the report is of, ready to show, such as `Complete blood count` (`DiagnosticReport.code`). */
  name: Maybe<Scalars['String']['output']>;
  /** Who issued the report (`DiagnosticReport.performer`). */
  performers: Array<ActorReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** The results (`DiagnosticReport.result`). */
  results: Array<ObservationReference>;
  /** How far the report is settled (`DiagnosticReport.status`). */
  status: Maybe<DiagnosticReportStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it is about (`DiagnosticReport.subject`). */
  subject: Maybe<PatientReference>;
};

/** A page of reports. */
export type DiagnosticReportConnection = {
  __typename?: 'DiagnosticReportConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<DiagnosticReportEdge>;
  /** What is on the page. */
  nodes: Array<DiagnosticReport>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of reports. */
export type DiagnosticReportEdge = {
  __typename?: 'DiagnosticReportEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: DiagnosticReport;
};

/** How far a report is settled (FHIR DiagnosticReportStatus). */
export type DiagnosticReportStatus =
  /** Changed after it was final. */
  | 'AMENDED'
  /** Added to after it was final. */
  | 'APPENDED'
  /** Called off. */
  | 'CANCELLED'
  /** Changed to correct an error. */
  | 'CORRECTED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Complete. */
  | 'FINAL'
  /** Some of it is there. */
  | 'PARTIAL'
  /** There, and may change. */
  | 'PRELIMINARY'
  /** Not yet there. */
  | 'REGISTERED'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/**
 * A rendition of a document. `text`, `html` and `data` fetch it, once for all three; the other fields do not. `text` and `html` are
 * CONTENT_TOO_LARGE beyond 2 MB, unless the operator has set another bound (`NOTE_CONVERSION_MAX_BYTES`); `data` has its own bound.
 */
export type DocumentContent = {
  __typename?: 'DocumentContent';
  /** The MIME type, such as `text/html`. */
  contentType: Maybe<Scalars['String']['output']>;
  /** When it was made. */
  creation: Maybe<Scalars['FhirDateTime']['output']>;
  /** As it is, in base64. */
  data: Maybe<Scalars['String']['output']>;
  /** As HTML that is safe to show: without scripts, styles, external images and handlers; null where the rendition is neither HTML nor CDA. */
  html: Maybe<Scalars['String']['output']>;
  /**
   * A path on this gateway that opens the content in a browser without signing in, such as `/documents/eyJh…`. It works for its caller's rights,
   * for a few minutes at most (`DOCUMENT_LINK_SECONDS`): whoever has it can use it, so do not store it or pass it on. Null where the gateway
   * gives no links, as behind a router.
   */
  link: Maybe<Scalars['String']['output']>;
  /** How long it is, in bytes (`Attachment.size`); null where the server does not say. */
  size: Maybe<Scalars['Int']['output']>;
  /**
   * As plain text, from plain text, HTML, RTF or CDA; null for other types, such as PDF. Cells of a table stand between ` | `, exponents
   * after `^`, and what was struck out between `~~`.
   */
  text: Maybe<Scalars['String']['output']>;
  /** What the rendition is called. */
  title: Maybe<Scalars['String']['output']>;
};

/** A clinical note or another document (FHIR DocumentReference). */
export type DocumentReference = {
  __typename?: 'DocumentReference';
  /** When it was authenticated, by the extension of US Core or Epic; R4 has no element for it. */
  authenticationTime: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who vouches for it, mostly by signing it (`DocumentReference.authenticator`). */
  authenticator: Maybe<ActorReference>;
  /** Who wrote it (`DocumentReference.author`). */
  authors: Array<ActorReference>;
  /** What group of documents it belongs to, such as clinical notes (`DocumentReference.category`). */
  categories: Array<CodeableConcept>;
  /**
   * The document itself: HTML, then plain text, then RTF. A PDF, CDA or scan comes before text next to it, which can be a cover note, unless
   * both have one title and the text is known to be longer. `contents` lists all renditions.
   */
  content: Maybe<DocumentContent>;
  /** All renditions, the best first; those that have nothing to fetch are left out (`DocumentReference.content`). */
  contents: Array<DocumentContent>;
  /** When it was written; otherwise when the care began (`DocumentReference.date`, `context.period`). */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** The element that `date` is taken from, such as `context.period`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** What it says of itself (`DocumentReference.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** The visit that it belongs to (`DocumentReference.context.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`DocumentReference.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`DocumentReference.identifier`). */
  identifiers: Array<Identifier>;
  /** Whether the text was changed after it was final; null where `textStatus` does not say. */
  isCorrected: Maybe<Scalars['Boolean']['output']>;
  /** Whether the text is not final yet; null where `textStatus` does not say. */
  isPreliminary: Maybe<Scalars['Boolean']['output']>;
  /** When what it tells of took place (`DocumentReference.context.period`). */
  period: Maybe<Period>;
  /**
   * The documents that relate to this one, such as its addenda: searched by `relatesto` where the server offers that, otherwise picked from
   * the patient's documents. Superseded documents and those entered in error are left out. A RELATIONS_UNCERTAIN warning says that more may exist.
   */
  relatedFrom: Maybe<Array<DocumentReference>>;
  /** Other documents that it replaces, adds to, signs or transforms (`DocumentReference.relatesTo`). */
  relatesTo: Array<DocumentReferenceRelatesTo>;
  /** The raw FHIR resource, without the contents. */
  resource: Scalars['JSON']['output'];
  /** Whether the document is in force (`DocumentReference.status`). */
  status: Maybe<DocumentReferenceStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it is about (`DocumentReference.subject`). */
  subject: Maybe<PatientReference>;
  /** How far its text is settled (`DocumentReference.docStatus`). */
  textStatus: Maybe<DocumentTextStatus>;
  /** The title, ready to show: the document's type, its description, or the title of its content. */
  title: Maybe<Scalars['String']['output']>;
  /** What kind of document it is, such as `Progress Notes` (`DocumentReference.type`). */
  type: Maybe<CodeableConcept>;
};


/** A clinical note or another document (FHIR DocumentReference). */
export type DocumentReferenceRelatedFromArgs = {
  code: InputMaybe<DocumentRelation>;
};

/** A page of documents. */
export type DocumentReferenceConnection = {
  __typename?: 'DocumentReferenceConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<DocumentReferenceEdge>;
  /** What is on the page. */
  nodes: Array<DocumentReference>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of documents. */
export type DocumentReferenceEdge = {
  __typename?: 'DocumentReferenceEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: DocumentReference;
};

/** A pointer to a document (FHIR Reference). */
export type DocumentReferenceReference = {
  __typename?: 'DocumentReferenceReference';
  /** The document in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<DocumentReference>;
  /** The type of the resource: `DocumentReference`. */
  type: Maybe<Scalars['String']['output']>;
};

/** How a document relates to another (FHIR DocumentReference.relatesTo). */
export type DocumentReferenceRelatesTo = {
  __typename?: 'DocumentReferenceRelatesTo';
  /** The kind of relation. */
  code: Maybe<DocumentRelation>;
  /** The other document. */
  target: Maybe<DocumentReferenceReference>;
};

/** Whether a document is in force (FHIR DocumentReferenceStatus). */
export type DocumentReferenceStatus =
  /** In force. */
  | 'CURRENT'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Replaced by another. */
  | 'SUPERSEDED'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A kind of relation between documents (FHIR DocumentRelationshipType). */
export type DocumentRelation =
  /** It adds to the other: an addendum. */
  | 'APPENDS'
  /** It replaces the other. */
  | 'REPLACES'
  /** It is a signature of the other. */
  | 'SIGNS'
  /** It is the other in another form, such as a translation. */
  | 'TRANSFORMS'
  /** A code that FHIR does not know; the raw resource contains it. */
  | 'UNRECOGNIZED';

/** How far the text of a document is settled (FHIR CompositionStatus). */
export type DocumentTextStatus =
  /** Changed after it was final. */
  | 'AMENDED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Complete. */
  | 'FINAL'
  /** There, and may change. */
  | 'PRELIMINARY'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** How a medication is to be taken (FHIR Dosage). */
export type Dosage = {
  __typename?: 'Dosage';
  /** The dose as it is given, ready to show, such as `1 tablet`, where the server tells it apart (`Dosage.doseAndRate`). */
  amountText: Maybe<Scalars['String']['output']>;
  /** Whether it is to be taken only when needed (`Dosage.asNeeded[x]`). */
  asNeeded: Maybe<Scalars['Boolean']['output']>;
  /** What it can be needed for, such as pain (`Dosage.asNeededCodeableConcept`). */
  asNeededFor: Maybe<CodeableConcept>;
  /** The dose as it was ordered (`Dosage.doseAndRate.doseQuantity`). */
  dose: Maybe<Quantity>;
  /** The dose as it was ordered, where it is from one amount to another (`Dosage.doseAndRate.doseRange`). */
  doseRange: Maybe<Range>;
  /** The dose as it was ordered, ready to show, such as `500 mg` (`Dosage.doseAndRate.dose[x]`). */
  doseText: Maybe<Scalars['String']['output']>;
  /** The whole instruction in words: `text`, and each number that it lacks. */
  fullText: Maybe<Scalars['String']['output']>;
  /** The most of it in a stretch of time (`Dosage.maxDosePerPeriod`). */
  maxDose: Maybe<Ratio>;
  /** What is done with it, such as `Take` (`Dosage.method`). */
  method: Maybe<CodeableConcept>;
  /** The instruction in words for the patient (`Dosage.patientInstruction`). */
  patientInstruction: Maybe<Scalars['String']['output']>;
  /** From when to when (`Dosage.timing.repeat.boundsPeriod`). */
  period: Maybe<Period>;
  /** How fast it is to be given, ready to show, such as `100 mL/h` (`Dosage.doseAndRate.rate[x]`). */
  rateText: Maybe<Scalars['String']['output']>;
  /** How it gets into the body, such as `Oral` (`Dosage.route`). */
  route: Maybe<CodeableConcept>;
  /** Where on the body (`Dosage.site`). */
  site: Maybe<CodeableConcept>;
  /** The instruction in the server's words (`Dosage.text`); without them, made of the elements. */
  text: Maybe<Scalars['String']['output']>;
  /** How often, as codes (`Dosage.timing.code`). */
  timing: Maybe<CodeableConcept>;
  /** How often, ready to show, such as `Every night at 2100` or `every 4 hours` (`Dosage.timing`). */
  timingText: Maybe<Scalars['String']['output']>;
};

/** A visit, a stay or another contact with care (FHIR Encounter). */
export type Encounter = {
  __typename?: 'Encounter';
  /** What kind of encounter it is; Epic uses codes of its own here (`Encounter.class`). */
  class: Maybe<Coding>;
  /** What the patient left for, such as home (`Encounter.hospitalization.dischargeDisposition`). */
  dischargeDisposition: Maybe<CodeableConcept>;
  /** The FHIR id (`Encounter.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the encounter, such as Epic's contact number (`Encounter.identifier`). */
  identifiers: Array<Identifier>;
  /** Whether an interpreter is needed; null where it is not known (extension us-core-interpreter-needed). */
  interpreterRequired: Maybe<Scalars['Boolean']['output']>;
  /** Where it takes place (`Encounter.location`). */
  locations: Array<EncounterLocation>;
  /** The encounter that this one is part of (`Encounter.partOf`). */
  partOf: Maybe<EncounterReference>;
  /** Who takes part (`Encounter.participant`). */
  participants: Array<EncounterParticipant>;
  /** From when to when; Epic often gives days only, or no end (`Encounter.period`). */
  period: Maybe<Period>;
  /** Why the patient came, as records such as conditions (`Encounter.reasonReference`). */
  reasonReferences: Array<Reference>;
  /** Why the patient came, such as `Annual Exam` (`Encounter.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** The organization that is responsible (`Encounter.serviceProvider`). */
  serviceProvider: Maybe<OrganizationReference>;
  /** How far the encounter is (`Encounter.status`). */
  status: Maybe<EncounterStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it is about (`Encounter.subject`). */
  subject: Maybe<PatientReference>;
  /** What kind of encounter it is, in more detail, such as `Office Visit` (`Encounter.type`). */
  types: Array<CodeableConcept>;
};

/** A page of encounters. */
export type EncounterConnection = {
  __typename?: 'EncounterConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<EncounterEdge>;
  /** What is on the page. */
  nodes: Array<Encounter>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of encounters. */
export type EncounterEdge = {
  __typename?: 'EncounterEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Encounter;
};

/** A place of an encounter (FHIR Encounter.location). */
export type EncounterLocation = {
  __typename?: 'EncounterLocation';
  /** The place. */
  location: Maybe<LocationReference>;
  /** When the patient was there. */
  period: Maybe<Period>;
  /** Whether the patient is there, was there or will be (`Encounter.location.status`), as FHIR's code. */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** Someone who takes part in an encounter (FHIR Encounter.participant). */
export type EncounterParticipant = {
  __typename?: 'EncounterParticipant';
  /** Who. */
  individual: Maybe<ActorReference>;
  /** When they took part. */
  period: Maybe<Period>;
  /** As what, such as attending physician. */
  types: Array<CodeableConcept>;
};

/** A pointer to an encounter (FHIR Reference). */
export type EncounterReference = {
  __typename?: 'EncounterReference';
  /** The encounter in words, such as `Office Visit`. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the encounter, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** The encounter; null where it cannot be read. Read only if selected. */
  resource: Maybe<Encounter>;
  /** The type of the resource: `Encounter`. */
  type: Maybe<Scalars['String']['output']>;
};

/** How far an encounter is (FHIR EncounterStatus). */
export type EncounterStatus =
  /** The patient is there. */
  | 'ARRIVED'
  /** Called off before it began. */
  | 'CANCELLED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Over. */
  | 'FINISHED'
  /** Under way. */
  | 'IN_PROGRESS'
  /** Under way, with the patient away for a while. */
  | 'ONLEAVE'
  /** Not yet begun. */
  | 'PLANNED'
  /** The patient was looked at and waits. */
  | 'TRIAGED'
  /** Not known; Epic sends this at times. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** Records that lists leave out unless `include` names them. A warning counts them, with the list's path. */
export type ExcludedRecords =
  /** Records that were entered in error. Callers with `patient/` scopes get only their id and status. */
  | 'ENTERED_IN_ERROR'
  /** Vaccinations that were not given, procedures that were not done, and medications that were declined or never picked up. */
  | 'NOT_DONE'
  /** Orders that are only proposals or options (intents `proposal` and `option`). */
  | 'PROPOSED'
  /** Conditions and allergies that were ruled out. */
  | 'REFUTED'
  /** Documents that another one has replaced. */
  | 'SUPERSEDED';

/** How much of a relative's history is there (FHIR FamilyHistoryStatus). */
export type FamilyHistoryStatus =
  /** All that is known. */
  | 'COMPLETED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Nothing is known of the relative's health. */
  | 'HEALTH_UNKNOWN'
  /** Some of it. */
  | 'PARTIAL'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** What is known of the health of a patient's relative (FHIR FamilyMemberHistory). */
export type FamilyMemberHistory = {
  __typename?: 'FamilyMemberHistory';
  /** The relative's age, ready to show, such as `62 years` (`FamilyMemberHistory.age[x]`). */
  ageText: Maybe<Scalars['String']['output']>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When the relative was born (`FamilyMemberHistory.bornDate`). */
  born: Maybe<Scalars['FhirDate']['output']>;
  /** The stretch of time in which the relative was born, where that is all that is known (`FamilyMemberHistory.bornPeriod`). */
  bornPeriod: Maybe<Period>;
  /** When the relative was born, in words (`FamilyMemberHistory.bornString`). */
  bornText: Maybe<Scalars['String']['output']>;
  /** What the relative has or had (`FamilyMemberHistory.condition`). */
  conditions: Array<FamilyMemberHistoryCondition>;
  /** Why there is none, such as that the patient does not know (`FamilyMemberHistory.dataAbsentReason`). */
  dataAbsentReason: Maybe<CodeableConcept>;
  /** When it was recorded (`FamilyMemberHistory.date`). */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether the relative has died; null where it is not known (`FamilyMemberHistory.deceased[x]`). */
  deceased: Maybe<Scalars['Boolean']['output']>;
  /** When the relative died (`FamilyMemberHistory.deceasedDate`). */
  deceasedAt: Maybe<Scalars['FhirDate']['output']>;
  /** At what age the relative died, or when, in words (`FamilyMemberHistory.deceased[x]`). */
  deceasedText: Maybe<Scalars['String']['output']>;
  /** The FHIR id (`FamilyMemberHistory.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`FamilyMemberHistory.identifier`). */
  identifiers: Array<Identifier>;
  /** The relative's name (`FamilyMemberHistory.name`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`FamilyMemberHistory.note`). */
  notes: Array<Scalars['String']['output']>;
  /** Whose relative it is (`FamilyMemberHistory.patient`). */
  patient: Maybe<PatientReference>;
  /** Why it was asked for (`FamilyMemberHistory.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who recorded it (extension us-core-familymemberhistory-recorder). */
  recorder: Maybe<ActorReference>;
  /** What the relative is to the patient, such as `Mother` (`FamilyMemberHistory.relationship`). */
  relationship: Maybe<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** The relative's sex (`FamilyMemberHistory.sex`). */
  sex: Maybe<CodeableConcept>;
  /** How much of the history is there (`FamilyMemberHistory.status`). */
  status: Maybe<FamilyHistoryStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** What a relative has or had (FHIR FamilyMemberHistory.condition). */
export type FamilyMemberHistoryCondition = {
  __typename?: 'FamilyMemberHistoryCondition';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** What it is (`condition.code`). */
  code: Maybe<CodeableConcept>;
  /** Whether the relative died of it (`condition.contributedToDeath`). */
  contributedToDeath: Maybe<Scalars['Boolean']['output']>;
  /** What it is, ready to show, such as `Breast cancer` (`condition.code`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`condition.note`). */
  notes: Array<Scalars['String']['output']>;
  /** When it began, and ended, where there are dates (`condition.onsetPeriod`). */
  onsetPeriod: Maybe<Period>;
  /** When it began, ready to show, such as `45 years` (`condition.onset[x]`). */
  onsetText: Maybe<Scalars['String']['output']>;
  /** What came of it, such as death (`condition.outcome`). */
  outcome: Maybe<CodeableConcept>;
};

/** A page of family histories. */
export type FamilyMemberHistoryConnection = {
  __typename?: 'FamilyMemberHistoryConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<FamilyMemberHistoryEdge>;
  /** What is on the page. */
  nodes: Array<FamilyMemberHistory>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of family histories. */
export type FamilyMemberHistoryEdge = {
  __typename?: 'FamilyMemberHistoryEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: FamilyMemberHistory;
};

/** Systems that findings are coded in. */
export type FindingCodeSystem =
  /** SNOMED CT. */
  | 'SNOMED';

/** A finding with its name, coded in SNOMED CT. */
export type FindingInput = {
  /** The code, such as `247472004`. */
  code: Scalars['String']['input'];
  /** What it is called, such as `Hives`. */
  name: Scalars['String']['input'];
  /** The system of the code. */
  system: FindingCodeSystem;
};

/** What is to be reached for a patient (FHIR Goal). */
export type Goal = {
  __typename?: 'Goal';
  /** How near it is to being reached (`Goal.achievementStatus`). */
  achievementStatus: Maybe<GoalAchievementStatus>;
  /** What it is about, such as conditions (`Goal.addresses`). */
  addresses: Array<Reference>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** What kind of goal it is, such as dietary (`Goal.category`). */
  categories: Array<CodeableConcept>;
  /** What is to be reached, with codes where there are any (`Goal.description`). */
  concept: Maybe<CodeableConcept>;
  /** What is to be reached, ready to show, such as `HbA1c below 7 %` (`Goal.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** Whose goal it is (`Goal.expressedBy`). */
  expressedBy: Maybe<ActorReference>;
  /** The FHIR id (`Goal.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Goal.identifier`). */
  identifiers: Array<Identifier>;
  /** How far the goal is (`Goal.lifecycleStatus`). */
  lifecycleStatus: Maybe<GoalLifecycleStatus>;
  /** The lifecycle status as the server wrote it. */
  lifecycleStatusCode: Maybe<Scalars['String']['output']>;
  /** Comments (`Goal.note`). */
  notes: Array<Scalars['String']['output']>;
  /** What came of it (`Goal.outcomeCode`). */
  outcomes: Array<CodeableConcept>;
  /** How much it matters (`Goal.priority`). */
  priority: Maybe<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** From when on it is pursued (`Goal.startDate`). */
  start: Maybe<Scalars['FhirDate']['output']>;
  /** From what event on it is pursued, where there is no date (`Goal.startCodeableConcept`). */
  startText: Maybe<Scalars['String']['output']>;
  /** Since when it has its status (`Goal.statusDate`). */
  statusDate: Maybe<Scalars['FhirDate']['output']>;
  /** Why it has its status (`Goal.statusReason`). */
  statusReason: Maybe<Scalars['String']['output']>;
  /** Whom it is for (`Goal.subject`). */
  subject: Maybe<PatientReference>;
  /** What is to be reached by when (`Goal.target`). */
  targets: Array<GoalTarget>;
};

/** How near a goal is to being reached (HL7 goal-achievement). */
export type GoalAchievementStatus =
  /** Reached. */
  | 'ACHIEVED'
  /** Nearer than before. */
  | 'IMPROVING'
  /** It is worked on. */
  | 'IN_PROGRESS'
  /** Not reached. */
  | 'NOT_ACHIEVED'
  /** It cannot be reached. */
  | 'NOT_ATTAINABLE'
  /** As near as before. */
  | 'NO_CHANGE'
  /** Not reached, and no nearer. */
  | 'NO_PROGRESS'
  /** Reached, and kept. */
  | 'SUSTAINING'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED'
  /** Farther than before. */
  | 'WORSENING';

/** A page of goals. */
export type GoalConnection = {
  __typename?: 'GoalConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<GoalEdge>;
  /** What is on the page. */
  nodes: Array<Goal>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of goals. */
export type GoalEdge = {
  __typename?: 'GoalEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Goal;
};

/** How far a goal is (FHIR GoalLifecycleStatus). */
export type GoalLifecycleStatus =
  /** It is agreed on. */
  | 'ACCEPTED'
  /** It is pursued. */
  | 'ACTIVE'
  /** It was given up. */
  | 'CANCELLED'
  /** It is no longer pursued, reached or not. */
  | 'COMPLETED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** It is left aside for a while. */
  | 'ON_HOLD'
  /** It is meant to be pursued. */
  | 'PLANNED'
  /** Somebody suggests it. */
  | 'PROPOSED'
  /** It was not agreed on. */
  | 'REJECTED'
  /** A status that FHIR does not know; `lifecycleStatusCode` has it. */
  | 'UNRECOGNIZED';

/** A pointer to a goal (FHIR Reference). */
export type GoalReference = {
  __typename?: 'GoalReference';
  /** The goal in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<Goal>;
  /** The type of the resource: `Goal`. */
  type: Maybe<Scalars['String']['output']>;
};

/** What is to be reached by when (FHIR Goal.target). */
export type GoalTarget = {
  __typename?: 'GoalTarget';
  /** What is to be reached, as data (`target.detail[x]`). */
  detail: Maybe<ObservationValue>;
  /** What is to be reached, ready to show, such as `<80 kg` (`target.detail[x]`). */
  detailText: Maybe<Scalars['String']['output']>;
  /** By when (`target.dueDate`). */
  due: Maybe<Scalars['FhirDate']['output']>;
  /** By when, in words, such as `6 months` after the start (`target.dueDuration`). */
  dueText: Maybe<Scalars['String']['output']>;
  /** What is measured, such as body weight (`target.measure`). */
  measure: Maybe<CodeableConcept>;
};

/** A height. */
export type HeightInput = {
  /** In which unit. */
  unit: HeightUnit;
  /** How tall. */
  value: Scalars['Float']['input'];
};

/** Units of heights. */
export type HeightUnit =
  /** Centimeters (UCUM `cm`). */
  | 'CENTIMETER'
  /** Inches (UCUM `[in_i]`). */
  | 'INCH';

/** An identifier, such as a medical record number (FHIR Identifier). */
export type Identifier = {
  __typename?: 'Identifier';
  /** When the identifier was or is valid (`Identifier.period`). */
  period: Maybe<Period>;
  /** Where the value is unique: a URI, at Epic an OID of the site (`Identifier.system`). */
  system: Maybe<Scalars['String']['output']>;
  /** What kind of identifier it is; Epic mostly gives a text such as `MRN` (`Identifier.type`). */
  type: Maybe<CodeableConcept>;
  /** What the identifier is used for (`Identifier.use`). */
  use: Maybe<IdentifierUse>;
  /** The identifier, without the spaces that Epic pads it with (`Identifier.value`). */
  value: Maybe<Scalars['String']['output']>;
};

/** An identifier to find. */
export type IdentifierFilter = {
  /** The URI or OID of the identifier's system; Epic also takes the text of its type, such as `EPI`. */
  system: Scalars['String']['input'];
  /** The identifier itself. */
  value: Scalars['String']['input'];
};

/** What an identifier is used for (FHIR IdentifierUse). */
export type IdentifierUse =
  /** The most trusted one. */
  | 'OFFICIAL'
  /** One no longer in use. */
  | 'OLD'
  /** A further one. */
  | 'SECONDARY'
  /** One for the time being. */
  | 'TEMP'
  /** A use that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED'
  /** The one to show and to use. */
  | 'USUAL';

/** A vaccination that was given, or was not (FHIR Immunization). */
export type Immunization = {
  __typename?: 'Immunization';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The element that `occurrence` is taken from, such as `recorded`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** How much (`Immunization.doseQuantity`). */
  dose: Maybe<Quantity>;
  /** How much, ready to show, such as `0.5 mL` (`Immunization.doseQuantity`). */
  doseText: Maybe<Scalars['String']['output']>;
  /** The visit at which it was given (`Immunization.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** When the batch expires (`Immunization.expirationDate`). */
  expirationDate: Maybe<Scalars['FhirDate']['output']>;
  /** The FHIR id (`Immunization.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Immunization.identifier`). */
  identifiers: Array<Identifier>;
  /** Where it was given (`Immunization.location`). */
  location: Maybe<LocationReference>;
  /** The number of the batch (`Immunization.lotNumber`). */
  lotNumber: Maybe<Scalars['String']['output']>;
  /** Who made the vaccine (`Immunization.manufacturer`). */
  manufacturer: Maybe<OrganizationReference>;
  /** The vaccine, ready to show, such as `Tdap` (`Immunization.vaccineCode`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`Immunization.note`). */
  notes: Array<Scalars['String']['output']>;
  /** When it was given; otherwise when that was recorded (`Immunization.occurrence[x]`, `recorded`). */
  occurrence: Maybe<Scalars['FhirDateTime']['output']>;
  /** When it was given, in words, where there is no date (`Immunization.occurrenceString`). */
  occurrenceText: Maybe<Scalars['String']['output']>;
  /** Who got it (`Immunization.patient`). */
  patient: Maybe<PatientReference>;
  /** Who took part (`Immunization.performer`). */
  performers: Array<ImmunizationPerformer>;
  /** True where those who gave it recorded it, and false where it is hearsay (`Immunization.primarySource`). */
  primarySource: Maybe<Scalars['Boolean']['output']>;
  /** Which dose of which series it is (`Immunization.protocolApplied`). */
  protocols: Array<ImmunizationProtocolApplied>;
  /** Why, in words and codes (`Immunization.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** When it was recorded (`Immunization.recorded`). */
  recorded: Maybe<Scalars['FhirDateTime']['output']>;
  /** Where it was heard of, such as from a register (`Immunization.reportOrigin`). */
  reportOrigin: Maybe<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** How it got into the body, such as `Intramuscular` (`Immunization.route`). */
  route: Maybe<CodeableConcept>;
  /** Where on the body, such as `Left deltoid` (`Immunization.site`). */
  site: Maybe<CodeableConcept>;
  /** Whether it was given (`Immunization.status`). */
  status: Maybe<ImmunizationStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Why it was not given, such as a refusal (`Immunization.statusReason`). */
  statusReason: Maybe<CodeableConcept>;
  /** The vaccine; `vaccine { code(system: CVX) }` gives the CVX code (`Immunization.vaccineCode`). */
  vaccine: Maybe<CodeableConcept>;
};

/** A page of vaccinations. */
export type ImmunizationConnection = {
  __typename?: 'ImmunizationConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<ImmunizationEdge>;
  /** What is on the page. */
  nodes: Array<Immunization>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of vaccinations. */
export type ImmunizationEdge = {
  __typename?: 'ImmunizationEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Immunization;
};

/** Someone who took part in a vaccination (FHIR Immunization.performer). */
export type ImmunizationPerformer = {
  __typename?: 'ImmunizationPerformer';
  /** Who. */
  actor: Maybe<ActorReference>;
  /** As what, such as administering provider. */
  function: Maybe<CodeableConcept>;
};

/** The place of a vaccination in a series (FHIR Immunization.protocolApplied). */
export type ImmunizationProtocolApplied = {
  __typename?: 'ImmunizationProtocolApplied';
  /** Who published the series (`protocolApplied.authority`). */
  authority: Maybe<OrganizationReference>;
  /** Which dose it is, such as `2` (`protocolApplied.doseNumber[x]`). */
  doseNumber: Maybe<Scalars['String']['output']>;
  /** What the series is called (`protocolApplied.series`). */
  series: Maybe<Scalars['String']['output']>;
  /** How many doses the series has, such as `3` (`protocolApplied.seriesDoses[x]`). */
  seriesDoses: Maybe<Scalars['String']['output']>;
  /** The diseases that it is against (`protocolApplied.targetDisease`). */
  targetDiseases: Array<CodeableConcept>;
};

/** Whether a vaccination was given (FHIR ImmunizationStatusCodes). */
export type ImmunizationStatus =
  /** It was given. */
  | 'COMPLETED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** It was not given. */
  | 'NOT_DONE'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A value that is a whole number. */
export type IntegerValue = {
  __typename?: 'IntegerValue';
  /** The value. */
  integer: Scalars['Int']['output'];
};

/** A place where care is given (FHIR Location). */
export type Location = {
  __typename?: 'Location';
  /** The address (`Location.address`). */
  address: Maybe<Address>;
  /** The place in words, such as how to find it (`Location.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** The FHIR id (`Location.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Location.identifier`). */
  identifiers: Array<Identifier>;
  /** The organization that runs it (`Location.managingOrganization`). */
  managingOrganization: Maybe<OrganizationReference>;
  /** The name, such as a department's (`Location.name`). */
  name: Maybe<Scalars['String']['output']>;
  /** The place that this one is part of (`Location.partOf`). */
  partOf: Maybe<LocationReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Whether the place is in use (`Location.status`). */
  status: Maybe<LocationStatus>;
  /** Phone numbers and the like (`Location.telecom`). */
  telecom: Array<ContactPoint>;
  /** What kind of place it is (`Location.type`). */
  types: Array<CodeableConcept>;
};

/** A pointer to a location (FHIR Reference). */
export type LocationReference = {
  __typename?: 'LocationReference';
  /** The location in words, such as a department's name. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the location, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** The location; null where it cannot be read. Read only if selected. */
  resource: Maybe<Location>;
  /** The type of the resource: `Location`. */
  type: Maybe<Scalars['String']['output']>;
};

/** Whether a place is in use (FHIR LocationStatus). */
export type LocationStatus =
  /** In use. */
  | 'ACTIVE'
  /** No longer in use. */
  | 'INACTIVE'
  /** Closed for a while. */
  | 'SUSPENDED'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** A medication as a product: what it is, in which form (FHIR Medication). */
export type Medication = {
  __typename?: 'Medication';
  /** How much there is in a package (`Medication.amount`). */
  amount: Maybe<Ratio>;
  /** What it is; `code { code(system: RXNORM) }` gives the RxNorm code (`Medication.code`). */
  code: Maybe<CodeableConcept>;
  /** When the batch expires (`Medication.batch.expirationDate`). */
  expirationDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Its form, such as `Tablet` (`Medication.form`). */
  form: Maybe<CodeableConcept>;
  /** The FHIR id (`Medication.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Medication.identifier`). */
  identifiers: Array<Identifier>;
  /** What it is made of (`Medication.ingredient`). */
  ingredients: Array<MedicationIngredient>;
  /** The number of the batch (`Medication.batch.lotNumber`). */
  lotNumber: Maybe<Scalars['String']['output']>;
  /** Who makes it (`Medication.manufacturer`). */
  manufacturer: Maybe<OrganizationReference>;
  /** The name, ready to show, such as `aspirin 325 MG tablet`; otherwise the ingredients (`Medication.code`). */
  name: Maybe<Scalars['String']['output']>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Whether it is in use (`Medication.status`). */
  status: Maybe<MedicationStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** Whether a medication is taken as ordered (US Core's extension us-core-medication-adherence). */
export type MedicationAdherence = {
  __typename?: 'MedicationAdherence';
  /** When it was asserted. */
  assertedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** The finding, such as `Drugs - partial non-compliance`. */
  finding: Maybe<CodeableConcept>;
  /** Who or what said so, such as the patient or a pharmacy. */
  sources: Array<CodeableConcept>;
};

/** A medication that a pharmacy prepared or handed out (FHIR MedicationDispense). */
export type MedicationDispense = {
  __typename?: 'MedicationDispense';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Where the medication is to be taken, such as `Community` for at home (`MedicationDispense.category`). */
  category: Maybe<CodeableConcept>;
  /** How long the supply lasts (`MedicationDispense.daysSupply`). */
  daysSupply: Maybe<Quantity>;
  /** How long the supply lasts, ready to show, such as `30 days` (`MedicationDispense.daysSupply`). */
  daysSupplyText: Maybe<Scalars['String']['output']>;
  /** Where it was sent (`MedicationDispense.destination`). */
  destination: Maybe<LocationReference>;
  /** Problems that were found, such as an interaction of drugs (`MedicationDispense.detectedIssue`). */
  detectedIssues: Array<Reference>;
  /**
   * All instructions in words: FHIR's text first, then each number that it lacks. `then` stands between steps, `and` between what is taken together
   * (`MedicationDispense.dosageInstruction`).
   */
  dosageText: Maybe<Scalars['String']['output']>;
  /** How it is to be taken (`MedicationDispense.dosageInstruction`). */
  dosages: Array<Dosage>;
  /** The visit that it belongs to (`MedicationDispense.context`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`MedicationDispense.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the dispense (`MedicationDispense.identifier`). */
  identifiers: Array<Identifier>;
  /** Where it was dispensed, such as a pharmacy (`MedicationDispense.location`). */
  location: Maybe<LocationReference>;
  /** The medication as a record of its own (`MedicationDispense.medicationReference`). */
  medication: Maybe<MedicationReference>;
  /** The medication as codes, where the dispense has them itself; Epic has them in `medication { resource { code } }` (`MedicationDispense.medication[x]`). */
  medicationConcept: Maybe<CodeableConcept>;
  /** The medication, ready to show, such as `aspirin 325 MG tablet`. The gateway reads the Medication only if the dispense does not name it (`MedicationDispense.medication[x]`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`MedicationDispense.note`). */
  notes: Array<Scalars['String']['output']>;
  /** Who dispensed it (`MedicationDispense.performer`). */
  performers: Array<MedicationDispensePerformer>;
  /** The orders that it fills (`MedicationDispense.authorizingPrescription`). */
  prescriptions: Array<MedicationRequestReference>;
  /** How much was dispensed (`MedicationDispense.quantity`). */
  quantity: Maybe<Quantity>;
  /** Who picked it up, if not the patient (`MedicationDispense.receiver`). */
  receivers: Array<ActorReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** How far the dispense is. Only COMPLETED was picked up (`MedicationDispense.status`). */
  status: Maybe<MedicationDispenseStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Why it has that status, such as why it was declined (`MedicationDispense.statusReasonCodeableConcept`). */
  statusReason: Maybe<CodeableConcept>;
  /** The finding that led to that status, such as an interaction of drugs (`MedicationDispense.statusReasonReference`). */
  statusReasonReference: Maybe<Reference>;
  /** Whom it is for (`MedicationDispense.subject`). */
  subject: Maybe<PatientReference>;
  /** What was given in place of what was ordered, and why (`MedicationDispense.substitution`). */
  substitution: Maybe<MedicationDispenseSubstitution>;
  /** Which fill it is, such as `First Fill - Complete` (`MedicationDispense.type`). */
  type: Maybe<CodeableConcept>;
  /** When it was handed to the patient or to whoever took it for them (`MedicationDispense.whenHandedOver`). */
  whenHandedOver: Maybe<Scalars['FhirDateTime']['output']>;
  /** When it was packed and checked (`MedicationDispense.whenPrepared`). */
  whenPrepared: Maybe<Scalars['FhirDateTime']['output']>;
};

/** A page of dispenses of medications. */
export type MedicationDispenseConnection = {
  __typename?: 'MedicationDispenseConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<MedicationDispenseEdge>;
  /** What is on the page. */
  nodes: Array<MedicationDispense>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of dispenses of medications. */
export type MedicationDispenseEdge = {
  __typename?: 'MedicationDispenseEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: MedicationDispense;
};

/** Someone who took part in a dispense (FHIR MedicationDispense.performer). */
export type MedicationDispensePerformer = {
  __typename?: 'MedicationDispensePerformer';
  /** Who (`performer.actor`). */
  actor: Maybe<ActorReference>;
  /** As what, such as packager or final checker (`performer.function`). */
  function: Maybe<CodeableConcept>;
};

/** How far a dispense is (FHIR medicationdispense-status). */
export type MedicationDispenseStatus =
  /** Not picked up, and never will be. Lists leave it out by default. */
  | 'CANCELLED'
  /** Picked up. */
  | 'COMPLETED'
  /** Declined, so that nothing was dispensed. Lists leave it out by default. */
  | 'DECLINED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Ready to be picked up. */
  | 'IN_PROGRESS'
  /** Held up, such as for a delivery of stock or an answer of the prescriber. */
  | 'ON_HOLD'
  /** Being prepared, such as mixed or packed. */
  | 'PREPARATION'
  /** Halted for good before all of it was dispensed. */
  | 'STOPPED'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** What was given in place of what was ordered (FHIR MedicationDispense.substitution). */
export type MedicationDispenseSubstitution = {
  __typename?: 'MedicationDispenseSubstitution';
  /** Why it was substituted, or was not (`substitution.reason`). */
  reasons: Array<CodeableConcept>;
  /** Who is responsible for it (`substitution.responsibleParty`). */
  responsibleParties: Array<ActorReference>;
  /** What kind of substitute it is, such as a generic (`substitution.type`). */
  type: Maybe<CodeableConcept>;
  /** Whether something else was given than was ordered (`substitution.wasSubstituted`). */
  wasSubstituted: Maybe<Scalars['Boolean']['output']>;
};

/** What a medication is made of (FHIR Medication.ingredient). */
export type MedicationIngredient = {
  __typename?: 'MedicationIngredient';
  /** What it is (`ingredient.itemCodeableConcept`). */
  code: Maybe<CodeableConcept>;
  /** Whether it is what works (`ingredient.isActive`). */
  isActive: Maybe<Scalars['Boolean']['output']>;
  /** What it is, where it is a medication of its own (`ingredient.itemReference`). */
  medication: Maybe<MedicationReference>;
  /** What it is, ready to show (`ingredient.item[x]`). */
  name: Maybe<Scalars['String']['output']>;
  /** How much of it, such as `325 mg / 1 tablet` (`ingredient.strength`). */
  strength: Maybe<Ratio>;
};

/** A pointer to a medication (FHIR Reference). */
export type MedicationReference = {
  __typename?: 'MedicationReference';
  /** The medication in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<Medication>;
  /** The type of the resource: `Medication`. */
  type: Maybe<Scalars['String']['output']>;
};

/** An order or a record of a medication (FHIR MedicationRequest). */
export type MedicationRequest = {
  __typename?: 'MedicationRequest';
  /** Whether the patient takes it as ordered (extension us-core-medication-adherence). */
  adherence: Array<MedicationAdherence>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When it was ordered (`MedicationRequest.authoredOn`). */
  authoredOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** Where it is to be taken, such as `Community` for at home (`MedicationRequest.category`). */
  categories: Array<CodeableConcept>;
  /** Whether it is for a short time or for good (`MedicationRequest.courseOfTherapyType`). */
  courseOfTherapy: Maybe<CodeableConcept>;
  /** How it is to be handed out (`MedicationRequest.dispenseRequest`). */
  dispense: Maybe<MedicationRequestDispenseRequest>;
  /** True where the medication is not to be given (`MedicationRequest.doNotPerform`). */
  doNotPerform: Maybe<Scalars['Boolean']['output']>;
  /**
   * All instructions in words: FHIR's text first, then each number that it lacks. `then` stands between steps, `and` between what is taken together
   * (`MedicationRequest.dosageInstruction`).
   */
  dosageText: Maybe<Scalars['String']['output']>;
  /** How it is to be taken (`MedicationRequest.dosageInstruction`). */
  dosages: Array<Dosage>;
  /** The visit at which it was ordered (`MedicationRequest.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`MedicationRequest.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the request, such as a prescription number (`MedicationRequest.identifier`). */
  identifiers: Array<Identifier>;
  /** How binding it is (`MedicationRequest.intent`). */
  intent: Maybe<RequestIntent>;
  /** Whether it is to be taken now: false for what must not be given and for proposals and options, otherwise by its status; null where that leaves it open (on hold, unknown or missing). */
  isActive: Maybe<Scalars['Boolean']['output']>;
  /** The medication as a record of its own (`MedicationRequest.medicationReference`). */
  medication: Maybe<MedicationReference>;
  /** The medication as codes, where the request has them itself; Epic has them in `medication { resource { code } }` (`MedicationRequest.medication[x]`). */
  medicationConcept: Maybe<CodeableConcept>;
  /** The medication, ready to show, such as `aspirin 325 MG tablet`. The gateway reads the Medication only if the request does not name it (`MedicationRequest.medication[x]`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`MedicationRequest.note`). */
  notes: Array<Scalars['String']['output']>;
  /** How soon it is to be carried out (`MedicationRequest.priority`). */
  priority: Maybe<RequestPriority>;
  /** Why, as records such as conditions (`MedicationRequest.reasonReference`). */
  reasonReferences: Array<Reference>;
  /** Why, in words and codes (`MedicationRequest.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who entered it (`MedicationRequest.recorder`). */
  recorder: Maybe<ActorReference>;
  /** True where it is hearsay, such as of the patient, and not the prescriber's own record (`MedicationRequest.reported[x]`). */
  reported: Maybe<Scalars['Boolean']['output']>;
  /** Who reported it (`MedicationRequest.reportedReference`). */
  reportedBy: Maybe<ActorReference>;
  /** Who ordered it (`MedicationRequest.requester`). */
  requester: Maybe<ActorReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** How far the request is (`MedicationRequest.status`). */
  status: Maybe<MedicationRequestStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Why it has that status, such as why it was stopped (`MedicationRequest.statusReason`). */
  statusReason: Maybe<CodeableConcept>;
  /** Whom it is for (`MedicationRequest.subject`). */
  subject: Maybe<PatientReference>;
};

/** A page of medications. */
export type MedicationRequestConnection = {
  __typename?: 'MedicationRequestConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<MedicationRequestEdge>;
  /** What is on the page. */
  nodes: Array<MedicationRequest>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** How a medication is to be handed out (FHIR MedicationRequest.dispenseRequest). */
export type MedicationRequestDispenseRequest = {
  __typename?: 'MedicationRequestDispenseRequest';
  /** How long one supply is to last, ready to show, such as `30 days` (`dispenseRequest.expectedSupplyDuration`). */
  expectedSupply: Maybe<Scalars['String']['output']>;
  /** Who is to hand it out (`dispenseRequest.performer`). */
  performer: Maybe<OrganizationReference>;
  /** How much at a time (`dispenseRequest.quantity`). */
  quantity: Maybe<Quantity>;
  /** How many times more after the first (`dispenseRequest.numberOfRepeatsAllowed`). */
  refills: Maybe<Scalars['Int']['output']>;
  /** From when to when it can be handed out (`dispenseRequest.validityPeriod`). */
  validity: Maybe<Period>;
};

/** One of a page of medications. */
export type MedicationRequestEdge = {
  __typename?: 'MedicationRequestEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: MedicationRequest;
};

/** A pointer to an order of a medication (FHIR Reference). */
export type MedicationRequestReference = {
  __typename?: 'MedicationRequestReference';
  /** The order in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the order, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** The order; null where it cannot be read. Read only if selected. */
  resource: Maybe<MedicationRequest>;
  /** The type of the resource: `MedicationRequest`. */
  type: Maybe<Scalars['String']['output']>;
};

/** How far the request of a medication is (FHIR medicationrequest-status). */
export type MedicationRequestStatus =
  /** In force. */
  | 'ACTIVE'
  /** Called off before anything was given. */
  | 'CANCELLED'
  /** Done. */
  | 'COMPLETED'
  /** Not yet in force. */
  | 'DRAFT'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** In force, and held up for a while. */
  | 'ON_HOLD'
  /** Called off after it had begun. */
  | 'STOPPED'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** Whether a medication is in use (FHIR medication-status). */
export type MedicationStatus =
  /** In use. */
  | 'ACTIVE'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** No longer in use. */
  | 'INACTIVE'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/**
 * Where every write begins. This gateway writes only where its operator has enabled it; else each of these answers WRITES_DISABLED.
 * Mutations of one operation are carried out one after the other.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Adds an allergy, as unconfirmed: at Epic it waits until a clinician has reconciled it, and is not among the patient's allergies before that.
   * Takes a scope with `AllergyIntolerance.c`.
   */
  addAllergy: Maybe<AddAllergyPayload>;
  /** Adds a problem to the problem list, as provisional: at Epic a clinician confirms it. Takes a scope with `Condition.c`. */
  addProblem: Maybe<AddProblemPayload>;
  /** Writes a clinical note, in plain text, for a visit. Takes a scope with `DocumentReference.c`, and `Encounter.r`. */
  createClinicalNote: Maybe<CreateClinicalNotePayload>;
  /**
   * Creates a patient, or finds the one who is there already: a server that knows somebody of these demographics answers with them, and
   * `outcome` says which of the two happened. Takes a scope with `Patient.c` that is not about one patient: `user/` or `system/`.
   */
  createPatient: Maybe<CreatePatientPayload>;
  /**
   * Records vital signs that were taken at one visit, at one time: each as an observation of its own, so that one can be refused and the others
   * stand. Takes a scope with `Observation.c`, and `Encounter.r`.
   */
  recordVitalSigns: Maybe<RecordVitalSignsPayload>;
};


/**
 * Where every write begins. This gateway writes only where its operator has enabled it; else each of these answers WRITES_DISABLED.
 * Mutations of one operation are carried out one after the other.
 */
export type MutationAddAllergyArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: AddAllergyInput;
};


/**
 * Where every write begins. This gateway writes only where its operator has enabled it; else each of these answers WRITES_DISABLED.
 * Mutations of one operation are carried out one after the other.
 */
export type MutationAddProblemArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: AddProblemInput;
};


/**
 * Where every write begins. This gateway writes only where its operator has enabled it; else each of these answers WRITES_DISABLED.
 * Mutations of one operation are carried out one after the other.
 */
export type MutationCreateClinicalNoteArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: CreateClinicalNoteInput;
};


/**
 * Where every write begins. This gateway writes only where its operator has enabled it; else each of these answers WRITES_DISABLED.
 * Mutations of one operation are carried out one after the other.
 */
export type MutationCreatePatientArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: CreatePatientInput;
};


/**
 * Where every write begins. This gateway writes only where its operator has enabled it; else each of these answers WRITES_DISABLED.
 * Mutations of one operation are carried out one after the other.
 */
export type MutationRecordVitalSignsArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: RecordVitalSignsInput;
};

/** A name of a person (FHIR HumanName). */
export type Name = {
  __typename?: 'Name';
  /** The family name (`HumanName.family`). */
  family: Maybe<Scalars['String']['output']>;
  /** Ready to show: the text, or else prefix, given names, family name and suffix; null where there is nothing. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The given names, middle names included (`HumanName.given`). */
  given: Array<Scalars['String']['output']>;
  /** When the name was or is in use (`HumanName.period`). */
  period: Maybe<Period>;
  /** What comes before the name, such as `Dr.` (`HumanName.prefix`). */
  prefix: Array<Scalars['String']['output']>;
  /** What comes after the name, such as `Jr.` (`HumanName.suffix`). */
  suffix: Array<Scalars['String']['output']>;
  /** The whole name as the server wrote it (`HumanName.text`). */
  text: Maybe<Scalars['String']['output']>;
  /** What the name is used for (`HumanName.use`). */
  use: Maybe<NameUse>;
};

/** What a name is used for (FHIR NameUse). */
export type NameUse =
  /** A name that hides the person's identity. */
  | 'ANONYMOUS'
  /** A name from before a marriage. */
  | 'MAIDEN'
  /** An informal name. */
  | 'NICKNAME'
  /** The formal name in the register. */
  | 'OFFICIAL'
  /** A name no longer in use. */
  | 'OLD'
  /** A name for the time being. */
  | 'TEMP'
  /** A use that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED'
  /** The name that people use. */
  | 'USUAL';

/** What a resource says in words for people (FHIR Narrative). */
export type Narrative = {
  __typename?: 'Narrative';
  /** As HTML that is safe in a page: no script, style, form, frame or image is left in it. */
  html: Maybe<Scalars['String']['output']>;
  /** Where the words come from (`text.status`). */
  status: Maybe<NarrativeStatus>;
  /** As plain text, with the conventions of `DocumentContent.text`. */
  text: Maybe<Scalars['String']['output']>;
};

/** Where the words of a narrative come from (FHIR NarrativeStatus). */
export type NarrativeStatus =
  /** It says more than the elements do. */
  | 'ADDITIONAL'
  /** It says less, or nothing. */
  | 'EMPTY'
  /** From the elements and extensions of the resource. */
  | 'EXTENSIONS'
  /** From the elements of the resource alone. */
  | 'GENERATED'
  /** A status that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** A measurement, a lab result or another finding (FHIR Observation). */
export type Observation = {
  __typename?: 'Observation';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Where on the body it was observed (`Observation.bodySite`). */
  bodySite: Maybe<CodeableConcept>;
  /** What kind of observation it is, such as laboratory (`Observation.category`). */
  categories: Array<CodeableConcept>;
  /** What was observed; `code { code(system: LOINC) }` gives the LOINC code (`Observation.code`). */
  code: Maybe<CodeableConcept>;
  /** The parts of the observation, such as systolic and diastolic pressure (`Observation.component`). */
  components: Array<ObservationComponent>;
  /** Why there is no value (`Observation.dataAbsentReason`). */
  dataAbsentReason: Maybe<CodeableConcept>;
  /** The element that `effective` is taken from, such as `issued`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** What it was worked out from, such as the answers that a score sums up (`Observation.derivedFrom`). */
  derivedFrom: Array<Reference>;
  /** The device that measured it (`Observation.device`). */
  device: Maybe<DeviceReference>;
  /** When it was observed, or from when on; otherwise when it was made available (`Observation.effective[x]`, `issued`). */
  effective: Maybe<Scalars['FhirDateTime']['output']>;
  /** The stretch of time over which it was observed (`Observation.effectivePeriod`). */
  effectivePeriod: Maybe<Period>;
  /** The visit at which it was observed (`Observation.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`Observation.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the result (`Observation.identifier`). */
  identifiers: Array<Identifier>;
  /** The most severe judgement on the result, abnormal components included (`Observation.interpretation`). */
  interpretation: Maybe<ObservationInterpretation>;
  /** The judgement as the server wrote it (`Observation.interpretation`). */
  interpretationConcepts: Array<CodeableConcept>;
  /** The judgement in the server's words. */
  interpretationText: Maybe<Scalars['String']['output']>;
  /**
   * Whether the source judged the result, or a component of it, as abnormal. False only where it judged it as normal or susceptible; null where
   * it did not judge it, where a part of the judgement is unreadable, or where it said what it found and not whether that is abnormal
   * (POSITIVE, CHANGED_UP).
   */
  isAbnormal: Maybe<Scalars['Boolean']['output']>;
  /** Whether the result was changed after it was final (amended, corrected); null where the status does not say. */
  isCorrected: Maybe<Scalars['Boolean']['output']>;
  /**
   * Whether the value lies outside its reference range, as arithmetic that is independent of `isAbnormal`. Null unless exactly one normal range
   * applies to the patient, in the unit of the value, and decides. Ranges by age or sex cost a read of the patient, unless it is at hand.
   */
  isOutsideReferenceRange: Maybe<Scalars['Boolean']['output']>;
  /** Whether the result is not final yet; null where the status does not say. */
  isPreliminary: Maybe<Scalars['Boolean']['output']>;
  /** When the result was made available (`Observation.issued`). */
  issued: Maybe<Scalars['FhirDateTime']['output']>;
  /** Observations that belong to this one, as in a panel (`Observation.hasMember`). */
  members: Array<ObservationReference>;
  /** How it was observed (`Observation.method`). */
  method: Maybe<CodeableConcept>;
  /** What was observed, ready to show, such as `Hemoglobin` (`Observation.code`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`Observation.note`). */
  notes: Array<Scalars['String']['output']>;
  /** Who observed or reported (`Observation.performer`). */
  performers: Array<ActorReference>;
  /** What is usual, to compare the value with (`Observation.referenceRange`). */
  referenceRange: Array<ReferenceRange>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** The specimen that was examined (`Observation.specimen`). */
  specimen: Maybe<SpecimenReference>;
  /** How far the result is settled (`Observation.status`). */
  status: Maybe<ObservationStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it is about (`Observation.subject`). */
  subject: Maybe<PatientReference>;
  /** Records that support it, such as the advance directive that it is about (extension workflow-supportingInfo). */
  supportingInfo: Array<Reference>;
  /** The unit of the value: its UCUM code, such as `g/dL`, or the unit as people write it where the server sent no UCUM code. */
  unit: Maybe<Scalars['String']['output']>;
  /** The value as data; null where there are only components, or none (`Observation.value[x]`). */
  value: Maybe<ObservationValue>;
  /**
   * The value ready to show, such as `7.2 g/dL`, `Positive`, `118/76 mmHg` or `88 % on 6 L/min`. A panel shows its members: by its id all of them, which costs
   * a read; in a list those listed with it, and counts the others. Without a value, this is why there is none, or the comment.
   */
  valueText: Maybe<Scalars['String']['output']>;
};

/** What kind of observation it is (HL7 observation-category, with those of US Core). */
export type ObservationCategory =
  /** Bodily activity. */
  | 'ACTIVITY'
  /** Memory, attention and the like. */
  | 'COGNITIVE_STATUS'
  /** Disabilities. */
  | 'DISABILITY_STATUS'
  /** Findings of an examination. */
  | 'EXAM'
  /** What the patient can do in daily life. */
  | 'FUNCTIONAL_STATUS'
  /** Findings of imaging. */
  | 'IMAGING'
  /** Results of laboratories. */
  | 'LABORATORY'
  /** Findings during a procedure. */
  | 'PROCEDURE'
  /** Housing, food, transport and the like: social determinants of health (US Core's `sdoh`). */
  | 'SOCIAL_DETERMINANTS'
  /** Smoking, occupation and the like. */
  | 'SOCIAL_HISTORY'
  /** Answers to questionnaires. */
  | 'SURVEY'
  /** Findings during a therapy. */
  | 'THERAPY'
  /** Blood pressure, pulse, weight and the like. */
  | 'VITAL_SIGNS';

/** A part of an observation (FHIR Observation.component). */
export type ObservationComponent = {
  __typename?: 'ObservationComponent';
  /** What was observed (`component.code`). */
  code: Maybe<CodeableConcept>;
  /** Why there is no value (`component.dataAbsentReason`). */
  dataAbsentReason: Maybe<CodeableConcept>;
  /** The most severe judgement on it (`component.interpretation`). */
  interpretation: Maybe<ObservationInterpretation>;
  /** The judgement as the server wrote it (`component.interpretation`). */
  interpretationConcepts: Array<CodeableConcept>;
  /** The judgement in the server's words. */
  interpretationText: Maybe<Scalars['String']['output']>;
  /** Whether the source judged it as abnormal, as `Observation.isAbnormal`. */
  isAbnormal: Maybe<Scalars['Boolean']['output']>;
  /** What was observed, ready to show. */
  name: Maybe<Scalars['String']['output']>;
  /** What is usual (`component.referenceRange`). */
  referenceRange: Array<ReferenceRange>;
  /** The unit of the value, as `Observation.unit`. */
  unit: Maybe<Scalars['String']['output']>;
  /** The value as data (`component.value[x]`). */
  value: Maybe<ObservationValue>;
  /** The value ready to show. */
  valueText: Maybe<Scalars['String']['output']>;
};

/** A page of observations. */
export type ObservationConnection = {
  __typename?: 'ObservationConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<ObservationEdge>;
  /** What is on the page. */
  nodes: Array<Observation>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of observations. */
export type ObservationEdge = {
  __typename?: 'ObservationEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Observation;
};

/** How a result was judged (HL7 v3-ObservationInterpretation and v2-0078). */
export type ObservationInterpretation =
  /** Abnormal, or both high and low (A). */
  | 'ABNORMAL'
  /** Above a high threshold (HX). */
  | 'ABOVE_THRESHOLD'
  /** Anti-complementary substances are present (AC). */
  | 'ANTICOMPLEMENTARY'
  /** Below a low threshold (LX). */
  | 'BELOW_THRESHOLD'
  /** Better than before (B). */
  | 'BETTER'
  /** Carrier of a genetic trait (CAR). */
  | 'CARRIER'
  /** Significantly lower than before (D). */
  | 'CHANGED_DOWN'
  /** Significantly higher than before (U). */
  | 'CHANGED_UP'
  /** Abnormal and critical (AA). */
  | 'CRITICAL_ABNORMAL'
  /** Above what is usual, and critical (HH). */
  | 'CRITICAL_HIGH'
  /** Below what is usual, and critical (LL). */
  | 'CRITICAL_LOW'
  /** A cytotoxic substance is present (TOX). */
  | 'CYTOTOXIC'
  /** Detected (DET). */
  | 'DETECTED'
  /** Could be either (E). */
  | 'EQUIVOCAL'
  /** Expected, such as a prescribed drug that was found (EXP). */
  | 'EXPECTED'
  /** Held for medical review (HM). */
  | 'HELD_FOR_REVIEW'
  /** Above what is usual (H). */
  | 'HIGH'
  /** Neither positive nor negative (IND). */
  | 'INDETERMINATE'
  /** The evidence is insufficient (IE). */
  | 'INSUFFICIENT_EVIDENCE'
  /** The organism is in between (I). */
  | 'INTERMEDIATE'
  /** Below what is usual (L). */
  | 'LOW'
  /** The organism is moderately susceptible (MS). */
  | 'MODERATELY_SUSCEPTIBLE'
  /** Negative (NEG). */
  | 'NEGATIVE'
  /** Not reactive (NR). */
  | 'NON_REACTIVE'
  /** The organism is not susceptible (NS). */
  | 'NON_SUSCEPTIBLE'
  /** Within what is usual (N). */
  | 'NORMAL'
  /** Not detected (ND). */
  | 'NOT_DETECTED'
  /** No breakpoint is defined (NCL). */
  | 'NO_BREAKPOINT'
  /** Above what can be measured (>). */
  | 'OFF_SCALE_HIGH'
  /** Below what can be measured (<). */
  | 'OFF_SCALE_LOW'
  /** Outside a threshold set for the patient (EX). */
  | 'OUTSIDE_THRESHOLD'
  /** Positive (POS). */
  | 'POSITIVE'
  /** Quality control failed (QCF). */
  | 'QUALITY_CONTROL_FAILURE'
  /** Reactive (RR). */
  | 'REACTIVE'
  /** The organism resists the drug (R). */
  | 'RESISTANT'
  /** Well above what is usual (HU). */
  | 'SIGNIFICANTLY_HIGH'
  /** Well below what is usual (LU). */
  | 'SIGNIFICANTLY_LOW'
  /** The drug works on the organism (S). */
  | 'SUSCEPTIBLE'
  /** The drug works at a higher dose (SDD). */
  | 'SUSCEPTIBLE_DOSE_DEPENDENT'
  /** The organism resists the combination of drugs (SYN-R). */
  | 'SYNERGY_RESISTANT'
  /** The combination of drugs works on the organism (SYN-S). */
  | 'SYNERGY_SUSCEPTIBLE'
  /** Not expected (UNE). */
  | 'UNEXPECTED'
  /** A judgement that this graph does not know: see `interpretationText`. */
  | 'UNRECOGNIZED'
  /** The organism is very susceptible (VS). */
  | 'VERY_SUSCEPTIBLE'
  /** Weakly reactive (WR). */
  | 'WEAKLY_REACTIVE'
  /** Worse than before (W). */
  | 'WORSE';

/** A pointer to an observation (FHIR Reference). */
export type ObservationReference = {
  __typename?: 'ObservationReference';
  /** The observation in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the observation, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** The observation; null where it cannot be read. Read only if selected. */
  resource: Maybe<Observation>;
  /** The type of the resource: `Observation`. */
  type: Maybe<Scalars['String']['output']>;
};

/** How far a result is settled (FHIR ObservationStatus). */
export type ObservationStatus =
  /** Changed after it was final. */
  | 'AMENDED'
  /** Called off. */
  | 'CANCELLED'
  /** Changed to correct an error. */
  | 'CORRECTED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Complete. */
  | 'FINAL'
  /** There, and may change. */
  | 'PRELIMINARY'
  /** Not yet there. */
  | 'REGISTERED'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A value in one of FHIR's kinds: of an observation, or of a goal's target. */
export type ObservationValue = BooleanValue | CodeableConcept | DateTimeValue | IntegerValue | Period | Quantity | Range | Ratio | SampledData | StringValue | TimeValue;

/** A hospital, a department, a company or another organization (FHIR Organization). */
export type Organization = {
  __typename?: 'Organization';
  /** Whether the record is in use (`Organization.active`). */
  active: Maybe<Scalars['Boolean']['output']>;
  /** Addresses (`Organization.address`). */
  addresses: Array<Address>;
  /** The FHIR id (`Organization.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Organization.identifier`). */
  identifiers: Array<Identifier>;
  /** The name (`Organization.name`). */
  name: Maybe<Scalars['String']['output']>;
  /** The National Provider Identifier, of ten digits (identifier of system http://hl7.org/fhir/sid/us-npi). */
  npi: Maybe<Scalars['String']['output']>;
  /** The organization that this one is part of (`Organization.partOf`). */
  partOf: Maybe<OrganizationReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Phone numbers, email addresses and the like (`Organization.telecom`). */
  telecom: Array<ContactPoint>;
  /** What kind of organization it is (`Organization.type`). */
  types: Array<CodeableConcept>;
};

/** A pointer to an organization (FHIR Reference). */
export type OrganizationReference = {
  __typename?: 'OrganizationReference';
  /** The organization in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the organization, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** The organization; null where it cannot be read. Read only if selected. */
  resource: Maybe<Organization>;
  /** The type of the resource: `Organization`. */
  type: Maybe<Scalars['String']['output']>;
};

/**
 * Where a page stands in its list, as the GraphQL Cursor Connections Specification defines it. Lists only go forward, and have no total: Epic offers
 * neither.
 */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Opaque; give it as `after` to go on. Null for an empty list. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** True where there is more. The next page can still be empty, since a server filters after it pages. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True if `after` was given. There is no `before` and no `last`: keep the pages that you have read. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge. Null for an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** A person who receives care (FHIR Patient). */
export type Patient = {
  __typename?: 'Patient';
  /** Whether the record is in use (`Patient.active`). */
  active: Maybe<Scalars['Boolean']['output']>;
  /** Addresses (`Patient.address`). */
  addresses: Array<Address>;
  /** The age in whole years, today at the site or at death; null before birth, and where partial dates leave it open. */
  age: Maybe<Scalars['Int']['output']>;
  /** The age in the unit that suits it, such as `14 hours`, `9 days`, `5 months`, `7 years 3 months` or `38 years`; at death for the dead. */
  ageText: Maybe<Scalars['String']['output']>;
  /** Allergies and intolerances, and statements that there are none: see `meaning` (AllergyIntolerances). By criticality, then newest first. */
  allergies: Maybe<Array<AllergyIntolerance>>;
  /** The same list, a page at a time. */
  allergiesConnection: Maybe<AllergyIntoleranceConnection>;
  /**
   * What is known of the allergies as a whole, so that "no known allergies" and "not on file" are not mistaken for an empty list. It
   * shares the search of `allergies`.
   */
  allergyStatus: Maybe<AllergyStatus>;
  /** Arranged meetings with care, past and future (Appointments). Those that begin last come first. */
  appointments: Maybe<Array<Appointment>>;
  /** The same list, a page at a time. */
  appointmentsConnection: Maybe<AppointmentConnection>;
  /** The date of birth, which can be as short as `1952` or `1952-05` (`Patient.birthDate`). */
  birthDate: Maybe<Scalars['FhirDate']['output']>;
  /** The place among twins or triplets, from 1 (`Patient.multipleBirthInteger`). */
  birthOrder: Maybe<Scalars['Int']['output']>;
  /** The sex at birth; older servers send it (extension us-core-birthsex). */
  birthSex: Maybe<CodeableConcept>;
  /** Care plans (CarePlans). Where the server needs a category and none is given, of US Core's `assess-plan`, for which Epic gives the longitudinal plan. Newest first. */
  carePlans: Maybe<Array<CarePlan>>;
  /** The same list, a page at a time. */
  carePlansConnection: Maybe<CarePlanConnection>;
  /** Those who look after the patient together (CareTeams). Newest first. */
  careTeams: Maybe<Array<CareTeam>>;
  /** The same list, a page at a time. */
  careTeamsConnection: Maybe<CareTeamConnection>;
  /** Clinical notes (DocumentReferences of category clinical-note). The texts are fetched only if selected. Newest first. */
  clinicalNotes: Maybe<Array<DocumentReference>>;
  /** The same list, a page at a time. */
  clinicalNotesConnection: Maybe<DocumentReferenceConnection>;
  /** What the chart says of resuscitation. Sends a search to each of its sources: Consent, ServiceRequest, Observation and DocumentReference. */
  codeStatus: Maybe<CodeStatus>;
  /** Problems, diagnoses and concerns (Conditions). Active ones first, then newest first. */
  conditions: Maybe<Array<Condition>>;
  /** The same list, a page at a time. */
  conditionsConnection: Maybe<ConditionConnection>;
  /** Those to contact about the patient, such as next of kin; former ones last (`Patient.contact`). */
  contacts: Array<PatientContact>;
  /** Insurance and other ways in which care is paid for (Coverages). Newest first. */
  coverages: Maybe<Array<Coverage>>;
  /** The same list, a page at a time. */
  coveragesConnection: Maybe<CoverageConnection>;
  /** Whether the patient has died; null where it is not known (`Patient.deceased[x]`). */
  deceased: Maybe<Scalars['Boolean']['output']>;
  /** When the patient died, where it is recorded (`Patient.deceasedDateTime`). */
  deceasedAt: Maybe<Scalars['FhirDateTime']['output']>;
  /** Devices in or on the patient, such as implants (Devices). Those made last come first. */
  devices: Maybe<Array<Device>>;
  /** The same list, a page at a time. */
  devicesConnection: Maybe<DeviceConnection>;
  /** Reports of laboratories, of imaging and the like (DiagnosticReports). Newest first. */
  diagnosticReports: Maybe<Array<DiagnosticReport>>;
  /** The same list, a page at a time. */
  diagnosticReportsConnection: Maybe<DiagnosticReportConnection>;
  /** All documents: clinical notes, and also what Epic lists without any content (DocumentReferences). Newest first. */
  documents: Maybe<Array<DocumentReference>>;
  /** The same list, a page at a time. */
  documentsConnection: Maybe<DocumentReferenceConnection>;
  /** Visits, stays and other contacts with care (Encounters). Newest first, planned ones after all others. */
  encounters: Maybe<Array<Encounter>>;
  /** The same list, a page at a time. */
  encountersConnection: Maybe<EncounterConnection>;
  /** Ethnicity, as US Core records it (extension us-core-ethnicity). */
  ethnicity: Maybe<Demographic>;
  /** What is known of the health of the patient's relatives (FamilyMemberHistories). Those recorded last come first. */
  familyHistory: Maybe<Array<FamilyMemberHistory>>;
  /** The same list, a page at a time. */
  familyHistoryConnection: Maybe<FamilyMemberHistoryConnection>;
  /** The name to show, such as `Camila Maria Lopez`: a current name, the usual before the official one; null where there is none. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The administrative gender (`Patient.gender`). */
  gender: Maybe<AdministrativeGender>;
  /** The gender identity; older servers send it (extension us-core-genderIdentity). */
  genderIdentity: Maybe<CodeableConcept>;
  /** The primary care providers (`Patient.generalPractitioner`). */
  generalPractitioners: Array<ActorReference>;
  /** Goals for the patient, such as a weight or a blood pressure (Goals). Newest first. */
  goals: Maybe<Array<Goal>>;
  /** The same list, a page at a time. */
  goalsConnection: Maybe<GoalConnection>;
  /** Whether a name of use `ANONYMOUS` protects the patient's identity. */
  hasProtectedName: Scalars['Boolean']['output'];
  /** The FHIR id: opaque, and different at every site (`Patient.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the patient, without social security numbers (`Patient.identifier`). */
  identifiers: Array<Identifier>;
  /** Vaccinations that were given (Immunizations); `include: [NOT_DONE]` adds those that were not, with `statusReason`. Newest first. */
  immunizations: Maybe<Array<Immunization>>;
  /** The same list, a page at a time. */
  immunizationsConnection: Maybe<ImmunizationConnection>;
  /** Whether the patient needs an interpreter (extensions patient-interpreterRequired and us-core-interpreter-needed). */
  interpreterRequired: Maybe<Scalars['Boolean']['output']>;
  /** Whether another record has replaced this one, as after a merge: don't use this one. Null where a link does not say what it is. */
  isReplacedBy: Maybe<Scalars['Boolean']['output']>;
  /** Laboratory results (Observations of category laboratory). Newest first. */
  labResults: Maybe<Array<Observation>>;
  /** The same list, a page at a time. */
  labResultsConnection: Maybe<ObservationConnection>;
  /** The language to speak with the patient: the preferred one, else the first (`Patient.communication`). */
  language: Maybe<CodeableConcept>;
  /** The sex on legal documents, which Epic searches by (Epic's extension legal-sex). */
  legalSex: Maybe<CodeableConcept>;
  /** Other records of the same person (`Patient.link`). */
  links: Array<PatientLink>;
  /** The organization that keeps the record (`Patient.managingOrganization`). */
  managingOrganization: Maybe<OrganizationReference>;
  /** The marital status, such as `Married` (`Patient.maritalStatus`). */
  maritalStatus: Maybe<CodeableConcept>;
  /** Medications that a pharmacy prepared or handed out (MedicationDispenses); `include: [NOT_DONE]` adds those that were declined or never picked up, with `statusReason`. Newest first, by `whenHandedOver`, otherwise by `whenPrepared`. */
  medicationDispenses: Maybe<Array<MedicationDispense>>;
  /** The same list, a page at a time. */
  medicationDispensesConnection: Maybe<MedicationDispenseConnection>;
  /** Medications that were ordered or recorded (MedicationRequests). Newest first. */
  medications: Maybe<Array<MedicationRequest>>;
  /** The same list, a page at a time. */
  medicationsConnection: Maybe<MedicationRequestConnection>;
  /** The medical record number in use, such as `1003713`, of the numbering that `MRN_SYSTEM` names; null with a warning where there are several. */
  mrn: Maybe<Scalars['String']['output']>;
  /** Whether the patient is one of twins, triplets and so on (`Patient.multipleBirth[x]`). */
  multipleBirth: Maybe<Scalars['Boolean']['output']>;
  /** The name to call the patient by, or the best one of the given use (`Patient.name`). */
  name: Maybe<Name>;
  /** All names on record, former ones too (`Patient.name`). */
  names: Array<Name>;
  /** Observations of any category. Where the server needs one and none is given, of all that are documented, with the warning NOT_ALL_CATEGORIES. Newest first. */
  observations: Maybe<Array<Observation>>;
  /** The same list, a page at a time. */
  observationsConnection: Maybe<ObservationConnection>;
  /** The problem list (Conditions of category problem-list-item). A statement such as "No known problems" is not a problem. Active ones first, then newest first. */
  problems: Maybe<Array<Condition>>;
  /** The same list, a page at a time. */
  problemsConnection: Maybe<ConditionConnection>;
  /** What was done to or for the patient, such as operations (Procedures). Newest first. */
  procedures: Maybe<Array<Procedure>>;
  /** The same list, a page at a time. */
  proceduresConnection: Maybe<ProcedureConnection>;
  /**
   * What must not be given or done, by orders and care plan activities with `doNotPerform`. No list of orders contains these. Those in force
   * come first.
   */
  prohibitions: Maybe<Array<Prohibition>>;
  /** The pronouns to use in writing, such as `she/her/her/hers/herself` (Epic's extension, or FHIR's individual-pronouns). */
  pronouns: Maybe<CodeableConcept>;
  /** Race, as US Core records it (extension us-core-race). */
  race: Maybe<Demographic>;
  /**
   * Delabelled allergies: those that were ruled out (AllergyIntolerances whose verification status is refuted), at most 100. They share the
   * search of `allergies`.
   */
  refutedAllergies: Maybe<Array<AllergyIntolerance>>;
  /** Persons who have to do with the patient, such as parents and guardians (RelatedPersons). Epic does not list them by patient: there the list is empty, with a warning. Those whose relation began last come first. */
  relatedPersons: Maybe<Array<RelatedPerson>>;
  /** The same list, a page at a time. */
  relatedPersonsConnection: Maybe<RelatedPersonConnection>;
  /** The record that has replaced this one. */
  replacedBy: Maybe<PatientReference>;
  /** The raw FHIR resource, with social security numbers masked. */
  resource: Scalars['JSON']['output'];
  /** Orders of tests, procedures and other services (ServiceRequests). Newest first. */
  serviceRequests: Maybe<Array<ServiceRequest>>;
  /** The same list, a page at a time. */
  serviceRequestsConnection: Maybe<ServiceRequestConnection>;
  /** The sex, as US Core records it (extension us-core-sex). */
  sex: Maybe<CodeableConcept>;
  /** The sex that clinical decisions go by (Epic's extension sex-for-clinical-use, or FHIR's sexParameterForClinicalUse). */
  sexForClinicalUse: Maybe<CodeableConcept>;
  /** Phone numbers, email addresses and the like (`Patient.telecom`). */
  telecom: Array<ContactPoint>;
  /** Tribes that the patient is affiliated with (extension us-core-tribal-affiliation). */
  tribalAffiliations: Array<CodeableConcept>;
  /** Vital signs: blood pressure, pulse, weight and the like (Observations of category vital-signs). Newest first. */
  vitalSigns: Maybe<Array<Observation>>;
  /** The same list, a page at a time. */
  vitalSignsConnection: Maybe<ObservationConnection>;
};


/** A person who receives care (FHIR Patient). */
export type PatientAllergiesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientAllergiesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientAppointmentsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  status: InputMaybe<Array<AppointmentStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientAppointmentsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  status: InputMaybe<Array<AppointmentStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientCarePlansArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientCarePlansConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientCareTeamsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientCareTeamsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientClinicalNotesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientClinicalNotesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientConditionsArgs = {
  category: InputMaybe<Array<ConditionCategory>>;
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientConditionsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<ConditionCategory>>;
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientCoveragesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientCoveragesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientDevicesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientDevicesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientDiagnosticReportsArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientDiagnosticReportsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientDocumentsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientDocumentsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientEncountersArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  status: InputMaybe<Array<EncounterStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientEncountersConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  status: InputMaybe<Array<EncounterStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientFamilyHistoryArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientFamilyHistoryConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientGoalsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientGoalsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientIdentifiersArgs = {
  system: InputMaybe<Scalars['String']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientImmunizationsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientImmunizationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientLabResultsArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientLabResultsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientMedicationDispensesArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  status: InputMaybe<Array<MedicationDispenseStatus>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientMedicationDispensesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  status: InputMaybe<Array<MedicationDispenseStatus>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientMedicationsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  status: InputMaybe<Array<MedicationRequestStatus>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientMedicationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  status: InputMaybe<Array<MedicationRequestStatus>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientNameArgs = {
  use: InputMaybe<NameUse>;
};


/** A person who receives care (FHIR Patient). */
export type PatientObservationsArgs = {
  category: InputMaybe<Array<ObservationCategory>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientObservationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<ObservationCategory>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientProblemsArgs = {
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientProblemsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientProceduresArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientProceduresConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientRelatedPersonsArgs = {
  first?: Scalars['Int']['input'];
};


/** A person who receives care (FHIR Patient). */
export type PatientRelatedPersonsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** A person who receives care (FHIR Patient). */
export type PatientServiceRequestsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientServiceRequestsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A person who receives care (FHIR Patient). */
export type PatientVitalSignsArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientVitalSignsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};

/** Where a patient lives. */
export type PatientAddressInput = {
  /** City or town. */
  city: Scalars['String']['input'];
  /** Country. */
  country?: InputMaybe<Scalars['String']['input']>;
  /** Street, number and the like, 4 lines at the most. */
  lines: Array<Scalars['String']['input']>;
  /** Postal code. */
  postalCode?: InputMaybe<Scalars['String']['input']>;
  /** State or province. */
  state?: InputMaybe<Scalars['String']['input']>;
};

/** A page of patients. */
export type PatientConnection = {
  __typename?: 'PatientConnection';
  /** The patients of the page, each with a cursor. */
  edges: Array<PatientEdge>;
  /** The patients of the page. */
  nodes: Array<Patient>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** A person or organization to contact about a patient. */
export type PatientContact = {
  __typename?: 'PatientContact';
  /** The address. */
  address: Maybe<Address>;
  /** The administrative gender. */
  gender: Maybe<AdministrativeGender>;
  /** The name. */
  name: Maybe<Name>;
  /** The organization to contact, or which the person works for. */
  organization: Maybe<OrganizationReference>;
  /** From when to when to contact them. */
  period: Maybe<Period>;
  /** The relationship to the patient, such as `Emergency Contact` (`contact.relationship`). */
  relationships: Array<CodeableConcept>;
  /** Phone numbers, email addresses and the like. */
  telecom: Array<ContactPoint>;
};

/** A patient of a page. */
export type PatientEdge = {
  __typename?: 'PatientEdge';
  /** Opaque; give it as `after` to go on after this patient. */
  cursor: Scalars['String']['output'];
  /** The patient. */
  node: Patient;
};

/**
 * Which patients to find. Epic accepts `ids` alone, `identifier`, `given` + `family` + `birthDate`, or `given` + `family` +
 * `gender` + `phone` or `email`; it answers BAD_USER_INPUT to less.
 */
export type PatientFilter = {
  /** The whole date of birth, such as `1987-09-12`. */
  birthDate?: InputMaybe<Scalars['FhirDate']['input']>;
  /** An email address. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** The family name; Epic also finds names that sound alike. */
  family?: InputMaybe<Scalars['String']['input']>;
  /** The gender; where the server searches by legal sex, as Epic does, that. */
  gender?: InputMaybe<AdministrativeGender>;
  /** A given name; Epic also finds names that sound alike. */
  given?: InputMaybe<Scalars['String']['input']>;
  /** An identifier, such as a medical record number. */
  identifier?: InputMaybe<IdentifierFilter>;
  /** FHIR ids, 100 at the most; cannot be combined with other criteria. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** A phone number. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** An identifier of a patient. */
export type PatientIdentifierInput = {
  /** The URI or OID of its system, such as `2.16.840.1.113883.4.1`. */
  system: Scalars['String']['input'];
  /** The identifier itself. */
  value: Scalars['String']['input'];
};

/** A link to another record of the same person. */
export type PatientLink = {
  __typename?: 'PatientLink';
  /** The other record: a patient's or a related person's. */
  other: Maybe<ActorReference>;
  /** How the other record relates to this one (`link.type`). */
  type: Maybe<PatientLinkType>;
};

/** How another record relates to this one (FHIR LinkType). */
export type PatientLinkType =
  /** This record is in use; the other one can have more about the person. */
  | 'REFER'
  /** The other record replaces this one, which is out of use. */
  | 'REPLACED_BY'
  /** This record replaces the other one. */
  | 'REPLACES'
  /** Both records are in use. */
  | 'SEE_ALSO'
  /** A type that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** An official name. */
export type PatientNameInput = {
  /** The family name. */
  family: Scalars['String']['input'];
  /** The given names, 1 to 5, the first one first. */
  given: Array<Scalars['String']['input']>;
};

/** Whether a patient is new, as far as the server tells. */
export type PatientOutcome =
  /** They are new. */
  | 'CREATED'
  /** The server does not say which of the two. */
  | 'CREATED_OR_MATCHED'
  /** They were there before, and nothing was created. */
  | 'MATCHED';

/** A pointer to a patient (FHIR Reference). */
export type PatientReference = {
  __typename?: 'PatientReference';
  /** The patient in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the patient, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** The patient; null where they cannot be read. Read only if selected. */
  resource: Maybe<Patient>;
  /** The type of the resource: `Patient`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A stretch of time (FHIR Period); an end that is missing means that it goes on, or is not known. */
export type Period = {
  __typename?: 'Period';
  /** When it ended. */
  end: Maybe<Scalars['FhirDateTime']['output']>;
  /** When it began. */
  start: Maybe<Scalars['FhirDateTime']['output']>;
};

/** A person who provides care (FHIR Practitioner). */
export type Practitioner = {
  __typename?: 'Practitioner';
  /** Whether the record is in use (`Practitioner.active`). */
  active: Maybe<Scalars['Boolean']['output']>;
  /** Addresses (`Practitioner.address`). */
  addresses: Array<Address>;
  /** The name to show, such as `Sam Carter, MD`. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The administrative gender (`Practitioner.gender`). */
  gender: Maybe<AdministrativeGender>;
  /** The FHIR id (`Practitioner.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Practitioner.identifier`). */
  identifiers: Array<Identifier>;
  /** All names on record (`Practitioner.name`). */
  names: Array<Name>;
  /** The National Provider Identifier, of ten digits (identifier of system http://hl7.org/fhir/sid/us-npi). */
  npi: Maybe<Scalars['String']['output']>;
  /** Degrees, certificates and the like, such as `MD` (`Practitioner.qualification.code`). */
  qualifications: Array<CodeableConcept>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Phone numbers, email addresses and the like (`Practitioner.telecom`). */
  telecom: Array<ContactPoint>;
};

/** A pointer to a practitioner (FHIR Reference). */
export type PractitionerReference = {
  __typename?: 'PractitionerReference';
  /** The practitioner in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the practitioner, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** The practitioner; null where they cannot be read. Read only if selected. */
  resource: Maybe<Practitioner>;
  /** The type of the resource: `Practitioner`. */
  type: Maybe<Scalars['String']['output']>;
};

/** What a practitioner does at an organization (FHIR PractitionerRole). */
export type PractitionerRole = {
  __typename?: 'PractitionerRole';
  /** Whether the role is in use (`PractitionerRole.active`). */
  active: Maybe<Scalars['Boolean']['output']>;
  /** The FHIR id (`PractitionerRole.id`). */
  id: Scalars['ID']['output'];
  /** Where (`PractitionerRole.location`). */
  locations: Array<LocationReference>;
  /** The organization (`PractitionerRole.organization`). */
  organization: Maybe<OrganizationReference>;
  /** When the person has the role (`PractitionerRole.period`). */
  period: Maybe<Period>;
  /** The person (`PractitionerRole.practitioner`). */
  practitioner: Maybe<PractitionerReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** What the person does there (`PractitionerRole.code`). */
  roles: Array<CodeableConcept>;
  /** Specialties, such as `Family Medicine` (`PractitionerRole.specialty`). */
  specialties: Array<CodeableConcept>;
  /** Phone numbers, email addresses and the like (`PractitionerRole.telecom`). */
  telecom: Array<ContactPoint>;
};

/** Units of blood pressure. */
export type PressureUnit =
  /** Millimeters of mercury (UCUM `mm[Hg]`). */
  | 'MMHG';

/** A code with its name. */
export type ProblemCodeInput = {
  /** The code, such as `E11.9`. */
  code: Scalars['String']['input'];
  /** What it is called, such as `Type 2 diabetes mellitus`. */
  name: Scalars['String']['input'];
  /** The system of the code. */
  system: ProblemCodeSystem;
};

/** Systems that problems are coded in. */
export type ProblemCodeSystem =
  /** ICD-10-CM, with the dot. */
  | 'ICD10CM'
  /** SNOMED CT. */
  | 'SNOMED';

/** Something done to or for a patient, such as an operation (FHIR Procedure). */
export type Procedure = {
  __typename?: 'Procedure';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Who says so (`Procedure.asserter`). */
  asserter: Maybe<ActorReference>;
  /** What it fulfils, such as an order (`Procedure.basedOn`). */
  basedOn: Array<Reference>;
  /** Where on the body (`Procedure.bodySite`). */
  bodySites: Array<CodeableConcept>;
  /** What kind of procedure it is, such as `Surgical Procedures` (`Procedure.category`). */
  category: Maybe<CodeableConcept>;
  /** What was done; `code { code(system: CPT) }` gives the CPT code (`Procedure.code`). */
  code: Maybe<CodeableConcept>;
  /** What went wrong (`Procedure.complication`). */
  complications: Array<CodeableConcept>;
  /** The devices that were put in, taken out or changed (`Procedure.focalDevice.manipulated`). */
  devices: Array<DeviceReference>;
  /** The visit at which it was done (`Procedure.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** What is to be done next (`Procedure.followUp`). */
  followUps: Array<CodeableConcept>;
  /** The FHIR id (`Procedure.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Procedure.identifier`). */
  identifiers: Array<Identifier>;
  /** Where it was done (`Procedure.location`). */
  location: Maybe<LocationReference>;
  /** What was done, ready to show, such as `Appendectomy` (`Procedure.code`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`Procedure.note`). */
  notes: Array<Scalars['String']['output']>;
  /** What came of it (`Procedure.outcome`). */
  outcome: Maybe<CodeableConcept>;
  /** When it was done, or from when on (`Procedure.performed[x]`). */
  performed: Maybe<Scalars['FhirDateTime']['output']>;
  /** The stretch of time over which it was done (`Procedure.performedPeriod`). */
  performedPeriod: Maybe<Period>;
  /** When it was done, in words, where there is no date; such as `12 years` of age (`Procedure.performed[x]`). */
  performedText: Maybe<Scalars['String']['output']>;
  /** Who did it (`Procedure.performer`). */
  performers: Array<ProcedurePerformer>;
  /** Why, as records such as conditions (`Procedure.reasonReference`). */
  reasonReferences: Array<Reference>;
  /** Why, in words and codes (`Procedure.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who recorded it (`Procedure.recorder`). */
  recorder: Maybe<ActorReference>;
  /** Reports of it, such as of its findings (`Procedure.report`). */
  reports: Array<Reference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** How far it is (`Procedure.status`). */
  status: Maybe<ProcedureStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Why it has that status, such as why it was not done (`Procedure.statusReason`). */
  statusReason: Maybe<CodeableConcept>;
  /** Whom it was done to (`Procedure.subject`). */
  subject: Maybe<PatientReference>;
};

/** A page of procedures. */
export type ProcedureConnection = {
  __typename?: 'ProcedureConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<ProcedureEdge>;
  /** What is on the page. */
  nodes: Array<Procedure>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of procedures. */
export type ProcedureEdge = {
  __typename?: 'ProcedureEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: Procedure;
};

/** Someone who did a procedure (FHIR Procedure.performer). */
export type ProcedurePerformer = {
  __typename?: 'ProcedurePerformer';
  /** Who. */
  actor: Maybe<ActorReference>;
  /** As what, such as surgeon. */
  function: Maybe<CodeableConcept>;
  /** For which organization. */
  onBehalfOf: Maybe<OrganizationReference>;
};

/** How far a procedure is (FHIR EventStatus). */
export type ProcedureStatus =
  /** Done. */
  | 'COMPLETED'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** Under way. */
  | 'IN_PROGRESS'
  /** It was not done. */
  | 'NOT_DONE'
  /** Held up for a while. */
  | 'ON_HOLD'
  /** Being prepared. */
  | 'PREPARATION'
  /** Broken off. */
  | 'STOPPED'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A record that can forbid something. */
export type ProhibitingRecord = CarePlan | MedicationRequest | ServiceRequest;

/** An instruction not to give or do something. */
export type Prohibition = {
  __typename?: 'Prohibition';
  /** False once it was completed, stopped, cancelled or revoked. */
  isInForce: Scalars['Boolean']['output'];
  /** The element that forbids it, as a FHIRPath such as `MedicationRequest.doNotPerform`. */
  path: Scalars['String']['output'];
  /** The record that forbids it. Selecting it costs no request. */
  record: ProhibitingRecord;
  /** Ready to show, such as `Do not give: aspirin`. Says so if it is no longer in force. */
  text: Scalars['String']['output'];
};

/** Where records come from: who made or sent them, and when (FHIR Provenance). */
export type Provenance = {
  __typename?: 'Provenance';
  /** What was done, such as that a record was created (`Provenance.activity`). */
  activity: Maybe<CodeableConcept>;
  /** Who took part, such as the author and the one who sent it (`Provenance.agent`). */
  agents: Array<ProvenanceAgent>;
  /** The FHIR id (`Provenance.id`). */
  id: Scalars['ID']['output'];
  /** Where it was done (`Provenance.location`). */
  location: Maybe<LocationReference>;
  /** When it was done, or from when on (`Provenance.occurred[x]`). */
  occurred: Maybe<Scalars['FhirDateTime']['output']>;
  /** The stretch of time over which it was done (`Provenance.occurredPeriod`). */
  occurredPeriod: Maybe<Period>;
  /** Why it was done (`Provenance.reason`). */
  reasons: Array<CodeableConcept>;
  /** When it was recorded (`Provenance.recorded`). */
  recorded: Maybe<Scalars['FhirDateTime']['output']>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** The records that it is about (`Provenance.target`). */
  targets: Array<Reference>;
};

/** Someone who took part in making or sending a record (FHIR Provenance.agent). */
export type ProvenanceAgent = {
  __typename?: 'ProvenanceAgent';
  /** For whom (`agent.onBehalfOf`). */
  onBehalfOf: Maybe<ActorReference>;
  /** As what (`agent.role`). */
  roles: Array<CodeableConcept>;
  /** How they took part, such as `Author` or `Transmitter` (`agent.type`). */
  type: Maybe<CodeableConcept>;
  /** Who (`agent.who`). */
  who: Maybe<ActorReference>;
};

/** An amount with its unit (FHIR Quantity). */
export type Quantity = {
  __typename?: 'Quantity';
  /** The unit's code, in UCUM where `system` says so. */
  code: Maybe<Scalars['String']['output']>;
  /** How the number is to be read, where it is a bound. */
  comparator: Maybe<QuantityComparator>;
  /** The number as the server wrote it, with all its digits. */
  decimal: Maybe<Scalars['FhirDecimal']['output']>;
  /** The system of the unit's code. */
  system: Maybe<Scalars['String']['output']>;
  /** Ready to show, such as `7.2 g/dL` or `<0.5 mg/L`. */
  text: Maybe<Scalars['String']['output']>;
  /** The unit as people write it. */
  unit: Maybe<Scalars['String']['output']>;
  /** The number. */
  value: Maybe<Scalars['Float']['output']>;
};

/** How the number of a quantity is to be read (FHIR QuantityComparator). */
export type QuantityComparator =
  /** The actual value is greater or the same. */
  | 'GREATER_OR_EQUAL'
  /** The actual value is greater. */
  | 'GREATER_THAN'
  /** The actual value is less or the same. */
  | 'LESS_OR_EQUAL'
  /** The actual value is less. */
  | 'LESS_THAN'
  /** A comparator that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** Where every query begins. */
export type Query = {
  __typename?: 'Query';
  /** One allergy or intolerance by FHIR id; null where there is none. */
  allergyIntolerance: Maybe<AllergyIntolerance>;
  /** One appointment by FHIR id; null where there is none. */
  appointment: Maybe<Appointment>;
  /** One care plan by FHIR id; null where there is none. */
  carePlan: Maybe<CarePlan>;
  /** One care team by FHIR id; null where there is none. */
  careTeam: Maybe<CareTeam>;
  /** One problem, diagnosis or concern by FHIR id; null where there is none. */
  condition: Maybe<Condition>;
  /** One coverage of the costs of care by FHIR id; null where there is none. */
  coverage: Maybe<Coverage>;
  /** One device by FHIR id; null where there is none. */
  device: Maybe<Device>;
  /** One diagnostic report by FHIR id; null where there is none. */
  diagnosticReport: Maybe<DiagnosticReport>;
  /** One clinical note or other document by FHIR id; null where there is none. */
  documentReference: Maybe<DocumentReference>;
  /** One encounter by FHIR id; null where there is none. */
  encounter: Maybe<Encounter>;
  /** One history of a relative by FHIR id; null where there is none. */
  familyMemberHistory: Maybe<FamilyMemberHistory>;
  /** One goal by FHIR id; null where there is none. */
  goal: Maybe<Goal>;
  /** One vaccination by FHIR id; null where there is none. */
  immunization: Maybe<Immunization>;
  /** One location by FHIR id; null where there is none. */
  location: Maybe<Location>;
  /** One medication by FHIR id; null where there is none. */
  medication: Maybe<Medication>;
  /** One dispense of a medication by FHIR id; null where there is none. */
  medicationDispense: Maybe<MedicationDispense>;
  /** One order or record of a medication by FHIR id; null where there is none. */
  medicationRequest: Maybe<MedicationRequest>;
  /** One observation by FHIR id; null where there is none. */
  observation: Maybe<Observation>;
  /** One organization by FHIR id; null where there is none. */
  organization: Maybe<Organization>;
  /** One patient by FHIR id; null where there is none. Example id: `erXuFYUfucBZaryVksYEcMg3`. */
  patient: Maybe<Patient>;
  /** The one patient with an identifier; null where there is none, an error where there are several. */
  patientByIdentifier: Maybe<Patient>;
  /**
   * Patients: those of the configured panel, or those that the filter finds. Epic has no list of all its patients.
   * Example: `patients(first: 10) { id fullName }`.
   */
  patients: Maybe<Array<Patient>>;
  /** The same patients, a page at a time. */
  patientsConnection: Maybe<PatientConnection>;
  /** One practitioner by FHIR id; null where there is none. */
  practitioner: Maybe<Practitioner>;
  /** One role of a practitioner by FHIR id; null where there is none. */
  practitionerRole: Maybe<PractitionerRole>;
  /** One procedure by FHIR id; null where there is none. */
  procedure: Maybe<Procedure>;
  /** One account of where records come from by FHIR id; null where there is none. */
  provenance: Maybe<Provenance>;
  /** One person who has to do with a patient by FHIR id; null where there is none. */
  relatedPerson: Maybe<RelatedPerson>;
  /** One order of a test, a procedure or another service by FHIR id; null where there is none. */
  serviceRequest: Maybe<ServiceRequest>;
  /** One specimen by FHIR id; null where there is none. */
  specimen: Maybe<Specimen>;
};


/** Where every query begins. */
export type QueryAllergyIntoleranceArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryAppointmentArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryCarePlanArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryCareTeamArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryConditionArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryCoverageArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryDeviceArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryDiagnosticReportArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryDocumentReferenceArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryEncounterArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryFamilyMemberHistoryArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryGoalArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryImmunizationArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryLocationArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryMedicationArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryMedicationDispenseArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryMedicationRequestArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryObservationArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryOrganizationArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryPatientArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryPatientByIdentifierArgs = {
  system: Scalars['String']['input'];
  value: Scalars['String']['input'];
};


/** Where every query begins. */
export type QueryPatientsArgs = {
  filter: InputMaybe<PatientFilter>;
  first?: Scalars['Int']['input'];
};


/** Where every query begins. */
export type QueryPatientsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<PatientFilter>;
  first?: Scalars['Int']['input'];
};


/** Where every query begins. */
export type QueryPractitionerArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryPractitionerRoleArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryProcedureArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryProvenanceArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryRelatedPersonArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QueryServiceRequestArgs = {
  id: Scalars['ID']['input'];
};


/** Where every query begins. */
export type QuerySpecimenArgs = {
  id: Scalars['ID']['input'];
};

/** A range from one amount to another (FHIR Range). */
export type Range = {
  __typename?: 'Range';
  /** The upper bound. */
  high: Maybe<Quantity>;
  /** The lower bound. */
  low: Maybe<Quantity>;
  /** Ready to show, such as `3.5–5.1 mmol/L`. */
  text: Maybe<Scalars['String']['output']>;
};

/** A rate. */
export type RateInput = {
  /** Of what time. */
  unit: RateUnit;
  /** How many; a whole number. */
  value: Scalars['Float']['input'];
};

/** Units of rates. */
export type RateUnit =
  /** In a minute (UCUM `/min`). */
  | 'PER_MINUTE';

/** A relation of two amounts (FHIR Ratio). */
export type Ratio = {
  __typename?: 'Ratio';
  /** The second amount. */
  denominator: Maybe<Quantity>;
  /** The first amount. */
  numerator: Maybe<Quantity>;
  /** Ready to show, such as `1:128`. */
  text: Maybe<Scalars['String']['output']>;
};

/** What became of a reading. */
export type ReadingStatus =
  /** The server has taken it, and does not say yet under which id it will be there. */
  | 'ACCEPTED'
  /** There was one of this kind, patient and time already; nothing was written. */
  | 'ALREADY_EXISTS'
  /** It is on record. */
  | 'CREATED'
  /** It did not come to be written, for a reason that can pass; try again with the same key. */
  | 'FAILED'
  /** It was sent, and nobody knows whether it is on record. Ask again with the same key: it is looked up, and never sent twice. */
  | 'OUTCOME_UNKNOWN'
  /** The server does not take it; `error` says why. Nothing was written. */
  | 'REFUSED';

/**
 * Vital signs of one patient at one time; at least one of them. Example: `{ patientId: "…", encounterId: "…", takenAt:
 * "2026-05-01T09:30:00-05:00", bodyTemperature: { value: 37.2, unit: CELSIUS } }`.
 */
export type RecordVitalSignsInput = {
  /** Blood pressure, such as `{ systolic: 118, diastolic: 76 }` (LOINC 85354-9). */
  bloodPressure?: InputMaybe<BloodPressureInput>;
  /** Body height, such as `{ value: 172, unit: CENTIMETER }` (LOINC 8302-2). */
  bodyHeight?: InputMaybe<HeightInput>;
  /** Body temperature, such as `{ value: 37.2, unit: CELSIUS }` (LOINC 8310-5). */
  bodyTemperature?: InputMaybe<TemperatureInput>;
  /** Body weight, such as `{ value: 70.5, unit: KILOGRAM }` (LOINC 29463-7). */
  bodyWeight?: InputMaybe<WeightInput>;
  /** The FHIR id of the visit at which they were taken, which has to be open (`Observation.encounter`). */
  encounterId: Scalars['ID']['input'];
  /** Heart rate, such as `{ value: 72 }` (LOINC 8867-4). */
  heartRate?: InputMaybe<RateInput>;
  /** Oxygen saturation, such as `{ value: 98 }` (LOINC 2708-6). */
  oxygenSaturation?: InputMaybe<SaturationInput>;
  /** The FHIR id of the patient (`Observation.subject`). */
  patientId: Scalars['ID']['input'];
  /** Respiratory rate, such as `{ value: 16 }` (LOINC 9279-1). */
  respiratoryRate?: InputMaybe<RateInput>;
  /** When they were taken, with the offset, to the second; not in the future (`Observation.effectiveDateTime`). */
  takenAt: Scalars['FhirDateTime']['input'];
};

/** What became of vital signs. */
export type RecordVitalSignsPayload = {
  __typename?: 'RecordVitalSignsPayload';
  /** What became of each that was given, in the order of the input's fields in the schema. */
  readings: Array<VitalSignReading>;
};

/** A pointer to another resource of any type (FHIR Reference). Each of its parts can be missing. */
export type Reference = {
  __typename?: 'Reference';
  /** The resource in words, such as a person's name. Asking for it costs no request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the resource, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself, such as `Condition/eKq1…`; null where the server gives only words or an identifier. */
  reference: Maybe<Scalars['String']['output']>;
  /** The resource itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<AnyResource>;
  /** The type of the resource, such as `Condition`; read from the reference where the server does not say. */
  type: Maybe<Scalars['String']['output']>;
};

/** What is usual for a result (FHIR Observation.referenceRange). */
export type ReferenceRange = {
  __typename?: 'ReferenceRange';
  /** The ages that the range applies to. */
  age: Maybe<Range>;
  /** Whom the range applies to. */
  appliesTo: Array<CodeableConcept>;
  /** The upper bound. */
  high: Maybe<Quantity>;
  /** The lower bound. */
  low: Maybe<Quantity>;
  /** Ready to show, such as `13.5–17.5 g/dL`: its own text, else its bounds. */
  text: Maybe<Scalars['String']['output']>;
  /** What the range is of, such as normal or therapeutic. */
  type: Maybe<CodeableConcept>;
};

/** A person who has to do with a patient, such as a parent or a guardian (FHIR RelatedPerson). */
export type RelatedPerson = {
  __typename?: 'RelatedPerson';
  /** Whether the record is in use (`RelatedPerson.active`). */
  active: Maybe<Scalars['Boolean']['output']>;
  /** Addresses (`RelatedPerson.address`). */
  addresses: Array<Address>;
  /** The date of birth (`RelatedPerson.birthDate`). */
  birthDate: Maybe<Scalars['FhirDate']['output']>;
  /** The name to show. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The administrative gender (`RelatedPerson.gender`). */
  gender: Maybe<AdministrativeGender>;
  /** The FHIR id (`RelatedPerson.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers, without social security numbers (`RelatedPerson.identifier`). */
  identifiers: Array<Identifier>;
  /** All names on record (`RelatedPerson.name`). */
  names: Array<Name>;
  /** Whom the person has to do with (`RelatedPerson.patient`). */
  patient: Maybe<PatientReference>;
  /** From when to when the person is that to the patient (`RelatedPerson.period`). */
  period: Maybe<Period>;
  /** What the person is to the patient, such as `Mother` (`RelatedPerson.relationship`). */
  relationships: Array<CodeableConcept>;
  /** The raw FHIR resource, with social security numbers masked. */
  resource: Scalars['JSON']['output'];
  /** Phone numbers, email addresses and the like (`RelatedPerson.telecom`). */
  telecom: Array<ContactPoint>;
};

/** A page of related persons. */
export type RelatedPersonConnection = {
  __typename?: 'RelatedPersonConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<RelatedPersonEdge>;
  /** What is on the page. */
  nodes: Array<RelatedPerson>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of related persons. */
export type RelatedPersonEdge = {
  __typename?: 'RelatedPersonEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: RelatedPerson;
};

/** How binding an order or a plan is (FHIR RequestIntent). */
export type RequestIntent =
  /** What somebody is told to do. */
  | 'DIRECTIVE'
  /** The order as those who carry it out see it. */
  | 'FILLER_ORDER'
  /** One occasion of an order. */
  | 'INSTANCE_ORDER'
  /** One of several ways to go. */
  | 'OPTION'
  /** Leave to do it. */
  | 'ORDER'
  /** The order that others come from. */
  | 'ORIGINAL_ORDER'
  /** What is meant to be done, without leave to do it. */
  | 'PLAN'
  /** A suggestion. */
  | 'PROPOSAL'
  /** An order that follows by itself from another. */
  | 'REFLEX_ORDER'
  /** An intent that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED';

/** How soon something is to be done (FHIR RequestPriority). */
export type RequestPriority =
  /** As soon as possible. */
  | 'ASAP'
  /** In its turn. */
  | 'ROUTINE'
  /** At once. */
  | 'STAT'
  /** A priority that FHIR does not know; the raw resource has it. */
  | 'UNRECOGNIZED'
  /** Before others. */
  | 'URGENT';

/** How far an order or a plan is (FHIR RequestStatus). */
export type RequestStatus =
  /** In force. */
  | 'ACTIVE'
  /** Done. */
  | 'COMPLETED'
  /** Not yet in force. */
  | 'DRAFT'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** In force, and held up for a while. */
  | 'ON_HOLD'
  /** Called off. */
  | 'REVOKED'
  /** Not known. */
  | 'UNKNOWN'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED';

/** A series of measurements, such as a curve (FHIR SampledData). */
export type SampledData = {
  __typename?: 'SampledData';
  /** The samples, separated by spaces; `E`, `U` and `L` stand for an error, above and below what can be measured. */
  data: Maybe<Scalars['String']['output']>;
  /** How many samples belong to one point in time. */
  dimensions: Maybe<Scalars['Int']['output']>;
  /** What each sample is multiplied by. */
  factor: Maybe<Scalars['Float']['output']>;
  /** What zero stands for, and the unit. */
  origin: Maybe<Quantity>;
  /** Milliseconds between two samples. */
  period: Maybe<Scalars['Float']['output']>;
};

/** A saturation. */
export type SaturationInput = {
  /** Of what. */
  unit: SaturationUnit;
  /** How much of all, from 0 to 100. */
  value: Scalars['Float']['input'];
};

/** Units of saturations. */
export type SaturationUnit =
  /** Of a hundred (UCUM `%`). */
  | 'PERCENT';

/** An order or a plan of a test, a procedure or another service (FHIR ServiceRequest). */
export type ServiceRequest = {
  __typename?: 'ServiceRequest';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When it was ordered (`ServiceRequest.authoredOn`). */
  authoredOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** What the order fulfils, such as a care plan (`ServiceRequest.basedOn`). */
  basedOn: Array<Reference>;
  /** Where on the body (`ServiceRequest.bodySite`). */
  bodySites: Array<CodeableConcept>;
  /** What kind of service it is, such as laboratory (`ServiceRequest.category`). */
  categories: Array<CodeableConcept>;
  /** What is ordered (`ServiceRequest.code`). */
  code: Maybe<CodeableConcept>;
  /** More about what is ordered (`ServiceRequest.orderDetail`). */
  details: Array<CodeableConcept>;
  /** True where the service is not to be done (`ServiceRequest.doNotPerform`). */
  doNotPerform: Maybe<Scalars['Boolean']['output']>;
  /** The visit at which it was ordered (`ServiceRequest.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** The FHIR id (`ServiceRequest.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the order (`ServiceRequest.identifier`). */
  identifiers: Array<Identifier>;
  /** How binding it is (`ServiceRequest.intent`). */
  intent: Maybe<RequestIntent>;
  /** Where it is to be done (`ServiceRequest.locationReference`). */
  locations: Array<LocationReference>;
  /** What is ordered, ready to show, such as `Complete blood count` (`ServiceRequest.code`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`ServiceRequest.note`). */
  notes: Array<Scalars['String']['output']>;
  /** When it is to be done, or from when on (`ServiceRequest.occurrence[x]`). */
  occurrence: Maybe<Scalars['FhirDateTime']['output']>;
  /** The stretch of time in which it is to be done (`ServiceRequest.occurrencePeriod`). */
  occurrencePeriod: Maybe<Period>;
  /** How often it is to be done, such as `once a day` (`ServiceRequest.occurrenceTiming`). */
  occurrenceText: Maybe<Scalars['String']['output']>;
  /** What the patient is told to do (`ServiceRequest.patientInstruction`). */
  patientInstruction: Maybe<Scalars['String']['output']>;
  /** Who is to do it (`ServiceRequest.performer`). */
  performers: Array<ActorReference>;
  /** How soon it is to be done (`ServiceRequest.priority`). */
  priority: Maybe<RequestPriority>;
  /** Why, as records such as conditions (`ServiceRequest.reasonReference`). */
  reasonReferences: Array<Reference>;
  /** Why, in words and codes (`ServiceRequest.reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who ordered it (`ServiceRequest.requester`). */
  requester: Maybe<ActorReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** The specimens to work with (`ServiceRequest.specimen`). */
  specimens: Array<SpecimenReference>;
  /** How far the order is (`ServiceRequest.status`). */
  status: Maybe<RequestStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it is for (`ServiceRequest.subject`). */
  subject: Maybe<PatientReference>;
};

/** A page of orders. */
export type ServiceRequestConnection = {
  __typename?: 'ServiceRequestConnection';
  /** What is on the page, each with a cursor. */
  edges: Array<ServiceRequestEdge>;
  /** What is on the page. */
  nodes: Array<ServiceRequest>;
  /** Whether and where the list goes on. */
  pageInfo: PageInfo;
};

/** One of a page of orders. */
export type ServiceRequestEdge = {
  __typename?: 'ServiceRequestEdge';
  /** Opaque; give it as `after` to go on after this one. */
  cursor: Scalars['String']['output'];
  /** What is on the page. */
  node: ServiceRequest;
};

/** A pointer to an order (FHIR Reference). */
export type ServiceRequestReference = {
  __typename?: 'ServiceRequestReference';
  /** The order in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<ServiceRequest>;
  /** The type of the resource: `ServiceRequest`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A sample for a test, such as of blood (FHIR Specimen). */
export type Specimen = {
  __typename?: 'Specimen';
  /** The identifier that the laboratory gave it (`Specimen.accessionIdentifier`). */
  accession: Maybe<Identifier>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Where on the body it was taken (`Specimen.collection.bodySite`). */
  bodySite: Maybe<CodeableConcept>;
  /** When it was taken, or from when on (`Specimen.collection.collected[x]`). */
  collected: Maybe<Scalars['FhirDateTime']['output']>;
  /** The stretch of time over which it was taken (`Specimen.collection.collectedPeriod`). */
  collectedPeriod: Maybe<Period>;
  /** Who took it (`Specimen.collection.collector`). */
  collector: Maybe<ActorReference>;
  /** What state it is in, such as clotted (`Specimen.condition`). */
  conditions: Array<CodeableConcept>;
  /** What it is kept in (`Specimen.container`). */
  containers: Array<SpecimenContainer>;
  /** The FHIR id (`Specimen.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers (`Specimen.identifier`). */
  identifiers: Array<Identifier>;
  /** How it was taken, such as by puncture (`Specimen.collection.method`). */
  method: Maybe<CodeableConcept>;
  /** What it is of, ready to show, such as `Venous blood` (`Specimen.type`). */
  name: Maybe<Scalars['String']['output']>;
  /** Comments (`Specimen.note`). */
  notes: Array<Scalars['String']['output']>;
  /** The specimens that it was taken from (`Specimen.parent`). */
  parents: Array<SpecimenReference>;
  /** How much was taken (`Specimen.collection.quantity`). */
  quantity: Maybe<Quantity>;
  /** When the laboratory received it (`Specimen.receivedTime`). */
  received: Maybe<Scalars['FhirDateTime']['output']>;
  /** The orders that it was taken for (`Specimen.request`). */
  requests: Array<ServiceRequestReference>;
  /** The raw FHIR resource. */
  resource: Scalars['JSON']['output'];
  /** Whether it can be used (`Specimen.status`). */
  status: Maybe<SpecimenStatus>;
  /** The status as the server wrote it. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whom it was taken from (`Specimen.subject`). */
  subject: Maybe<PatientReference>;
  /** What it is of (`Specimen.type`). */
  type: Maybe<CodeableConcept>;
};

/** What a specimen is kept in (FHIR Specimen.container). */
export type SpecimenContainer = {
  __typename?: 'SpecimenContainer';
  /** What is added to the specimen, such as EDTA (`container.additiveCodeableConcept`). */
  additive: Maybe<CodeableConcept>;
  /** How much the container holds at the most (`container.capacity`). */
  capacity: Maybe<Quantity>;
  /** The container in words (`container.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** How much of the specimen is in it (`container.specimenQuantity`). */
  quantity: Maybe<Quantity>;
  /** What kind of container it is, such as a tube (`container.type`). */
  type: Maybe<CodeableConcept>;
};

/** A pointer to a specimen (FHIR Reference). */
export type SpecimenReference = {
  __typename?: 'SpecimenReference';
  /** The specimen in words. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of it, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself. */
  reference: Maybe<Scalars['String']['output']>;
  /** It itself; null where it cannot be read. Read only if selected. */
  resource: Maybe<Specimen>;
  /** The type of the resource: `Specimen`. */
  type: Maybe<Scalars['String']['output']>;
};

/** Whether a specimen can be used (FHIR SpecimenStatus). */
export type SpecimenStatus =
  /** It is there and can be used. */
  | 'AVAILABLE'
  /** Never meant to be. */
  | 'ENTERED_IN_ERROR'
  /** It is not there. */
  | 'UNAVAILABLE'
  /** A status that FHIR does not know; `statusCode` has it. */
  | 'UNRECOGNIZED'
  /** It is there and cannot be used. */
  | 'UNSATISFACTORY';

/** A value that is text. */
export type StringValue = {
  __typename?: 'StringValue';
  /** The value, such as `Positive`. */
  string: Scalars['String']['output'];
};

/** Systems that substances are coded in. */
export type SubstanceCodeSystem =
  /** RxNorm, for drugs. */
  | 'RXNORM'
  /** SNOMED CT, for all else. */
  | 'SNOMED';

/** A substance with its name. */
export type SubstanceInput = {
  /** The code, such as `7980`. */
  code: Scalars['String']['input'];
  /** What it is called, such as `Penicillin G`. */
  name: Scalars['String']['input'];
  /** The system of the code. */
  system: SubstanceCodeSystem;
};

/** A temperature. */
export type TemperatureInput = {
  /** In which degrees. */
  unit: TemperatureUnit;
  /** How warm. */
  value: Scalars['Float']['input'];
};

/** Units of temperatures. */
export type TemperatureUnit =
  /** Degrees Celsius (UCUM `Cel`). */
  | 'CELSIUS'
  /** Degrees Fahrenheit (UCUM `[degF]`). */
  | 'FAHRENHEIT';

/** A value that is a time of day. */
export type TimeValue = {
  __typename?: 'TimeValue';
  /** The value, such as `09:30:00`. */
  time: Scalars['String']['output'];
};

/** A kind of vital sign. */
export type VitalSignKind =
  /** Blood pressure. */
  | 'BLOOD_PRESSURE'
  /** Body height. */
  | 'BODY_HEIGHT'
  /** Body temperature. */
  | 'BODY_TEMPERATURE'
  /** Body weight. */
  | 'BODY_WEIGHT'
  /** Heart rate. */
  | 'HEART_RATE'
  /** Oxygen saturation. */
  | 'OXYGEN_SATURATION'
  /** Respiratory rate. */
  | 'RESPIRATORY_RATE';

/** What became of one vital sign. */
export type VitalSignReading = {
  __typename?: 'VitalSignReading';
  /** Why it was not recorded, or that nobody knows whether it was; null where it was. */
  error: Maybe<WriteError>;
  /** The FHIR id of the observation; null where there is none, or the server has not told it. */
  id: Maybe<Scalars['ID']['output']>;
  /** Which one. */
  kind: VitalSignKind;
  /** The observation as it is on record; where it was there already, the one that was. Null where the server does not show it (yet). */
  observation: Maybe<Observation>;
  /** What became of it. */
  status: ReadingStatus;
  /** That the value is beyond what is usual at any age, for people to check; it was sent all the same. */
  warning: Maybe<Scalars['String']['output']>;
};

/** A weight. */
export type WeightInput = {
  /** In which unit. */
  unit: WeightUnit;
  /** How heavy. */
  value: Scalars['Float']['input'];
};

/** Units of weights. */
export type WeightUnit =
  /** Grams, as for newborns (UCUM `g`). */
  | 'GRAM'
  /** Kilograms (UCUM `kg`). */
  | 'KILOGRAM'
  /** Pounds (UCUM `[lb_av]`). */
  | 'POUND';

/** Why something was not written. */
export type WriteError = {
  __typename?: 'WriteError';
  /** One of this gateway's codes, such as `BAD_USER_INPUT`. */
  code: Scalars['String']['output'];
  /** What was expected, and what to do. */
  message: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  Actor:
    | ( fhir.Stored<fhir.CareTeam> )
    | ( fhir.Stored<fhir.Device> )
    | ( fhir.Stored<fhir.Organization> )
    | ( fhir.Stored<fhir.Patient> )
    | ( fhir.Stored<fhir.Practitioner> )
    | ( fhir.Stored<fhir.PractitionerRole> )
    | ( fhir.Stored<fhir.RelatedPerson> )
  ;
  AnyResource:
    | ( fhir.Stored<fhir.AllergyIntolerance> )
    | ( fhir.Stored<fhir.Appointment> )
    | ( fhir.Stored<fhir.CarePlan> )
    | ( fhir.Stored<fhir.CareTeam> )
    | ( fhir.Stored<fhir.Condition> )
    | ( fhir.Stored<fhir.Coverage> )
    | ( fhir.Stored<fhir.Device> )
    | ( fhir.Stored<fhir.DiagnosticReport> )
    | ( fhir.Stored<fhir.DocumentReference> )
    | ( fhir.Stored<fhir.Encounter> )
    | ( fhir.Stored<fhir.FamilyMemberHistory> )
    | ( fhir.Stored<fhir.Goal> )
    | ( fhir.Stored<fhir.Immunization> )
    | ( fhir.Stored<fhir.Location> )
    | ( fhir.Stored<fhir.Medication> )
    | ( fhir.Stored<fhir.MedicationDispense> )
    | ( fhir.Stored<fhir.MedicationRequest> )
    | ( fhir.Stored<fhir.Observation> )
    | ( fhir.Stored<fhir.Organization> )
    | ( fhir.Stored<fhir.Patient> )
    | ( fhir.Stored<fhir.Practitioner> )
    | ( fhir.Stored<fhir.PractitionerRole> )
    | ( fhir.Stored<fhir.Procedure> )
    | ( fhir.Stored<fhir.Provenance> )
    | ( fhir.Stored<fhir.RelatedPerson> )
    | ( fhir.Stored<fhir.ServiceRequest> )
    | ( fhir.Stored<fhir.Specimen> )
  ;
  AppointmentActor:
    | ( fhir.Stored<fhir.Device> )
    | ( fhir.Stored<fhir.Location> )
    | ( fhir.Stored<fhir.Patient> )
    | ( fhir.Stored<fhir.Practitioner> )
    | ( fhir.Stored<fhir.PractitionerRole> )
    | ( fhir.Stored<fhir.RelatedPerson> )
  ;
  ObservationValue:
    | ( Extract<observation.ObservationValue, { type: 'BooleanValue' }> )
    | ( fhir.CodeableConcept )
    | ( Extract<observation.ObservationValue, { type: 'DateTimeValue' }> )
    | ( Extract<observation.ObservationValue, { type: 'IntegerValue' }> )
    | ( fhir.Period )
    | ( fhir.Quantity )
    | ( fhir.Range )
    | ( fhir.Ratio )
    | ( fhir.SampledData )
    | ( Extract<observation.ObservationValue, { type: 'StringValue' }> )
    | ( Extract<observation.ObservationValue, { type: 'TimeValue' }> )
  ;
  ProhibitingRecord:
    | ( fhir.Stored<fhir.CarePlan> )
    | ( fhir.Stored<fhir.MedicationRequest> )
    | ( fhir.Stored<fhir.ServiceRequest> )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Actor: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['Actor']>;
  ActorReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  AddAllergyInput: AddAllergyInput;
  AddAllergyPayload: ResolverTypeWrapper<writes.CreatedResource<'AllergyIntolerance'>>;
  AddProblemInput: AddProblemInput;
  AddProblemPayload: ResolverTypeWrapper<writes.CreatedResource<'Condition'>>;
  Address: ResolverTypeWrapper<fhir.Address>;
  AddressType: AddressType;
  AddressUse: AddressUse;
  AdministrativeGender: AdministrativeGender;
  AllergyCategory: AllergyCategory;
  AllergyClinicalStatus: AllergyClinicalStatus;
  AllergyCriticality: AllergyCriticality;
  AllergyIntolerance: ResolverTypeWrapper<fhir.Stored<fhir.AllergyIntolerance>>;
  AllergyIntoleranceConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.AllergyIntolerance>>>;
  AllergyIntoleranceEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.AllergyIntolerance>>>;
  AllergyIntoleranceReaction: ResolverTypeWrapper<InResource<fhir.AllergyIntoleranceReaction>>;
  AllergyMeaning: AllergyMeaning;
  AllergyReactionInput: AllergyReactionInput;
  AllergyReactionSeverity: AllergyReactionSeverity;
  AllergyStatus: AllergyStatus;
  AllergyType: AllergyType;
  AllergyVerificationStatus: AllergyVerificationStatus;
  Annotation: ResolverTypeWrapper<InResource<fhir.Annotation>>;
  AnyResource: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AnyResource']>;
  Appointment: ResolverTypeWrapper<fhir.Stored<fhir.Appointment>>;
  AppointmentActor: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AppointmentActor']>;
  AppointmentActorReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  AppointmentConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Appointment>>>;
  AppointmentEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Appointment>>>;
  AppointmentParticipant: ResolverTypeWrapper<InResource<fhir.AppointmentParticipant>>;
  AppointmentParticipantRequired: AppointmentParticipantRequired;
  AppointmentParticipantStatus: AppointmentParticipantStatus;
  AppointmentStatus: AppointmentStatus;
  BloodPressureInput: BloodPressureInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BooleanValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'BooleanValue' }>>;
  CarePlan: ResolverTypeWrapper<fhir.Stored<fhir.CarePlan>>;
  CarePlanActivity: ResolverTypeWrapper<InResource<fhir.CarePlanActivity>>;
  CarePlanActivityStatus: CarePlanActivityStatus;
  CarePlanConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.CarePlan>>>;
  CarePlanEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.CarePlan>>>;
  CareTeam: ResolverTypeWrapper<fhir.Stored<fhir.CareTeam>>;
  CareTeamConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.CareTeam>>>;
  CareTeamEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.CareTeam>>>;
  CareTeamParticipant: ResolverTypeWrapper<InResource<fhir.CareTeamParticipant>>;
  CareTeamReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  CareTeamStatus: CareTeamStatus;
  ClinicalNoteStatus: ClinicalNoteStatus;
  ClinicalNoteType: ClinicalNoteType;
  CodeStatus: ResolverTypeWrapper<codeStatus.CodeStatus>;
  CodeStatusEntry: ResolverTypeWrapper<codeStatusRecords.CodeStatusEntry>;
  CodeStatusKind: CodeStatusKind;
  CodeStatusState: CodeStatusState;
  CodeSystem: CodeSystem;
  CodeableConcept: ResolverTypeWrapper<fhir.CodeableConcept>;
  Coding: ResolverTypeWrapper<fhir.Coding>;
  Condition: ResolverTypeWrapper<fhir.Stored<fhir.Condition>>;
  ConditionCategory: ConditionCategory;
  ConditionClinicalStatus: ConditionClinicalStatus;
  ConditionConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Condition>>>;
  ConditionEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Condition>>>;
  ConditionMeaning: ConditionMeaning;
  ConditionReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  ConditionVerificationStatus: ConditionVerificationStatus;
  ContactPoint: ResolverTypeWrapper<fhir.ContactPoint>;
  ContactPointSystem: ContactPointSystem;
  ContactPointUse: ContactPointUse;
  Coverage: ResolverTypeWrapper<fhir.Stored<fhir.Coverage>>;
  CoverageClass: ResolverTypeWrapper<fhir.CoverageClass>;
  CoverageConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Coverage>>>;
  CoverageEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Coverage>>>;
  CoverageStatus: CoverageStatus;
  CreateClinicalNoteInput: CreateClinicalNoteInput;
  CreateClinicalNotePayload: ResolverTypeWrapper<writes.CreatedResource<'DocumentReference'>>;
  CreatePatientInput: CreatePatientInput;
  CreatePatientPayload: ResolverTypeWrapper<writes.CreatedResource<'Patient'>>;
  CreationStatus: CreationStatus;
  DateTimeValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'DateTimeValue' }>>;
  Demographic: ResolverTypeWrapper<patient.Demographic>;
  Device: ResolverTypeWrapper<fhir.Stored<fhir.Device>>;
  DeviceConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Device>>>;
  DeviceEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Device>>>;
  DeviceReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  DeviceStatus: DeviceStatus;
  DeviceUdiCarrier: ResolverTypeWrapper<fhir.DeviceUdiCarrier>;
  DiagnosticReport: ResolverTypeWrapper<fhir.Stored<fhir.DiagnosticReport>>;
  DiagnosticReportConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.DiagnosticReport>>>;
  DiagnosticReportEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.DiagnosticReport>>>;
  DiagnosticReportStatus: DiagnosticReportStatus;
  DocumentContent: ResolverTypeWrapper<InResource<fhir.Attachment>>;
  DocumentReference: ResolverTypeWrapper<fhir.Stored<fhir.DocumentReference>>;
  DocumentReferenceConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.DocumentReference>>>;
  DocumentReferenceEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.DocumentReference>>>;
  DocumentReferenceReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  DocumentReferenceRelatesTo: ResolverTypeWrapper<InResource<fhir.DocumentReferenceRelatesTo>>;
  DocumentReferenceStatus: DocumentReferenceStatus;
  DocumentRelation: DocumentRelation;
  DocumentTextStatus: DocumentTextStatus;
  Dosage: ResolverTypeWrapper<fhir.Dosage>;
  Encounter: ResolverTypeWrapper<fhir.Stored<fhir.Encounter>>;
  EncounterConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Encounter>>>;
  EncounterEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Encounter>>>;
  EncounterLocation: ResolverTypeWrapper<InResource<fhir.EncounterLocation>>;
  EncounterParticipant: ResolverTypeWrapper<InResource<fhir.EncounterParticipant>>;
  EncounterReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  EncounterStatus: EncounterStatus;
  ExcludedRecords: ExcludedRecords;
  FamilyHistoryStatus: FamilyHistoryStatus;
  FamilyMemberHistory: ResolverTypeWrapper<fhir.Stored<fhir.FamilyMemberHistory>>;
  FamilyMemberHistoryCondition: ResolverTypeWrapper<InResource<fhir.FamilyMemberHistoryCondition>>;
  FamilyMemberHistoryConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.FamilyMemberHistory>>>;
  FamilyMemberHistoryEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.FamilyMemberHistory>>>;
  FhirDate: ResolverTypeWrapper<Scalars['FhirDate']['output']>;
  FhirDateTime: ResolverTypeWrapper<Scalars['FhirDateTime']['output']>;
  FhirDecimal: ResolverTypeWrapper<Scalars['FhirDecimal']['output']>;
  FindingCodeSystem: FindingCodeSystem;
  FindingInput: FindingInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Goal: ResolverTypeWrapper<fhir.Stored<fhir.Goal>>;
  GoalAchievementStatus: GoalAchievementStatus;
  GoalConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Goal>>>;
  GoalEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Goal>>>;
  GoalLifecycleStatus: GoalLifecycleStatus;
  GoalReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  GoalTarget: ResolverTypeWrapper<fhir.GoalTarget>;
  HeightInput: HeightInput;
  HeightUnit: HeightUnit;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Identifier: ResolverTypeWrapper<fhir.Identifier>;
  IdentifierFilter: IdentifierFilter;
  IdentifierUse: IdentifierUse;
  Immunization: ResolverTypeWrapper<fhir.Stored<fhir.Immunization>>;
  ImmunizationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Immunization>>>;
  ImmunizationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Immunization>>>;
  ImmunizationPerformer: ResolverTypeWrapper<InResource<fhir.ImmunizationPerformer>>;
  ImmunizationProtocolApplied: ResolverTypeWrapper<InResource<fhir.ImmunizationProtocolApplied>>;
  ImmunizationStatus: ImmunizationStatus;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  IntegerValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'IntegerValue' }>>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Location: ResolverTypeWrapper<fhir.Stored<fhir.Location>>;
  LocationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  LocationStatus: LocationStatus;
  Medication: ResolverTypeWrapper<fhir.Stored<fhir.Medication>>;
  MedicationAdherence: ResolverTypeWrapper<usCore.MedicationAdherence>;
  MedicationDispense: ResolverTypeWrapper<fhir.Stored<fhir.MedicationDispense>>;
  MedicationDispenseConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.MedicationDispense>>>;
  MedicationDispenseEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.MedicationDispense>>>;
  MedicationDispensePerformer: ResolverTypeWrapper<InResource<fhir.MedicationDispensePerformer>>;
  MedicationDispenseStatus: MedicationDispenseStatus;
  MedicationDispenseSubstitution: ResolverTypeWrapper<InResource<fhir.MedicationDispenseSubstitution>>;
  MedicationIngredient: ResolverTypeWrapper<InResource<fhir.MedicationIngredient>>;
  MedicationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  MedicationRequest: ResolverTypeWrapper<fhir.Stored<fhir.MedicationRequest>>;
  MedicationRequestConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.MedicationRequest>>>;
  MedicationRequestDispenseRequest: ResolverTypeWrapper<InResource<fhir.MedicationRequestDispenseRequest>>;
  MedicationRequestEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.MedicationRequest>>>;
  MedicationRequestReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  MedicationRequestStatus: MedicationRequestStatus;
  MedicationStatus: MedicationStatus;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Name: ResolverTypeWrapper<fhir.HumanName>;
  NameUse: NameUse;
  Narrative: ResolverTypeWrapper<fhir.Narrative>;
  NarrativeStatus: NarrativeStatus;
  Observation: ResolverTypeWrapper<fhir.Stored<fhir.Observation>>;
  ObservationCategory: ObservationCategory;
  ObservationComponent: ResolverTypeWrapper<fhir.ObservationComponent>;
  ObservationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Observation>>>;
  ObservationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Observation>>>;
  ObservationInterpretation: ObservationInterpretation;
  ObservationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  ObservationStatus: ObservationStatus;
  ObservationValue: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ObservationValue']>;
  Organization: ResolverTypeWrapper<fhir.Stored<fhir.Organization>>;
  OrganizationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  PageInfo: ResolverTypeWrapper<ConnectionPage<unknown>>;
  Patient: ResolverTypeWrapper<fhir.Stored<fhir.Patient>>;
  PatientAddressInput: PatientAddressInput;
  PatientConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Patient>>>;
  PatientContact: ResolverTypeWrapper<InResource<fhir.PatientContact>>;
  PatientEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Patient>>>;
  PatientFilter: PatientFilter;
  PatientIdentifierInput: PatientIdentifierInput;
  PatientLink: ResolverTypeWrapper<InResource<fhir.PatientLink>>;
  PatientLinkType: PatientLinkType;
  PatientNameInput: PatientNameInput;
  PatientOutcome: PatientOutcome;
  PatientReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  Period: ResolverTypeWrapper<fhir.Period>;
  Practitioner: ResolverTypeWrapper<fhir.Stored<fhir.Practitioner>>;
  PractitionerReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  PractitionerRole: ResolverTypeWrapper<fhir.Stored<fhir.PractitionerRole>>;
  PressureUnit: PressureUnit;
  ProblemCodeInput: ProblemCodeInput;
  ProblemCodeSystem: ProblemCodeSystem;
  Procedure: ResolverTypeWrapper<fhir.Stored<fhir.Procedure>>;
  ProcedureConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Procedure>>>;
  ProcedureEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Procedure>>>;
  ProcedurePerformer: ResolverTypeWrapper<InResource<fhir.ProcedurePerformer>>;
  ProcedureStatus: ProcedureStatus;
  ProhibitingRecord: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ProhibitingRecord']>;
  Prohibition: ResolverTypeWrapper<prohibitions.Prohibition>;
  Provenance: ResolverTypeWrapper<fhir.Stored<fhir.Provenance>>;
  ProvenanceAgent: ResolverTypeWrapper<InResource<fhir.ProvenanceAgent>>;
  Quantity: ResolverTypeWrapper<fhir.Quantity>;
  QuantityComparator: QuantityComparator;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Range: ResolverTypeWrapper<fhir.Range>;
  RateInput: RateInput;
  RateUnit: RateUnit;
  Ratio: ResolverTypeWrapper<fhir.Ratio>;
  ReadingStatus: ReadingStatus;
  RecordVitalSignsInput: RecordVitalSignsInput;
  RecordVitalSignsPayload: ResolverTypeWrapper<readonly writes.RecordedReading[]>;
  Reference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  ReferenceRange: ResolverTypeWrapper<fhir.ObservationReferenceRange>;
  RelatedPerson: ResolverTypeWrapper<fhir.Stored<fhir.RelatedPerson>>;
  RelatedPersonConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.RelatedPerson>>>;
  RelatedPersonEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.RelatedPerson>>>;
  RequestIntent: RequestIntent;
  RequestPriority: RequestPriority;
  RequestStatus: RequestStatus;
  SampledData: ResolverTypeWrapper<fhir.SampledData>;
  SaturationInput: SaturationInput;
  SaturationUnit: SaturationUnit;
  ServiceRequest: ResolverTypeWrapper<fhir.Stored<fhir.ServiceRequest>>;
  ServiceRequestConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.ServiceRequest>>>;
  ServiceRequestEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.ServiceRequest>>>;
  ServiceRequestReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  Specimen: ResolverTypeWrapper<fhir.Stored<fhir.Specimen>>;
  SpecimenContainer: ResolverTypeWrapper<fhir.SpecimenContainer>;
  SpecimenReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  SpecimenStatus: SpecimenStatus;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  StringValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'StringValue' }>>;
  SubstanceCodeSystem: SubstanceCodeSystem;
  SubstanceInput: SubstanceInput;
  TemperatureInput: TemperatureInput;
  TemperatureUnit: TemperatureUnit;
  TimeValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'TimeValue' }>>;
  VitalSignKind: VitalSignKind;
  VitalSignReading: ResolverTypeWrapper<writes.RecordedReading>;
  WeightInput: WeightInput;
  WeightUnit: WeightUnit;
  WriteError: ResolverTypeWrapper<{ readonly error: GatewayError }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Actor: ResolversUnionTypes<ResolversParentTypes>['Actor'];
  ActorReference: InResource<fhir.Reference>;
  AddAllergyInput: AddAllergyInput;
  AddAllergyPayload: writes.CreatedResource<'AllergyIntolerance'>;
  AddProblemInput: AddProblemInput;
  AddProblemPayload: writes.CreatedResource<'Condition'>;
  Address: fhir.Address;
  AllergyIntolerance: fhir.Stored<fhir.AllergyIntolerance>;
  AllergyIntoleranceConnection: ConnectionPage<fhir.Stored<fhir.AllergyIntolerance>>;
  AllergyIntoleranceEdge: ConnectionEdge<fhir.Stored<fhir.AllergyIntolerance>>;
  AllergyIntoleranceReaction: InResource<fhir.AllergyIntoleranceReaction>;
  AllergyReactionInput: AllergyReactionInput;
  Annotation: InResource<fhir.Annotation>;
  AnyResource: ResolversUnionTypes<ResolversParentTypes>['AnyResource'];
  Appointment: fhir.Stored<fhir.Appointment>;
  AppointmentActor: ResolversUnionTypes<ResolversParentTypes>['AppointmentActor'];
  AppointmentActorReference: InResource<fhir.Reference>;
  AppointmentConnection: ConnectionPage<fhir.Stored<fhir.Appointment>>;
  AppointmentEdge: ConnectionEdge<fhir.Stored<fhir.Appointment>>;
  AppointmentParticipant: InResource<fhir.AppointmentParticipant>;
  BloodPressureInput: BloodPressureInput;
  Boolean: Scalars['Boolean']['output'];
  BooleanValue: Extract<observation.ObservationValue, { type: 'BooleanValue' }>;
  CarePlan: fhir.Stored<fhir.CarePlan>;
  CarePlanActivity: InResource<fhir.CarePlanActivity>;
  CarePlanConnection: ConnectionPage<fhir.Stored<fhir.CarePlan>>;
  CarePlanEdge: ConnectionEdge<fhir.Stored<fhir.CarePlan>>;
  CareTeam: fhir.Stored<fhir.CareTeam>;
  CareTeamConnection: ConnectionPage<fhir.Stored<fhir.CareTeam>>;
  CareTeamEdge: ConnectionEdge<fhir.Stored<fhir.CareTeam>>;
  CareTeamParticipant: InResource<fhir.CareTeamParticipant>;
  CareTeamReference: InResource<fhir.Reference>;
  CodeStatus: codeStatus.CodeStatus;
  CodeStatusEntry: codeStatusRecords.CodeStatusEntry;
  CodeableConcept: fhir.CodeableConcept;
  Coding: fhir.Coding;
  Condition: fhir.Stored<fhir.Condition>;
  ConditionConnection: ConnectionPage<fhir.Stored<fhir.Condition>>;
  ConditionEdge: ConnectionEdge<fhir.Stored<fhir.Condition>>;
  ConditionReference: InResource<fhir.Reference>;
  ContactPoint: fhir.ContactPoint;
  Coverage: fhir.Stored<fhir.Coverage>;
  CoverageClass: fhir.CoverageClass;
  CoverageConnection: ConnectionPage<fhir.Stored<fhir.Coverage>>;
  CoverageEdge: ConnectionEdge<fhir.Stored<fhir.Coverage>>;
  CreateClinicalNoteInput: CreateClinicalNoteInput;
  CreateClinicalNotePayload: writes.CreatedResource<'DocumentReference'>;
  CreatePatientInput: CreatePatientInput;
  CreatePatientPayload: writes.CreatedResource<'Patient'>;
  DateTimeValue: Extract<observation.ObservationValue, { type: 'DateTimeValue' }>;
  Demographic: patient.Demographic;
  Device: fhir.Stored<fhir.Device>;
  DeviceConnection: ConnectionPage<fhir.Stored<fhir.Device>>;
  DeviceEdge: ConnectionEdge<fhir.Stored<fhir.Device>>;
  DeviceReference: InResource<fhir.Reference>;
  DeviceUdiCarrier: fhir.DeviceUdiCarrier;
  DiagnosticReport: fhir.Stored<fhir.DiagnosticReport>;
  DiagnosticReportConnection: ConnectionPage<fhir.Stored<fhir.DiagnosticReport>>;
  DiagnosticReportEdge: ConnectionEdge<fhir.Stored<fhir.DiagnosticReport>>;
  DocumentContent: InResource<fhir.Attachment>;
  DocumentReference: fhir.Stored<fhir.DocumentReference>;
  DocumentReferenceConnection: ConnectionPage<fhir.Stored<fhir.DocumentReference>>;
  DocumentReferenceEdge: ConnectionEdge<fhir.Stored<fhir.DocumentReference>>;
  DocumentReferenceReference: InResource<fhir.Reference>;
  DocumentReferenceRelatesTo: InResource<fhir.DocumentReferenceRelatesTo>;
  Dosage: fhir.Dosage;
  Encounter: fhir.Stored<fhir.Encounter>;
  EncounterConnection: ConnectionPage<fhir.Stored<fhir.Encounter>>;
  EncounterEdge: ConnectionEdge<fhir.Stored<fhir.Encounter>>;
  EncounterLocation: InResource<fhir.EncounterLocation>;
  EncounterParticipant: InResource<fhir.EncounterParticipant>;
  EncounterReference: InResource<fhir.Reference>;
  FamilyMemberHistory: fhir.Stored<fhir.FamilyMemberHistory>;
  FamilyMemberHistoryCondition: InResource<fhir.FamilyMemberHistoryCondition>;
  FamilyMemberHistoryConnection: ConnectionPage<fhir.Stored<fhir.FamilyMemberHistory>>;
  FamilyMemberHistoryEdge: ConnectionEdge<fhir.Stored<fhir.FamilyMemberHistory>>;
  FhirDate: Scalars['FhirDate']['output'];
  FhirDateTime: Scalars['FhirDateTime']['output'];
  FhirDecimal: Scalars['FhirDecimal']['output'];
  FindingInput: FindingInput;
  Float: Scalars['Float']['output'];
  Goal: fhir.Stored<fhir.Goal>;
  GoalConnection: ConnectionPage<fhir.Stored<fhir.Goal>>;
  GoalEdge: ConnectionEdge<fhir.Stored<fhir.Goal>>;
  GoalReference: InResource<fhir.Reference>;
  GoalTarget: fhir.GoalTarget;
  HeightInput: HeightInput;
  ID: Scalars['ID']['output'];
  Identifier: fhir.Identifier;
  IdentifierFilter: IdentifierFilter;
  Immunization: fhir.Stored<fhir.Immunization>;
  ImmunizationConnection: ConnectionPage<fhir.Stored<fhir.Immunization>>;
  ImmunizationEdge: ConnectionEdge<fhir.Stored<fhir.Immunization>>;
  ImmunizationPerformer: InResource<fhir.ImmunizationPerformer>;
  ImmunizationProtocolApplied: InResource<fhir.ImmunizationProtocolApplied>;
  Int: Scalars['Int']['output'];
  IntegerValue: Extract<observation.ObservationValue, { type: 'IntegerValue' }>;
  JSON: Scalars['JSON']['output'];
  Location: fhir.Stored<fhir.Location>;
  LocationReference: InResource<fhir.Reference>;
  Medication: fhir.Stored<fhir.Medication>;
  MedicationAdherence: usCore.MedicationAdherence;
  MedicationDispense: fhir.Stored<fhir.MedicationDispense>;
  MedicationDispenseConnection: ConnectionPage<fhir.Stored<fhir.MedicationDispense>>;
  MedicationDispenseEdge: ConnectionEdge<fhir.Stored<fhir.MedicationDispense>>;
  MedicationDispensePerformer: InResource<fhir.MedicationDispensePerformer>;
  MedicationDispenseSubstitution: InResource<fhir.MedicationDispenseSubstitution>;
  MedicationIngredient: InResource<fhir.MedicationIngredient>;
  MedicationReference: InResource<fhir.Reference>;
  MedicationRequest: fhir.Stored<fhir.MedicationRequest>;
  MedicationRequestConnection: ConnectionPage<fhir.Stored<fhir.MedicationRequest>>;
  MedicationRequestDispenseRequest: InResource<fhir.MedicationRequestDispenseRequest>;
  MedicationRequestEdge: ConnectionEdge<fhir.Stored<fhir.MedicationRequest>>;
  MedicationRequestReference: InResource<fhir.Reference>;
  Mutation: Record<PropertyKey, never>;
  Name: fhir.HumanName;
  Narrative: fhir.Narrative;
  Observation: fhir.Stored<fhir.Observation>;
  ObservationComponent: fhir.ObservationComponent;
  ObservationConnection: ConnectionPage<fhir.Stored<fhir.Observation>>;
  ObservationEdge: ConnectionEdge<fhir.Stored<fhir.Observation>>;
  ObservationReference: InResource<fhir.Reference>;
  ObservationValue: ResolversUnionTypes<ResolversParentTypes>['ObservationValue'];
  Organization: fhir.Stored<fhir.Organization>;
  OrganizationReference: InResource<fhir.Reference>;
  PageInfo: ConnectionPage<unknown>;
  Patient: fhir.Stored<fhir.Patient>;
  PatientAddressInput: PatientAddressInput;
  PatientConnection: ConnectionPage<fhir.Stored<fhir.Patient>>;
  PatientContact: InResource<fhir.PatientContact>;
  PatientEdge: ConnectionEdge<fhir.Stored<fhir.Patient>>;
  PatientFilter: PatientFilter;
  PatientIdentifierInput: PatientIdentifierInput;
  PatientLink: InResource<fhir.PatientLink>;
  PatientNameInput: PatientNameInput;
  PatientReference: InResource<fhir.Reference>;
  Period: fhir.Period;
  Practitioner: fhir.Stored<fhir.Practitioner>;
  PractitionerReference: InResource<fhir.Reference>;
  PractitionerRole: fhir.Stored<fhir.PractitionerRole>;
  ProblemCodeInput: ProblemCodeInput;
  Procedure: fhir.Stored<fhir.Procedure>;
  ProcedureConnection: ConnectionPage<fhir.Stored<fhir.Procedure>>;
  ProcedureEdge: ConnectionEdge<fhir.Stored<fhir.Procedure>>;
  ProcedurePerformer: InResource<fhir.ProcedurePerformer>;
  ProhibitingRecord: ResolversUnionTypes<ResolversParentTypes>['ProhibitingRecord'];
  Prohibition: prohibitions.Prohibition;
  Provenance: fhir.Stored<fhir.Provenance>;
  ProvenanceAgent: InResource<fhir.ProvenanceAgent>;
  Quantity: fhir.Quantity;
  Query: Record<PropertyKey, never>;
  Range: fhir.Range;
  RateInput: RateInput;
  Ratio: fhir.Ratio;
  RecordVitalSignsInput: RecordVitalSignsInput;
  RecordVitalSignsPayload: readonly writes.RecordedReading[];
  Reference: InResource<fhir.Reference>;
  ReferenceRange: fhir.ObservationReferenceRange;
  RelatedPerson: fhir.Stored<fhir.RelatedPerson>;
  RelatedPersonConnection: ConnectionPage<fhir.Stored<fhir.RelatedPerson>>;
  RelatedPersonEdge: ConnectionEdge<fhir.Stored<fhir.RelatedPerson>>;
  SampledData: fhir.SampledData;
  SaturationInput: SaturationInput;
  ServiceRequest: fhir.Stored<fhir.ServiceRequest>;
  ServiceRequestConnection: ConnectionPage<fhir.Stored<fhir.ServiceRequest>>;
  ServiceRequestEdge: ConnectionEdge<fhir.Stored<fhir.ServiceRequest>>;
  ServiceRequestReference: InResource<fhir.Reference>;
  Specimen: fhir.Stored<fhir.Specimen>;
  SpecimenContainer: fhir.SpecimenContainer;
  SpecimenReference: InResource<fhir.Reference>;
  String: Scalars['String']['output'];
  StringValue: Extract<observation.ObservationValue, { type: 'StringValue' }>;
  SubstanceInput: SubstanceInput;
  TemperatureInput: TemperatureInput;
  TimeValue: Extract<observation.ObservationValue, { type: 'TimeValue' }>;
  VitalSignReading: writes.RecordedReading;
  WeightInput: WeightInput;
  WriteError: { readonly error: GatewayError };
};

export type ActorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Actor'] = ResolversParentTypes['Actor']> = {
  __resolveType: TypeResolveFn<'CareTeam' | 'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson', ParentType, ContextType>;
};

export type ActorReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActorReference'] = ResolversParentTypes['ActorReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Actor']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AddAllergyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddAllergyPayload'] = ResolversParentTypes['AddAllergyPayload']> = {
  allergy: Resolver<Maybe<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType>;
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['CreationStatus'], ParentType, ContextType>;
};

export type AddProblemPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddProblemPayload'] = ResolversParentTypes['AddProblemPayload']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  problem: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['CreationStatus'], ParentType, ContextType>;
};

export type AddressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  city: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  district: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lines: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  postalCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['AddressType']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['AddressUse']>, ParentType, ContextType>;
};

export type AllergyIntoleranceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntolerance'] = ResolversParentTypes['AllergyIntolerance']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  asserter: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['AllergyCategory']>, ParentType, ContextType>;
  clinicalStatus: Resolver<Maybe<ResolversTypes['AllergyClinicalStatus']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  criticality: Resolver<Maybe<ResolversTypes['AllergyCriticality']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastOccurrence: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  meaning: Resolver<ResolversTypes['AllergyMeaning'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onset: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  onsetText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  reactions: Resolver<Array<ResolversTypes['AllergyIntoleranceReaction']>, ParentType, ContextType>;
  recordedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['AllergyType']>, ParentType, ContextType>;
  verificationStatus: Resolver<Maybe<ResolversTypes['AllergyVerificationStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AllergyIntoleranceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntoleranceConnection'] = ResolversParentTypes['AllergyIntoleranceConnection']> = {
  edges: Resolver<Array<ResolversTypes['AllergyIntoleranceEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AllergyIntoleranceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntoleranceEdge'] = ResolversParentTypes['AllergyIntoleranceEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['AllergyIntolerance'], ParentType, ContextType>;
};

export type AllergyIntoleranceReactionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntoleranceReaction'] = ResolversParentTypes['AllergyIntoleranceReaction']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exposureRoute: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  manifestations: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onset: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  severity: Resolver<Maybe<ResolversTypes['AllergyReactionSeverity']>, ParentType, ContextType>;
  substance: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type AnnotationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Annotation'] = ResolversParentTypes['Annotation']> = {
  author: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  text: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  time: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
};

export type AnyResourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AnyResource'] = ResolversParentTypes['AnyResource']> = {
  __resolveType: TypeResolveFn<'AllergyIntolerance' | 'Appointment' | 'CarePlan' | 'CareTeam' | 'Condition' | 'Coverage' | 'Device' | 'DiagnosticReport' | 'DocumentReference' | 'Encounter' | 'FamilyMemberHistory' | 'Goal' | 'Immunization' | 'Location' | 'Medication' | 'MedicationDispense' | 'MedicationRequest' | 'Observation' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'Procedure' | 'Provenance' | 'RelatedPerson' | 'ServiceRequest' | 'Specimen', ParentType, ContextType>;
};

export type AppointmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Appointment'] = ResolversParentTypes['Appointment']> = {
  basedOn: Resolver<Array<ResolversTypes['ServiceRequestReference']>, ParentType, ContextType>;
  cancellationReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  comment: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  created: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  end: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  minutes: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  participants: Resolver<Array<ResolversTypes['AppointmentParticipant']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  patientInstruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  serviceCategories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  serviceTypes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  specialties: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['AppointmentStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AppointmentActorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentActor'] = ResolversParentTypes['AppointmentActor']> = {
  __resolveType: TypeResolveFn<'Device' | 'Location' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson', ParentType, ContextType>;
};

export type AppointmentActorReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentActorReference'] = ResolversParentTypes['AppointmentActorReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['AppointmentActor']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AppointmentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentConnection'] = ResolversParentTypes['AppointmentConnection']> = {
  edges: Resolver<Array<ResolversTypes['AppointmentEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Appointment']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AppointmentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentEdge'] = ResolversParentTypes['AppointmentEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Appointment'], ParentType, ContextType>;
};

export type AppointmentParticipantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentParticipant'] = ResolversParentTypes['AppointmentParticipant']> = {
  actor: Resolver<Maybe<ResolversTypes['AppointmentActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  required: Resolver<Maybe<ResolversTypes['AppointmentParticipantRequired']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['AppointmentParticipantStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type BooleanValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BooleanValue'] = ResolversParentTypes['BooleanValue']> = {
  boolean: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CarePlanResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlan'] = ResolversParentTypes['CarePlan']> = {
  activities: Resolver<Array<ResolversTypes['CarePlanActivity']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['ConditionReference']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  author: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  careTeams: Resolver<Array<ResolversTypes['CareTeamReference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  contributors: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  created: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  goals: Resolver<Array<ResolversTypes['GoalReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  narrative: Resolver<Maybe<ResolversTypes['Narrative']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  prohibitions: Resolver<Array<ResolversTypes['CarePlanActivity']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['RequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CarePlanActivityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlanActivity'] = ResolversParentTypes['CarePlanActivity']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcomes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  progress: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  progressAnnotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  scheduleText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['CarePlanActivityStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CarePlanConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlanConnection'] = ResolversParentTypes['CarePlanConnection']> = {
  edges: Resolver<Array<ResolversTypes['CarePlanEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['CarePlan']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CarePlanEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlanEdge'] = ResolversParentTypes['CarePlanEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['CarePlan'], ParentType, ContextType>;
};

export type CareTeamResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeam'] = ResolversParentTypes['CareTeam']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  managingOrganizations: Resolver<Array<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  participants: Resolver<Array<ResolversTypes['CareTeamParticipant']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['ConditionReference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['CareTeamStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CareTeamConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamConnection'] = ResolversParentTypes['CareTeamConnection']> = {
  edges: Resolver<Array<ResolversTypes['CareTeamEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['CareTeam']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CareTeamEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamEdge'] = ResolversParentTypes['CareTeamEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['CareTeam'], ParentType, ContextType>;
};

export type CareTeamParticipantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamParticipant'] = ResolversParentTypes['CareTeamParticipant']> = {
  member: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  onBehalfOf: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  roles: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type CareTeamReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamReference'] = ResolversParentTypes['CareTeamReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['CareTeam']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CodeStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodeStatus'] = ResolversParentTypes['CodeStatus']> = {
  documents: Resolver<Array<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
  entries: Resolver<Array<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
  mayBeIncomplete: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  newest: Resolver<Maybe<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
  state: Resolver<ResolversTypes['CodeStatusState'], ParentType, ContextType>;
  wishes: Resolver<Array<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
};

export type CodeStatusEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodeStatusEntry'] = ResolversParentTypes['CodeStatusEntry']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  kind: Resolver<ResolversTypes['CodeStatusKind'], ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  sourceId: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sourceType: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CodeableConceptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodeableConcept'] = ResolversParentTypes['CodeableConcept']> = {
  code: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, Partial<CodeableConceptCodeArgs>>;
  coding: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType, Partial<CodeableConceptCodingArgs>>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CodingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coding'] = ResolversParentTypes['Coding']> = {
  code: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ConditionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Condition'] = ResolversParentTypes['Condition']> = {
  abatement: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  abatementText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  assertedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  asserter: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  bodySites: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  clinicalStatus: Resolver<Maybe<ResolversTypes['ConditionClinicalStatus']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  meaning: Resolver<ResolversTypes['ConditionMeaning'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onset: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  onsetText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recordedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  severity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  verificationStatus: Resolver<Maybe<ResolversTypes['ConditionVerificationStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConditionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionConnection'] = ResolversParentTypes['ConditionConnection']> = {
  edges: Resolver<Array<ResolversTypes['ConditionEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Condition']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConditionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionEdge'] = ResolversParentTypes['ConditionEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Condition'], ParentType, ContextType>;
};

export type ConditionReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionReference'] = ResolversParentTypes['ConditionReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContactPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactPoint'] = ResolversParentTypes['ContactPoint']> = {
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  rank: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['ContactPointSystem']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['ContactPointUse']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CoverageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coverage'] = ResolversParentTypes['Coverage']> = {
  beneficiary: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  classes: Resolver<Array<ResolversTypes['CoverageClass']>, ParentType, ContextType>;
  dependent: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  memberId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  network: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  order: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  payors: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  policyHolder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  relationship: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['CoverageStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subscriber: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  subscriberId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CoverageClassResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageClass'] = ResolversParentTypes['CoverageClass']> = {
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CoverageConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageConnection'] = ResolversParentTypes['CoverageConnection']> = {
  edges: Resolver<Array<ResolversTypes['CoverageEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Coverage']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CoverageEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageEdge'] = ResolversParentTypes['CoverageEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type CreateClinicalNotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateClinicalNotePayload'] = ResolversParentTypes['CreateClinicalNotePayload']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  note: Resolver<Maybe<ResolversTypes['DocumentReference']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['CreationStatus'], ParentType, ContextType>;
};

export type CreatePatientPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreatePatientPayload'] = ResolversParentTypes['CreatePatientPayload']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['PatientOutcome'], ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType>;
};

export type DateTimeValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DateTimeValue'] = ResolversParentTypes['DateTimeValue']> = {
  dateTime: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DemographicResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Demographic'] = ResolversParentTypes['Demographic']> = {
  detailed: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  ombCategories: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeviceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Device'] = ResolversParentTypes['Device']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  distinctIdentifier: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expirationDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  lotNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manufactureDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  manufacturer: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  modelNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  owner: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  safety: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  serialNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['DeviceStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  udi: Resolver<Maybe<ResolversTypes['DeviceUdiCarrier']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceConnection'] = ResolversParentTypes['DeviceConnection']> = {
  edges: Resolver<Array<ResolversTypes['DeviceEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Device']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeviceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceEdge'] = ResolversParentTypes['DeviceEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Device'], ParentType, ContextType>;
};

export type DeviceReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceReference'] = ResolversParentTypes['DeviceReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeviceUdiCarrierResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceUdiCarrier'] = ResolversParentTypes['DeviceUdiCarrier']> = {
  deviceIdentifier: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  humanReadable: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issuer: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  machineReadable: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DiagnosticReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiagnosticReport'] = ResolversParentTypes['DiagnosticReport']> = {
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  conclusion: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conclusionCodes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  documents: Resolver<Array<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  effective: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  interpreters: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  isCorrected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isPreliminary: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  issued: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  media: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  results: Resolver<Array<ResolversTypes['ObservationReference']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['DiagnosticReportStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DiagnosticReportConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiagnosticReportConnection'] = ResolversParentTypes['DiagnosticReportConnection']> = {
  edges: Resolver<Array<ResolversTypes['DiagnosticReportEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['DiagnosticReport']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DiagnosticReportEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiagnosticReportEdge'] = ResolversParentTypes['DiagnosticReportEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['DiagnosticReport'], ParentType, ContextType>;
};

export type DocumentContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentContent'] = ResolversParentTypes['DocumentContent']> = {
  contentType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  creation: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  data: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  html: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  link: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DocumentReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReference'] = ResolversParentTypes['DocumentReference']> = {
  authenticationTime: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  authenticator: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  authors: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  content: Resolver<Maybe<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  contents: Resolver<Array<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isCorrected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isPreliminary: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  relatedFrom: Resolver<Maybe<Array<ResolversTypes['DocumentReference']>>, ParentType, ContextType, Partial<DocumentReferenceRelatedFromArgs>>;
  relatesTo: Resolver<Array<ResolversTypes['DocumentReferenceRelatesTo']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['DocumentReferenceStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  textStatus: Resolver<Maybe<ResolversTypes['DocumentTextStatus']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DocumentReferenceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceConnection'] = ResolversParentTypes['DocumentReferenceConnection']> = {
  edges: Resolver<Array<ResolversTypes['DocumentReferenceEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['DocumentReference']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DocumentReferenceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceEdge'] = ResolversParentTypes['DocumentReferenceEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['DocumentReference'], ParentType, ContextType>;
};

export type DocumentReferenceReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceReference'] = ResolversParentTypes['DocumentReferenceReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['DocumentReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DocumentReferenceRelatesToResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceRelatesTo'] = ResolversParentTypes['DocumentReferenceRelatesTo']> = {
  code: Resolver<Maybe<ResolversTypes['DocumentRelation']>, ParentType, ContextType>;
  target: Resolver<Maybe<ResolversTypes['DocumentReferenceReference']>, ParentType, ContextType>;
};

export type DosageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Dosage'] = ResolversParentTypes['Dosage']> = {
  amountText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  asNeeded: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  asNeededFor: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dose: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  doseRange: Resolver<Maybe<ResolversTypes['Range']>, ParentType, ContextType>;
  doseText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxDose: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  method: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  patientInstruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  rateText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  route: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  site: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timing: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  timingText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EncounterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Encounter'] = ResolversParentTypes['Encounter']> = {
  class: Resolver<Maybe<ResolversTypes['Coding']>, ParentType, ContextType>;
  dischargeDisposition: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  interpreterRequired: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['EncounterLocation']>, ParentType, ContextType>;
  partOf: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  participants: Resolver<Array<ResolversTypes['EncounterParticipant']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  serviceProvider: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['EncounterStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EncounterConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterConnection'] = ResolversParentTypes['EncounterConnection']> = {
  edges: Resolver<Array<ResolversTypes['EncounterEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Encounter']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EncounterEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterEdge'] = ResolversParentTypes['EncounterEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Encounter'], ParentType, ContextType>;
};

export type EncounterLocationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterLocation'] = ResolversParentTypes['EncounterLocation']> = {
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EncounterParticipantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterParticipant'] = ResolversParentTypes['EncounterParticipant']> = {
  individual: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type EncounterReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterReference'] = ResolversParentTypes['EncounterReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Encounter']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FamilyMemberHistoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistory'] = ResolversParentTypes['FamilyMemberHistory']> = {
  ageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  born: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  bornPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  bornText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conditions: Resolver<Array<ResolversTypes['FamilyMemberHistoryCondition']>, ParentType, ContextType>;
  dataAbsentReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  deceased: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  deceasedAt: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  deceasedText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  relationship: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  sex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['FamilyHistoryStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FamilyMemberHistoryConditionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistoryCondition'] = ResolversParentTypes['FamilyMemberHistoryCondition']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  contributedToDeath: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onsetPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  onsetText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type FamilyMemberHistoryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistoryConnection'] = ResolversParentTypes['FamilyMemberHistoryConnection']> = {
  edges: Resolver<Array<ResolversTypes['FamilyMemberHistoryEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['FamilyMemberHistory']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type FamilyMemberHistoryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistoryEdge'] = ResolversParentTypes['FamilyMemberHistoryEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['FamilyMemberHistory'], ParentType, ContextType>;
};

export interface FhirDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDate'], any> {
  name: 'FhirDate';
}

export interface FhirDateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDateTime'], any> {
  name: 'FhirDateTime';
}

export interface FhirDecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDecimal'], any> {
  name: 'FhirDecimal';
}

export type GoalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Goal'] = ResolversParentTypes['Goal']> = {
  achievementStatus: Resolver<Maybe<ResolversTypes['GoalAchievementStatus']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  concept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expressedBy: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  lifecycleStatus: Resolver<Maybe<ResolversTypes['GoalLifecycleStatus']>, ParentType, ContextType>;
  lifecycleStatusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  outcomes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  startText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  targets: Resolver<Array<ResolversTypes['GoalTarget']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GoalConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalConnection'] = ResolversParentTypes['GoalConnection']> = {
  edges: Resolver<Array<ResolversTypes['GoalEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Goal']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GoalEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalEdge'] = ResolversParentTypes['GoalEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Goal'], ParentType, ContextType>;
};

export type GoalReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalReference'] = ResolversParentTypes['GoalReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Goal']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type GoalTargetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalTarget'] = ResolversParentTypes['GoalTarget']> = {
  detail: Resolver<Maybe<ResolversTypes['ObservationValue']>, ParentType, ContextType>;
  detailText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  due: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  dueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  measure: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type IdentifierResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Identifier'] = ResolversParentTypes['Identifier']> = {
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['IdentifierUse']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImmunizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Immunization'] = ResolversParentTypes['Immunization']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dose: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  doseText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  expirationDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  lotNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manufacturer: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  occurrence: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  occurrenceText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ImmunizationPerformer']>, ParentType, ContextType>;
  primarySource: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  protocols: Resolver<Array<ResolversTypes['ImmunizationProtocolApplied']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorded: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  reportOrigin: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  route: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  site: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ImmunizationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  vaccine: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ImmunizationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationConnection'] = ResolversParentTypes['ImmunizationConnection']> = {
  edges: Resolver<Array<ResolversTypes['ImmunizationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Immunization']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ImmunizationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationEdge'] = ResolversParentTypes['ImmunizationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Immunization'], ParentType, ContextType>;
};

export type ImmunizationPerformerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationPerformer'] = ResolversParentTypes['ImmunizationPerformer']> = {
  actor: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  function: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type ImmunizationProtocolAppliedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationProtocolApplied'] = ResolversParentTypes['ImmunizationProtocolApplied']> = {
  authority: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  doseNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  series: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  seriesDoses: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  targetDiseases: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type IntegerValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IntegerValue'] = ResolversParentTypes['IntegerValue']> = {
  integer: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LocationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Location'] = ResolversParentTypes['Location']> = {
  address: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  managingOrganization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partOf: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['LocationStatus']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LocationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LocationReference'] = ResolversParentTypes['LocationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Location']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MedicationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Medication'] = ResolversParentTypes['Medication']> = {
  amount: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  expirationDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  form: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  ingredients: Resolver<Array<ResolversTypes['MedicationIngredient']>, ParentType, ContextType>;
  lotNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manufacturer: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MedicationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MedicationAdherenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationAdherence'] = ResolversParentTypes['MedicationAdherence']> = {
  assertedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  finding: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  sources: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type MedicationDispenseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispense'] = ResolversParentTypes['MedicationDispense']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  category: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  daysSupply: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  daysSupplyText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  destination: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  detectedIssues: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  dosageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dosages: Resolver<Array<ResolversTypes['Dosage']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  medication: Resolver<Maybe<ResolversTypes['MedicationReference']>, ParentType, ContextType>;
  medicationConcept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['MedicationDispensePerformer']>, ParentType, ContextType>;
  prescriptions: Resolver<Array<ResolversTypes['MedicationRequestReference']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  receivers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MedicationDispenseStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  statusReasonReference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  substitution: Resolver<Maybe<ResolversTypes['MedicationDispenseSubstitution']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  whenHandedOver: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  whenPrepared: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MedicationDispenseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispenseConnection'] = ResolversParentTypes['MedicationDispenseConnection']> = {
  edges: Resolver<Array<ResolversTypes['MedicationDispenseEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['MedicationDispense']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MedicationDispenseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispenseEdge'] = ResolversParentTypes['MedicationDispenseEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['MedicationDispense'], ParentType, ContextType>;
};

export type MedicationDispensePerformerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispensePerformer'] = ResolversParentTypes['MedicationDispensePerformer']> = {
  actor: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  function: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type MedicationDispenseSubstitutionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispenseSubstitution'] = ResolversParentTypes['MedicationDispenseSubstitution']> = {
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  responsibleParties: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  wasSubstituted: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type MedicationIngredientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationIngredient'] = ResolversParentTypes['MedicationIngredient']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  isActive: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  medication: Resolver<Maybe<ResolversTypes['MedicationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  strength: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
};

export type MedicationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationReference'] = ResolversParentTypes['MedicationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Medication']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MedicationRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequest'] = ResolversParentTypes['MedicationRequest']> = {
  adherence: Resolver<Array<ResolversTypes['MedicationAdherence']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  authoredOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  courseOfTherapy: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dispense: Resolver<Maybe<ResolversTypes['MedicationRequestDispenseRequest']>, ParentType, ContextType>;
  doNotPerform: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  dosageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dosages: Resolver<Array<ResolversTypes['Dosage']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  isActive: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  medication: Resolver<Maybe<ResolversTypes['MedicationReference']>, ParentType, ContextType>;
  medicationConcept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['RequestPriority']>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  reported: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  reportedBy: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  requester: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MedicationRequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MedicationRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestConnection'] = ResolversParentTypes['MedicationRequestConnection']> = {
  edges: Resolver<Array<ResolversTypes['MedicationRequestEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['MedicationRequest']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MedicationRequestDispenseRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestDispenseRequest'] = ResolversParentTypes['MedicationRequestDispenseRequest']> = {
  expectedSupply: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performer: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  refills: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  validity: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
};

export type MedicationRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestEdge'] = ResolversParentTypes['MedicationRequestEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['MedicationRequest'], ParentType, ContextType>;
};

export type MedicationRequestReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestReference'] = ResolversParentTypes['MedicationRequestReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['MedicationRequest']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addAllergy: Resolver<Maybe<ResolversTypes['AddAllergyPayload']>, ParentType, ContextType, RequireFields<MutationAddAllergyArgs, 'idempotencyKey' | 'input'>>;
  addProblem: Resolver<Maybe<ResolversTypes['AddProblemPayload']>, ParentType, ContextType, RequireFields<MutationAddProblemArgs, 'idempotencyKey' | 'input'>>;
  createClinicalNote: Resolver<Maybe<ResolversTypes['CreateClinicalNotePayload']>, ParentType, ContextType, RequireFields<MutationCreateClinicalNoteArgs, 'idempotencyKey' | 'input'>>;
  createPatient: Resolver<Maybe<ResolversTypes['CreatePatientPayload']>, ParentType, ContextType, RequireFields<MutationCreatePatientArgs, 'idempotencyKey' | 'input'>>;
  recordVitalSigns: Resolver<Maybe<ResolversTypes['RecordVitalSignsPayload']>, ParentType, ContextType, RequireFields<MutationRecordVitalSignsArgs, 'idempotencyKey' | 'input'>>;
};

export type NameResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Name'] = ResolversParentTypes['Name']> = {
  family: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  given: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  prefix: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  suffix: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['NameUse']>, ParentType, ContextType>;
};

export type NarrativeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Narrative'] = ResolversParentTypes['Narrative']> = {
  html: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['NarrativeStatus']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObservationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Observation'] = ResolversParentTypes['Observation']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  bodySite: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  components: Resolver<Array<ResolversTypes['ObservationComponent']>, ParentType, ContextType>;
  dataAbsentReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  derivedFrom: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  device: Resolver<Maybe<ResolversTypes['DeviceReference']>, ParentType, ContextType>;
  effective: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  effectivePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  interpretation: Resolver<Maybe<ResolversTypes['ObservationInterpretation']>, ParentType, ContextType>;
  interpretationConcepts: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  interpretationText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isAbnormal: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isCorrected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isOutsideReferenceRange: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isPreliminary: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  issued: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  members: Resolver<Array<ResolversTypes['ObservationReference']>, ParentType, ContextType>;
  method: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  referenceRange: Resolver<Array<ResolversTypes['ReferenceRange']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  specimen: Resolver<Maybe<ResolversTypes['SpecimenReference']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ObservationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  supportingInfo: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['ObservationValue']>, ParentType, ContextType>;
  valueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ObservationComponentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationComponent'] = ResolversParentTypes['ObservationComponent']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dataAbsentReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  interpretation: Resolver<Maybe<ResolversTypes['ObservationInterpretation']>, ParentType, ContextType>;
  interpretationConcepts: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  interpretationText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isAbnormal: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referenceRange: Resolver<Array<ResolversTypes['ReferenceRange']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['ObservationValue']>, ParentType, ContextType>;
  valueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObservationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationConnection'] = ResolversParentTypes['ObservationConnection']> = {
  edges: Resolver<Array<ResolversTypes['ObservationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Observation']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ObservationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationEdge'] = ResolversParentTypes['ObservationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Observation'], ParentType, ContextType>;
};

export type ObservationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationReference'] = ResolversParentTypes['ObservationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Observation']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObservationValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationValue'] = ResolversParentTypes['ObservationValue']> = {
  __resolveType: TypeResolveFn<'BooleanValue' | 'CodeableConcept' | 'DateTimeValue' | 'IntegerValue' | 'Period' | 'Quantity' | 'Range' | 'Ratio' | 'SampledData' | 'StringValue' | 'TimeValue', ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  npi: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partOf: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrganizationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrganizationReference'] = ResolversParentTypes['OrganizationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PatientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Patient'] = ResolversParentTypes['Patient']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  age: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  ageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  allergies: Resolver<Maybe<Array<ResolversTypes['AllergyIntolerance']>>, ParentType, ContextType, RequireFields<PatientAllergiesArgs, 'first'>>;
  allergiesConnection: Resolver<Maybe<ResolversTypes['AllergyIntoleranceConnection']>, ParentType, ContextType, RequireFields<PatientAllergiesConnectionArgs, 'first'>>;
  allergyStatus: Resolver<Maybe<ResolversTypes['AllergyStatus']>, ParentType, ContextType>;
  appointments: Resolver<Maybe<Array<ResolversTypes['Appointment']>>, ParentType, ContextType, RequireFields<PatientAppointmentsArgs, 'first'>>;
  appointmentsConnection: Resolver<Maybe<ResolversTypes['AppointmentConnection']>, ParentType, ContextType, RequireFields<PatientAppointmentsConnectionArgs, 'first'>>;
  birthDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  birthOrder: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  birthSex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  carePlans: Resolver<Maybe<Array<ResolversTypes['CarePlan']>>, ParentType, ContextType, RequireFields<PatientCarePlansArgs, 'first'>>;
  carePlansConnection: Resolver<Maybe<ResolversTypes['CarePlanConnection']>, ParentType, ContextType, RequireFields<PatientCarePlansConnectionArgs, 'first'>>;
  careTeams: Resolver<Maybe<Array<ResolversTypes['CareTeam']>>, ParentType, ContextType, RequireFields<PatientCareTeamsArgs, 'first'>>;
  careTeamsConnection: Resolver<Maybe<ResolversTypes['CareTeamConnection']>, ParentType, ContextType, RequireFields<PatientCareTeamsConnectionArgs, 'first'>>;
  clinicalNotes: Resolver<Maybe<Array<ResolversTypes['DocumentReference']>>, ParentType, ContextType, RequireFields<PatientClinicalNotesArgs, 'first'>>;
  clinicalNotesConnection: Resolver<Maybe<ResolversTypes['DocumentReferenceConnection']>, ParentType, ContextType, RequireFields<PatientClinicalNotesConnectionArgs, 'first'>>;
  codeStatus: Resolver<Maybe<ResolversTypes['CodeStatus']>, ParentType, ContextType>;
  conditions: Resolver<Maybe<Array<ResolversTypes['Condition']>>, ParentType, ContextType, RequireFields<PatientConditionsArgs, 'first'>>;
  conditionsConnection: Resolver<Maybe<ResolversTypes['ConditionConnection']>, ParentType, ContextType, RequireFields<PatientConditionsConnectionArgs, 'first'>>;
  contacts: Resolver<Array<ResolversTypes['PatientContact']>, ParentType, ContextType>;
  coverages: Resolver<Maybe<Array<ResolversTypes['Coverage']>>, ParentType, ContextType, RequireFields<PatientCoveragesArgs, 'first'>>;
  coveragesConnection: Resolver<Maybe<ResolversTypes['CoverageConnection']>, ParentType, ContextType, RequireFields<PatientCoveragesConnectionArgs, 'first'>>;
  deceased: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  deceasedAt: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  devices: Resolver<Maybe<Array<ResolversTypes['Device']>>, ParentType, ContextType, RequireFields<PatientDevicesArgs, 'first'>>;
  devicesConnection: Resolver<Maybe<ResolversTypes['DeviceConnection']>, ParentType, ContextType, RequireFields<PatientDevicesConnectionArgs, 'first'>>;
  diagnosticReports: Resolver<Maybe<Array<ResolversTypes['DiagnosticReport']>>, ParentType, ContextType, RequireFields<PatientDiagnosticReportsArgs, 'first'>>;
  diagnosticReportsConnection: Resolver<Maybe<ResolversTypes['DiagnosticReportConnection']>, ParentType, ContextType, RequireFields<PatientDiagnosticReportsConnectionArgs, 'first'>>;
  documents: Resolver<Maybe<Array<ResolversTypes['DocumentReference']>>, ParentType, ContextType, RequireFields<PatientDocumentsArgs, 'first'>>;
  documentsConnection: Resolver<Maybe<ResolversTypes['DocumentReferenceConnection']>, ParentType, ContextType, RequireFields<PatientDocumentsConnectionArgs, 'first'>>;
  encounters: Resolver<Maybe<Array<ResolversTypes['Encounter']>>, ParentType, ContextType, RequireFields<PatientEncountersArgs, 'first'>>;
  encountersConnection: Resolver<Maybe<ResolversTypes['EncounterConnection']>, ParentType, ContextType, RequireFields<PatientEncountersConnectionArgs, 'first'>>;
  ethnicity: Resolver<Maybe<ResolversTypes['Demographic']>, ParentType, ContextType>;
  familyHistory: Resolver<Maybe<Array<ResolversTypes['FamilyMemberHistory']>>, ParentType, ContextType, RequireFields<PatientFamilyHistoryArgs, 'first'>>;
  familyHistoryConnection: Resolver<Maybe<ResolversTypes['FamilyMemberHistoryConnection']>, ParentType, ContextType, RequireFields<PatientFamilyHistoryConnectionArgs, 'first'>>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  genderIdentity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  generalPractitioners: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  goals: Resolver<Maybe<Array<ResolversTypes['Goal']>>, ParentType, ContextType, RequireFields<PatientGoalsArgs, 'first'>>;
  goalsConnection: Resolver<Maybe<ResolversTypes['GoalConnection']>, ParentType, ContextType, RequireFields<PatientGoalsConnectionArgs, 'first'>>;
  hasProtectedName: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType, Partial<PatientIdentifiersArgs>>;
  immunizations: Resolver<Maybe<Array<ResolversTypes['Immunization']>>, ParentType, ContextType, RequireFields<PatientImmunizationsArgs, 'first'>>;
  immunizationsConnection: Resolver<Maybe<ResolversTypes['ImmunizationConnection']>, ParentType, ContextType, RequireFields<PatientImmunizationsConnectionArgs, 'first'>>;
  interpreterRequired: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isReplacedBy: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  labResults: Resolver<Maybe<Array<ResolversTypes['Observation']>>, ParentType, ContextType, RequireFields<PatientLabResultsArgs, 'first'>>;
  labResultsConnection: Resolver<Maybe<ResolversTypes['ObservationConnection']>, ParentType, ContextType, RequireFields<PatientLabResultsConnectionArgs, 'first'>>;
  language: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  legalSex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  links: Resolver<Array<ResolversTypes['PatientLink']>, ParentType, ContextType>;
  managingOrganization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  maritalStatus: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  medicationDispenses: Resolver<Maybe<Array<ResolversTypes['MedicationDispense']>>, ParentType, ContextType, RequireFields<PatientMedicationDispensesArgs, 'first'>>;
  medicationDispensesConnection: Resolver<Maybe<ResolversTypes['MedicationDispenseConnection']>, ParentType, ContextType, RequireFields<PatientMedicationDispensesConnectionArgs, 'first'>>;
  medications: Resolver<Maybe<Array<ResolversTypes['MedicationRequest']>>, ParentType, ContextType, RequireFields<PatientMedicationsArgs, 'first'>>;
  medicationsConnection: Resolver<Maybe<ResolversTypes['MedicationRequestConnection']>, ParentType, ContextType, RequireFields<PatientMedicationsConnectionArgs, 'first'>>;
  mrn: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  multipleBirth: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['Name']>, ParentType, ContextType, Partial<PatientNameArgs>>;
  names: Resolver<Array<ResolversTypes['Name']>, ParentType, ContextType>;
  observations: Resolver<Maybe<Array<ResolversTypes['Observation']>>, ParentType, ContextType, RequireFields<PatientObservationsArgs, 'first'>>;
  observationsConnection: Resolver<Maybe<ResolversTypes['ObservationConnection']>, ParentType, ContextType, RequireFields<PatientObservationsConnectionArgs, 'first'>>;
  problems: Resolver<Maybe<Array<ResolversTypes['Condition']>>, ParentType, ContextType, RequireFields<PatientProblemsArgs, 'first'>>;
  problemsConnection: Resolver<Maybe<ResolversTypes['ConditionConnection']>, ParentType, ContextType, RequireFields<PatientProblemsConnectionArgs, 'first'>>;
  procedures: Resolver<Maybe<Array<ResolversTypes['Procedure']>>, ParentType, ContextType, RequireFields<PatientProceduresArgs, 'first'>>;
  proceduresConnection: Resolver<Maybe<ResolversTypes['ProcedureConnection']>, ParentType, ContextType, RequireFields<PatientProceduresConnectionArgs, 'first'>>;
  prohibitions: Resolver<Maybe<Array<ResolversTypes['Prohibition']>>, ParentType, ContextType>;
  pronouns: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  race: Resolver<Maybe<ResolversTypes['Demographic']>, ParentType, ContextType>;
  refutedAllergies: Resolver<Maybe<Array<ResolversTypes['AllergyIntolerance']>>, ParentType, ContextType>;
  relatedPersons: Resolver<Maybe<Array<ResolversTypes['RelatedPerson']>>, ParentType, ContextType, RequireFields<PatientRelatedPersonsArgs, 'first'>>;
  relatedPersonsConnection: Resolver<Maybe<ResolversTypes['RelatedPersonConnection']>, ParentType, ContextType, RequireFields<PatientRelatedPersonsConnectionArgs, 'first'>>;
  replacedBy: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  serviceRequests: Resolver<Maybe<Array<ResolversTypes['ServiceRequest']>>, ParentType, ContextType, RequireFields<PatientServiceRequestsArgs, 'first'>>;
  serviceRequestsConnection: Resolver<Maybe<ResolversTypes['ServiceRequestConnection']>, ParentType, ContextType, RequireFields<PatientServiceRequestsConnectionArgs, 'first'>>;
  sex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  sexForClinicalUse: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  tribalAffiliations: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  vitalSigns: Resolver<Maybe<Array<ResolversTypes['Observation']>>, ParentType, ContextType, RequireFields<PatientVitalSignsArgs, 'first'>>;
  vitalSignsConnection: Resolver<Maybe<ResolversTypes['ObservationConnection']>, ParentType, ContextType, RequireFields<PatientVitalSignsConnectionArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PatientConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientConnection'] = ResolversParentTypes['PatientConnection']> = {
  edges: Resolver<Array<ResolversTypes['PatientEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Patient']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PatientContactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientContact'] = ResolversParentTypes['PatientContact']> = {
  address: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['Name']>, ParentType, ContextType>;
  organization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  relationships: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
};

export type PatientEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientEdge'] = ResolversParentTypes['PatientEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Patient'], ParentType, ContextType>;
};

export type PatientLinkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientLink'] = ResolversParentTypes['PatientLink']> = {
  other: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['PatientLinkType']>, ParentType, ContextType>;
};

export type PatientReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientReference'] = ResolversParentTypes['PatientReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Period'] = ResolversParentTypes['Period']> = {
  end: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PractitionerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Practitioner'] = ResolversParentTypes['Practitioner']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  names: Resolver<Array<ResolversTypes['Name']>, ParentType, ContextType>;
  npi: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  qualifications: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PractitionerReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerReference'] = ResolversParentTypes['PractitionerReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Practitioner']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PractitionerRoleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerRole'] = ResolversParentTypes['PractitionerRole']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  organization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  practitioner: Resolver<Maybe<ResolversTypes['PractitionerReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  roles: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  specialties: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProcedureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Procedure'] = ResolversParentTypes['Procedure']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  asserter: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  bodySites: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  category: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  complications: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  devices: Resolver<Array<ResolversTypes['DeviceReference']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  followUps: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  outcome: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  performed: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  performedPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  performedText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ProcedurePerformer']>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  reports: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ProcedureStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProcedureConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcedureConnection'] = ResolversParentTypes['ProcedureConnection']> = {
  edges: Resolver<Array<ResolversTypes['ProcedureEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Procedure']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProcedureEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcedureEdge'] = ResolversParentTypes['ProcedureEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Procedure'], ParentType, ContextType>;
};

export type ProcedurePerformerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcedurePerformer'] = ResolversParentTypes['ProcedurePerformer']> = {
  actor: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  function: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  onBehalfOf: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
};

export type ProhibitingRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProhibitingRecord'] = ResolversParentTypes['ProhibitingRecord']> = {
  __resolveType: TypeResolveFn<'CarePlan' | 'MedicationRequest' | 'ServiceRequest', ParentType, ContextType>;
};

export type ProhibitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Prohibition'] = ResolversParentTypes['Prohibition']> = {
  isInForce: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  path: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  record: Resolver<ResolversTypes['ProhibitingRecord'], ParentType, ContextType>;
  text: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ProvenanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Provenance'] = ResolversParentTypes['Provenance']> = {
  activity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  agents: Resolver<Array<ResolversTypes['ProvenanceAgent']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  occurred: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  occurredPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorded: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  targets: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProvenanceAgentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProvenanceAgent'] = ResolversParentTypes['ProvenanceAgent']> = {
  onBehalfOf: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  roles: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  who: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
};

export type QuantityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Quantity'] = ResolversParentTypes['Quantity']> = {
  code: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  comparator: Resolver<Maybe<ResolversTypes['QuantityComparator']>, ParentType, ContextType>;
  decimal: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  allergyIntolerance: Resolver<Maybe<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType, RequireFields<QueryAllergyIntoleranceArgs, 'id'>>;
  appointment: Resolver<Maybe<ResolversTypes['Appointment']>, ParentType, ContextType, RequireFields<QueryAppointmentArgs, 'id'>>;
  carePlan: Resolver<Maybe<ResolversTypes['CarePlan']>, ParentType, ContextType, RequireFields<QueryCarePlanArgs, 'id'>>;
  careTeam: Resolver<Maybe<ResolversTypes['CareTeam']>, ParentType, ContextType, RequireFields<QueryCareTeamArgs, 'id'>>;
  condition: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType, RequireFields<QueryConditionArgs, 'id'>>;
  coverage: Resolver<Maybe<ResolversTypes['Coverage']>, ParentType, ContextType, RequireFields<QueryCoverageArgs, 'id'>>;
  device: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType, RequireFields<QueryDeviceArgs, 'id'>>;
  diagnosticReport: Resolver<Maybe<ResolversTypes['DiagnosticReport']>, ParentType, ContextType, RequireFields<QueryDiagnosticReportArgs, 'id'>>;
  documentReference: Resolver<Maybe<ResolversTypes['DocumentReference']>, ParentType, ContextType, RequireFields<QueryDocumentReferenceArgs, 'id'>>;
  encounter: Resolver<Maybe<ResolversTypes['Encounter']>, ParentType, ContextType, RequireFields<QueryEncounterArgs, 'id'>>;
  familyMemberHistory: Resolver<Maybe<ResolversTypes['FamilyMemberHistory']>, ParentType, ContextType, RequireFields<QueryFamilyMemberHistoryArgs, 'id'>>;
  goal: Resolver<Maybe<ResolversTypes['Goal']>, ParentType, ContextType, RequireFields<QueryGoalArgs, 'id'>>;
  immunization: Resolver<Maybe<ResolversTypes['Immunization']>, ParentType, ContextType, RequireFields<QueryImmunizationArgs, 'id'>>;
  location: Resolver<Maybe<ResolversTypes['Location']>, ParentType, ContextType, RequireFields<QueryLocationArgs, 'id'>>;
  medication: Resolver<Maybe<ResolversTypes['Medication']>, ParentType, ContextType, RequireFields<QueryMedicationArgs, 'id'>>;
  medicationDispense: Resolver<Maybe<ResolversTypes['MedicationDispense']>, ParentType, ContextType, RequireFields<QueryMedicationDispenseArgs, 'id'>>;
  medicationRequest: Resolver<Maybe<ResolversTypes['MedicationRequest']>, ParentType, ContextType, RequireFields<QueryMedicationRequestArgs, 'id'>>;
  observation: Resolver<Maybe<ResolversTypes['Observation']>, ParentType, ContextType, RequireFields<QueryObservationArgs, 'id'>>;
  organization: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType, RequireFields<QueryOrganizationArgs, 'id'>>;
  patient: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientArgs, 'id'>>;
  patientByIdentifier: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientByIdentifierArgs, 'system' | 'value'>>;
  patients: Resolver<Maybe<Array<ResolversTypes['Patient']>>, ParentType, ContextType, RequireFields<QueryPatientsArgs, 'first'>>;
  patientsConnection: Resolver<Maybe<ResolversTypes['PatientConnection']>, ParentType, ContextType, RequireFields<QueryPatientsConnectionArgs, 'first'>>;
  practitioner: Resolver<Maybe<ResolversTypes['Practitioner']>, ParentType, ContextType, RequireFields<QueryPractitionerArgs, 'id'>>;
  practitionerRole: Resolver<Maybe<ResolversTypes['PractitionerRole']>, ParentType, ContextType, RequireFields<QueryPractitionerRoleArgs, 'id'>>;
  procedure: Resolver<Maybe<ResolversTypes['Procedure']>, ParentType, ContextType, RequireFields<QueryProcedureArgs, 'id'>>;
  provenance: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType, RequireFields<QueryProvenanceArgs, 'id'>>;
  relatedPerson: Resolver<Maybe<ResolversTypes['RelatedPerson']>, ParentType, ContextType, RequireFields<QueryRelatedPersonArgs, 'id'>>;
  serviceRequest: Resolver<Maybe<ResolversTypes['ServiceRequest']>, ParentType, ContextType, RequireFields<QueryServiceRequestArgs, 'id'>>;
  specimen: Resolver<Maybe<ResolversTypes['Specimen']>, ParentType, ContextType, RequireFields<QuerySpecimenArgs, 'id'>>;
};

export type RangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Range'] = ResolversParentTypes['Range']> = {
  high: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  low: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RatioResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Ratio'] = ResolversParentTypes['Ratio']> = {
  denominator: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  numerator: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordVitalSignsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordVitalSignsPayload'] = ResolversParentTypes['RecordVitalSignsPayload']> = {
  readings: Resolver<Array<ResolversTypes['VitalSignReading']>, ParentType, ContextType>;
};

export type ReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reference'] = ResolversParentTypes['Reference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['AnyResource']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReferenceRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferenceRange'] = ResolversParentTypes['ReferenceRange']> = {
  age: Resolver<Maybe<ResolversTypes['Range']>, ParentType, ContextType>;
  appliesTo: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  high: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  low: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type RelatedPersonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelatedPerson'] = ResolversParentTypes['RelatedPerson']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  birthDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  names: Resolver<Array<ResolversTypes['Name']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  relationships: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RelatedPersonConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelatedPersonConnection'] = ResolversParentTypes['RelatedPersonConnection']> = {
  edges: Resolver<Array<ResolversTypes['RelatedPersonEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['RelatedPerson']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RelatedPersonEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelatedPersonEdge'] = ResolversParentTypes['RelatedPersonEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['RelatedPerson'], ParentType, ContextType>;
};

export type SampledDataResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SampledData'] = ResolversParentTypes['SampledData']> = {
  data: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dimensions: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  factor: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  origin: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ServiceRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequest'] = ResolversParentTypes['ServiceRequest']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  authoredOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  bodySites: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  details: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  doNotPerform: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  occurrence: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  occurrencePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  occurrenceText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patientInstruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['RequestPriority']>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  requester: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  specimens: Resolver<Array<ResolversTypes['SpecimenReference']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['RequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ServiceRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequestConnection'] = ResolversParentTypes['ServiceRequestConnection']> = {
  edges: Resolver<Array<ResolversTypes['ServiceRequestEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['ServiceRequest']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ServiceRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequestEdge'] = ResolversParentTypes['ServiceRequestEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['ServiceRequest'], ParentType, ContextType>;
};

export type ServiceRequestReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequestReference'] = ResolversParentTypes['ServiceRequestReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['ServiceRequest']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SpecimenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Specimen'] = ResolversParentTypes['Specimen']> = {
  accession: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  bodySite: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  collected: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  collectedPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  collector: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  conditions: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  containers: Resolver<Array<ResolversTypes['SpecimenContainer']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  method: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  parents: Resolver<Array<ResolversTypes['SpecimenReference']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  received: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  requests: Resolver<Array<ResolversTypes['ServiceRequestReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['SpecimenStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SpecimenContainerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpecimenContainer'] = ResolversParentTypes['SpecimenContainer']> = {
  additive: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  capacity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type SpecimenReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpecimenReference'] = ResolversParentTypes['SpecimenReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Specimen']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StringValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StringValue'] = ResolversParentTypes['StringValue']> = {
  string: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TimeValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TimeValue'] = ResolversParentTypes['TimeValue']> = {
  time: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VitalSignReadingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VitalSignReading'] = ResolversParentTypes['VitalSignReading']> = {
  error: Resolver<Maybe<ResolversTypes['WriteError']>, ParentType, ContextType>;
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind: Resolver<ResolversTypes['VitalSignKind'], ParentType, ContextType>;
  observation: Resolver<Maybe<ResolversTypes['Observation']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['ReadingStatus'], ParentType, ContextType>;
  warning: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WriteErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteError'] = ResolversParentTypes['WriteError']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Actor: ActorResolvers<ContextType>;
  ActorReference: ActorReferenceResolvers<ContextType>;
  AddAllergyPayload: AddAllergyPayloadResolvers<ContextType>;
  AddProblemPayload: AddProblemPayloadResolvers<ContextType>;
  Address: AddressResolvers<ContextType>;
  AllergyIntolerance: AllergyIntoleranceResolvers<ContextType>;
  AllergyIntoleranceConnection: AllergyIntoleranceConnectionResolvers<ContextType>;
  AllergyIntoleranceEdge: AllergyIntoleranceEdgeResolvers<ContextType>;
  AllergyIntoleranceReaction: AllergyIntoleranceReactionResolvers<ContextType>;
  Annotation: AnnotationResolvers<ContextType>;
  AnyResource: AnyResourceResolvers<ContextType>;
  Appointment: AppointmentResolvers<ContextType>;
  AppointmentActor: AppointmentActorResolvers<ContextType>;
  AppointmentActorReference: AppointmentActorReferenceResolvers<ContextType>;
  AppointmentConnection: AppointmentConnectionResolvers<ContextType>;
  AppointmentEdge: AppointmentEdgeResolvers<ContextType>;
  AppointmentParticipant: AppointmentParticipantResolvers<ContextType>;
  BooleanValue: BooleanValueResolvers<ContextType>;
  CarePlan: CarePlanResolvers<ContextType>;
  CarePlanActivity: CarePlanActivityResolvers<ContextType>;
  CarePlanConnection: CarePlanConnectionResolvers<ContextType>;
  CarePlanEdge: CarePlanEdgeResolvers<ContextType>;
  CareTeam: CareTeamResolvers<ContextType>;
  CareTeamConnection: CareTeamConnectionResolvers<ContextType>;
  CareTeamEdge: CareTeamEdgeResolvers<ContextType>;
  CareTeamParticipant: CareTeamParticipantResolvers<ContextType>;
  CareTeamReference: CareTeamReferenceResolvers<ContextType>;
  CodeStatus: CodeStatusResolvers<ContextType>;
  CodeStatusEntry: CodeStatusEntryResolvers<ContextType>;
  CodeableConcept: CodeableConceptResolvers<ContextType>;
  Coding: CodingResolvers<ContextType>;
  Condition: ConditionResolvers<ContextType>;
  ConditionConnection: ConditionConnectionResolvers<ContextType>;
  ConditionEdge: ConditionEdgeResolvers<ContextType>;
  ConditionReference: ConditionReferenceResolvers<ContextType>;
  ContactPoint: ContactPointResolvers<ContextType>;
  Coverage: CoverageResolvers<ContextType>;
  CoverageClass: CoverageClassResolvers<ContextType>;
  CoverageConnection: CoverageConnectionResolvers<ContextType>;
  CoverageEdge: CoverageEdgeResolvers<ContextType>;
  CreateClinicalNotePayload: CreateClinicalNotePayloadResolvers<ContextType>;
  CreatePatientPayload: CreatePatientPayloadResolvers<ContextType>;
  DateTimeValue: DateTimeValueResolvers<ContextType>;
  Demographic: DemographicResolvers<ContextType>;
  Device: DeviceResolvers<ContextType>;
  DeviceConnection: DeviceConnectionResolvers<ContextType>;
  DeviceEdge: DeviceEdgeResolvers<ContextType>;
  DeviceReference: DeviceReferenceResolvers<ContextType>;
  DeviceUdiCarrier: DeviceUdiCarrierResolvers<ContextType>;
  DiagnosticReport: DiagnosticReportResolvers<ContextType>;
  DiagnosticReportConnection: DiagnosticReportConnectionResolvers<ContextType>;
  DiagnosticReportEdge: DiagnosticReportEdgeResolvers<ContextType>;
  DocumentContent: DocumentContentResolvers<ContextType>;
  DocumentReference: DocumentReferenceResolvers<ContextType>;
  DocumentReferenceConnection: DocumentReferenceConnectionResolvers<ContextType>;
  DocumentReferenceEdge: DocumentReferenceEdgeResolvers<ContextType>;
  DocumentReferenceReference: DocumentReferenceReferenceResolvers<ContextType>;
  DocumentReferenceRelatesTo: DocumentReferenceRelatesToResolvers<ContextType>;
  Dosage: DosageResolvers<ContextType>;
  Encounter: EncounterResolvers<ContextType>;
  EncounterConnection: EncounterConnectionResolvers<ContextType>;
  EncounterEdge: EncounterEdgeResolvers<ContextType>;
  EncounterLocation: EncounterLocationResolvers<ContextType>;
  EncounterParticipant: EncounterParticipantResolvers<ContextType>;
  EncounterReference: EncounterReferenceResolvers<ContextType>;
  FamilyMemberHistory: FamilyMemberHistoryResolvers<ContextType>;
  FamilyMemberHistoryCondition: FamilyMemberHistoryConditionResolvers<ContextType>;
  FamilyMemberHistoryConnection: FamilyMemberHistoryConnectionResolvers<ContextType>;
  FamilyMemberHistoryEdge: FamilyMemberHistoryEdgeResolvers<ContextType>;
  FhirDate: GraphQLScalarType;
  FhirDateTime: GraphQLScalarType;
  FhirDecimal: GraphQLScalarType;
  Goal: GoalResolvers<ContextType>;
  GoalConnection: GoalConnectionResolvers<ContextType>;
  GoalEdge: GoalEdgeResolvers<ContextType>;
  GoalReference: GoalReferenceResolvers<ContextType>;
  GoalTarget: GoalTargetResolvers<ContextType>;
  Identifier: IdentifierResolvers<ContextType>;
  Immunization: ImmunizationResolvers<ContextType>;
  ImmunizationConnection: ImmunizationConnectionResolvers<ContextType>;
  ImmunizationEdge: ImmunizationEdgeResolvers<ContextType>;
  ImmunizationPerformer: ImmunizationPerformerResolvers<ContextType>;
  ImmunizationProtocolApplied: ImmunizationProtocolAppliedResolvers<ContextType>;
  IntegerValue: IntegerValueResolvers<ContextType>;
  JSON: GraphQLScalarType;
  Location: LocationResolvers<ContextType>;
  LocationReference: LocationReferenceResolvers<ContextType>;
  Medication: MedicationResolvers<ContextType>;
  MedicationAdherence: MedicationAdherenceResolvers<ContextType>;
  MedicationDispense: MedicationDispenseResolvers<ContextType>;
  MedicationDispenseConnection: MedicationDispenseConnectionResolvers<ContextType>;
  MedicationDispenseEdge: MedicationDispenseEdgeResolvers<ContextType>;
  MedicationDispensePerformer: MedicationDispensePerformerResolvers<ContextType>;
  MedicationDispenseSubstitution: MedicationDispenseSubstitutionResolvers<ContextType>;
  MedicationIngredient: MedicationIngredientResolvers<ContextType>;
  MedicationReference: MedicationReferenceResolvers<ContextType>;
  MedicationRequest: MedicationRequestResolvers<ContextType>;
  MedicationRequestConnection: MedicationRequestConnectionResolvers<ContextType>;
  MedicationRequestDispenseRequest: MedicationRequestDispenseRequestResolvers<ContextType>;
  MedicationRequestEdge: MedicationRequestEdgeResolvers<ContextType>;
  MedicationRequestReference: MedicationRequestReferenceResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Name: NameResolvers<ContextType>;
  Narrative: NarrativeResolvers<ContextType>;
  Observation: ObservationResolvers<ContextType>;
  ObservationComponent: ObservationComponentResolvers<ContextType>;
  ObservationConnection: ObservationConnectionResolvers<ContextType>;
  ObservationEdge: ObservationEdgeResolvers<ContextType>;
  ObservationReference: ObservationReferenceResolvers<ContextType>;
  ObservationValue: ObservationValueResolvers<ContextType>;
  Organization: OrganizationResolvers<ContextType>;
  OrganizationReference: OrganizationReferenceResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Patient: PatientResolvers<ContextType>;
  PatientConnection: PatientConnectionResolvers<ContextType>;
  PatientContact: PatientContactResolvers<ContextType>;
  PatientEdge: PatientEdgeResolvers<ContextType>;
  PatientLink: PatientLinkResolvers<ContextType>;
  PatientReference: PatientReferenceResolvers<ContextType>;
  Period: PeriodResolvers<ContextType>;
  Practitioner: PractitionerResolvers<ContextType>;
  PractitionerReference: PractitionerReferenceResolvers<ContextType>;
  PractitionerRole: PractitionerRoleResolvers<ContextType>;
  Procedure: ProcedureResolvers<ContextType>;
  ProcedureConnection: ProcedureConnectionResolvers<ContextType>;
  ProcedureEdge: ProcedureEdgeResolvers<ContextType>;
  ProcedurePerformer: ProcedurePerformerResolvers<ContextType>;
  ProhibitingRecord: ProhibitingRecordResolvers<ContextType>;
  Prohibition: ProhibitionResolvers<ContextType>;
  Provenance: ProvenanceResolvers<ContextType>;
  ProvenanceAgent: ProvenanceAgentResolvers<ContextType>;
  Quantity: QuantityResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Range: RangeResolvers<ContextType>;
  Ratio: RatioResolvers<ContextType>;
  RecordVitalSignsPayload: RecordVitalSignsPayloadResolvers<ContextType>;
  Reference: ReferenceResolvers<ContextType>;
  ReferenceRange: ReferenceRangeResolvers<ContextType>;
  RelatedPerson: RelatedPersonResolvers<ContextType>;
  RelatedPersonConnection: RelatedPersonConnectionResolvers<ContextType>;
  RelatedPersonEdge: RelatedPersonEdgeResolvers<ContextType>;
  SampledData: SampledDataResolvers<ContextType>;
  ServiceRequest: ServiceRequestResolvers<ContextType>;
  ServiceRequestConnection: ServiceRequestConnectionResolvers<ContextType>;
  ServiceRequestEdge: ServiceRequestEdgeResolvers<ContextType>;
  ServiceRequestReference: ServiceRequestReferenceResolvers<ContextType>;
  Specimen: SpecimenResolvers<ContextType>;
  SpecimenContainer: SpecimenContainerResolvers<ContextType>;
  SpecimenReference: SpecimenReferenceResolvers<ContextType>;
  StringValue: StringValueResolvers<ContextType>;
  TimeValue: TimeValueResolvers<ContextType>;
  VitalSignReading: VitalSignReadingResolvers<ContextType>;
  WriteError: WriteErrorResolvers<ContextType>;
};

