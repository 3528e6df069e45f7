/* Written by `npm run codegen`; do not edit. */
import type { Context } from '../context.ts';
import type * as patient from '../fhir/patient.ts';
import type * as fhir from '../fhir/types.ts';
import type { Edge, Page } from '../loaders/pages.ts';
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
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
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

/** A concept: words to show and codes for it (FHIR CodeableConcept). */
export type CodeableConcept = {
  __typename?: 'CodeableConcept';
  /** The codes, as a server sent them: Epic mixes its own with standard ones. */
  coding: Array<Coding>;
  /** Ready to show: the concept's own text, else the best display of a code; never a code itself. */
  text: Maybe<Scalars['String']['output']>;
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
};

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
  /** The URI or OID of the identifier's system; Epic also takes the text of its type, such as `MRN` or `EPI`. */
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

/** Whether and where a list goes on. There is no total and no way back: Epic tells neither. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Opaque; give it as `after` to go on. Null for an empty list. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** True where there is more. The next page can still be empty, since a server filters after it pages. */
  hasNextPage: Scalars['Boolean']['output'];
};

/** A person who receives care (FHIR Patient). */
export type Patient = {
  __typename?: 'Patient';
  /** Whether the record is in use (`Patient.active`). */
  active: Maybe<Scalars['Boolean']['output']>;
  /** Addresses (`Patient.address`). */
  addresses: Array<Address>;
  /** The age in whole years, today or at death; null where the dates are too partial to tell. */
  age: Maybe<Scalars['Int']['output']>;
  /** The date of birth, which can be as short as `1952` or `1952-05` (`Patient.birthDate`). */
  birthDate: Maybe<Scalars['FhirDate']['output']>;
  /** The sex at birth; older servers send it (extension us-core-birthsex). */
  birthSex: Maybe<CodeableConcept>;
  /** Whether the patient has died; null where it is not known (`Patient.deceased[x]`). */
  deceased: Maybe<Scalars['Boolean']['output']>;
  /** When the patient died, where it is recorded (`Patient.deceasedDateTime`). */
  deceasedAt: Maybe<Scalars['FhirDateTime']['output']>;
  /** Ethnicity, as US Core records it (extension us-core-ethnicity). */
  ethnicity: Maybe<Demographic>;
  /** The name to show, such as `Camila Maria Lopez`: the usual name before the official one; null where there is none. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The administrative gender (`Patient.gender`). */
  gender: Maybe<AdministrativeGender>;
  /** The gender identity; older servers send it (extension us-core-genderIdentity). */
  genderIdentity: Maybe<CodeableConcept>;
  /** The primary care providers (`Patient.generalPractitioner`). */
  generalPractitioners: Array<Reference>;
  /** The FHIR id: opaque, and different at every site (`Patient.id`). */
  id: Scalars['ID']['output'];
  /** Identifiers of the patient, without social security numbers (`Patient.identifier`). */
  identifiers: Array<Identifier>;
  /** The language to speak with the patient: the preferred one, else the first (`Patient.communication`). */
  language: Maybe<CodeableConcept>;
  /** The sex on legal documents, which Epic searches by (Epic's extension legal-sex). */
  legalSex: Maybe<CodeableConcept>;
  /** The organization that keeps the record (`Patient.managingOrganization`). */
  managingOrganization: Maybe<Reference>;
  /** The marital status, such as `Married` (`Patient.maritalStatus`). */
  maritalStatus: Maybe<CodeableConcept>;
  /** The medical record number, such as `203713`: the identifier of HL7 type `MR`, else the one that Epic calls MRN or EPI. */
  mrn: Maybe<Scalars['String']['output']>;
  /** The name to call the patient by, or the best one of the given use (`Patient.name`). */
  name: Maybe<Name>;
  /** All names on record, former ones too (`Patient.name`). */
  names: Array<Name>;
  /** The pronouns to use in writing, such as `she/her/her/hers/herself` (Epic's extension, or FHIR's individual-pronouns). */
  pronouns: Maybe<CodeableConcept>;
  /** Race, as US Core records it (extension us-core-race). */
  race: Maybe<Demographic>;
  /** The raw FHIR resource, with social security numbers masked. */
  resource: Scalars['JSON']['output'];
  /** The sex, as US Core records it (extension us-core-sex). */
  sex: Maybe<CodeableConcept>;
  /** The sex that clinical decisions go by (Epic's extension sex-for-clinical-use, or FHIR's sexParameterForClinicalUse). */
  sexForClinicalUse: Maybe<CodeableConcept>;
  /** Phone numbers, email addresses and the like (`Patient.telecom`). */
  telecom: Array<ContactPoint>;
};


/** A person who receives care (FHIR Patient). */
export type PatientIdentifiersArgs = {
  system: InputMaybe<Scalars['String']['input']>;
};


/** A person who receives care (FHIR Patient). */
export type PatientNameArgs = {
  use: InputMaybe<NameUse>;
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

/** A stretch of time (FHIR Period); an end that is missing means that it goes on, or is not known. */
export type Period = {
  __typename?: 'Period';
  /** When it ended. */
  end: Maybe<Scalars['FhirDateTime']['output']>;
  /** When it began. */
  start: Maybe<Scalars['FhirDateTime']['output']>;
};

/** Where every query begins. */
export type Query = {
  __typename?: 'Query';
  /** One patient by FHIR id; null where there is none. Example id: `erXuFYUfucBZaryVksYEcMg3`. */
  patient: Maybe<Patient>;
  /** The one patient with an identifier; null where there is none, an error where there are several. */
  patientByIdentifier: Maybe<Patient>;
  /**
   * Patients: those of the configured panel, or those that the filter finds. Epic has no list of all its patients.
   * Example: `patients(first: 10) { id fullName }`.
   */
  patients: Array<Patient>;
  /** The same patients, a page at a time. */
  patientsConnection: PatientConnection;
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

/** A pointer to another resource (FHIR Reference). Each of its parts can be missing. */
export type Reference = {
  __typename?: 'Reference';
  /** The resource in words, such as a person's name. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the resource, where that is all that is known. */
  identifier: Maybe<Identifier>;
  /** The reference itself, such as `Practitioner/eM5CWtq15N0WJeuCet5bJlQ3`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The type of the resource, such as `Practitioner`; read from the reference where the server does not say. */
  type: Maybe<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

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

/** Mapping of federation types */
export type FederationTypes = {
  Patient: Patient;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Patient:
    ( { __typename: 'Patient' }
    & GraphQLRecursivePick<FederationTypes['Patient'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Address: ResolverTypeWrapper<fhir.Address>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  AddressType: AddressType;
  AddressUse: AddressUse;
  AdministrativeGender: AdministrativeGender;
  CodeableConcept: ResolverTypeWrapper<fhir.CodeableConcept>;
  Coding: ResolverTypeWrapper<fhir.Coding>;
  ContactPoint: ResolverTypeWrapper<fhir.ContactPoint>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ContactPointSystem: ContactPointSystem;
  ContactPointUse: ContactPointUse;
  Demographic: ResolverTypeWrapper<patient.Demographic>;
  FhirDate: ResolverTypeWrapper<Scalars['FhirDate']['output']>;
  FhirDateTime: ResolverTypeWrapper<Scalars['FhirDateTime']['output']>;
  Identifier: ResolverTypeWrapper<fhir.Identifier>;
  IdentifierFilter: IdentifierFilter;
  IdentifierUse: IdentifierUse;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Name: ResolverTypeWrapper<fhir.HumanName>;
  NameUse: NameUse;
  PageInfo: ResolverTypeWrapper<Page<unknown>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Patient: ResolverTypeWrapper<fhir.Stored<fhir.Patient>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  PatientConnection: ResolverTypeWrapper<Page<fhir.Stored<fhir.Patient>>>;
  PatientEdge: ResolverTypeWrapper<Edge<fhir.Stored<fhir.Patient>>>;
  PatientFilter: PatientFilter;
  Period: ResolverTypeWrapper<fhir.Period>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Reference: ResolverTypeWrapper<fhir.Reference>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Address: fhir.Address;
  String: Scalars['String']['output'];
  CodeableConcept: fhir.CodeableConcept;
  Coding: fhir.Coding;
  ContactPoint: fhir.ContactPoint;
  Int: Scalars['Int']['output'];
  Demographic: patient.Demographic;
  FhirDate: Scalars['FhirDate']['output'];
  FhirDateTime: Scalars['FhirDateTime']['output'];
  Identifier: fhir.Identifier;
  IdentifierFilter: IdentifierFilter;
  JSON: Scalars['JSON']['output'];
  Name: fhir.HumanName;
  PageInfo: Page<unknown>;
  Boolean: Scalars['Boolean']['output'];
  Patient: fhir.Stored<fhir.Patient>;
  ID: Scalars['ID']['output'];
  PatientConnection: Page<fhir.Stored<fhir.Patient>>;
  PatientEdge: Edge<fhir.Stored<fhir.Patient>>;
  PatientFilter: PatientFilter;
  Period: fhir.Period;
  Query: Record<PropertyKey, never>;
  Reference: fhir.Reference;
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

export type CodeableConceptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodeableConcept'] = ResolversParentTypes['CodeableConcept']> = {
  coding: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CodingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coding'] = ResolversParentTypes['Coding']> = {
  code: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContactPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactPoint'] = ResolversParentTypes['ContactPoint']> = {
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  rank: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['ContactPointSystem']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['ContactPointUse']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DemographicResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Demographic'] = ResolversParentTypes['Demographic']> = {
  detailed: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  ombCategories: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface FhirDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDate'], any> {
  name: 'FhirDate';
}

export interface FhirDateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDateTime'], any> {
  name: 'FhirDateTime';
}

export type IdentifierResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Identifier'] = ResolversParentTypes['Identifier']> = {
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['IdentifierUse']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

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

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PatientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Patient'] = ResolversParentTypes['Patient'], FederationReferenceType extends FederationReferenceTypes['Patient'] = FederationReferenceTypes['Patient']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Patient']> | FederationReferenceType, FederationReferenceType, ContextType>;
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  age: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  birthDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  birthSex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  deceased: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  deceasedAt: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  ethnicity: Resolver<Maybe<ResolversTypes['Demographic']>, ParentType, ContextType>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  genderIdentity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  generalPractitioners: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType, Partial<PatientIdentifiersArgs>>;
  language: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  legalSex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  managingOrganization: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  maritalStatus: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  mrn: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['Name']>, ParentType, ContextType, Partial<PatientNameArgs>>;
  names: Resolver<Array<ResolversTypes['Name']>, ParentType, ContextType>;
  pronouns: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  race: Resolver<Maybe<ResolversTypes['Demographic']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  sex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  sexForClinicalUse: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
};

export type PatientConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientConnection'] = ResolversParentTypes['PatientConnection']> = {
  edges: Resolver<Array<ResolversTypes['PatientEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Patient']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PatientEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientEdge'] = ResolversParentTypes['PatientEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Patient'], ParentType, ContextType>;
};

export type PeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Period'] = ResolversParentTypes['Period']> = {
  end: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  patient?: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientArgs, 'id'>>;
  patientByIdentifier?: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientByIdentifierArgs, 'system' | 'value'>>;
  patients?: Resolver<Array<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientsArgs, 'first'>>;
  patientsConnection?: Resolver<ResolversTypes['PatientConnection'], ParentType, ContextType, RequireFields<QueryPatientsConnectionArgs, 'first'>>;
};

export type ReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reference'] = ResolversParentTypes['Reference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Address: AddressResolvers<ContextType>;
  CodeableConcept: CodeableConceptResolvers<ContextType>;
  Coding: CodingResolvers<ContextType>;
  ContactPoint: ContactPointResolvers<ContextType>;
  Demographic: DemographicResolvers<ContextType>;
  FhirDate: GraphQLScalarType;
  FhirDateTime: GraphQLScalarType;
  Identifier: IdentifierResolvers<ContextType>;
  JSON: GraphQLScalarType;
  Name: NameResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Patient: PatientResolvers<ContextType>;
  PatientConnection: PatientConnectionResolvers<ContextType>;
  PatientEdge: PatientEdgeResolvers<ContextType>;
  Period: PeriodResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Reference: ReferenceResolvers<ContextType>;
};

