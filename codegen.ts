/**
 * Configures graphql-codegen, which writes everything that is derived from schema/, the tables of resources and lists, and HL7's definitions.
 * src/generated/ binds each type of the graph to the FHIR type that its resolvers read.
 */
import type { CodegenConfig } from '@graphql-codegen/cli';
import { readdirSync, readFileSync } from 'node:fs';
import { Kind, type ObjectTypeDefinitionNode, Source, type TypeNode } from 'graphql';
import { clientKit, SCALAR_TYPES } from './scripts/client-kit.ts';
import { definedCodes } from './scripts/defined-codes.ts';
import { definedFilters } from './scripts/defined-filters.ts';
import { definedIncludes } from './scripts/defined-includes.ts';
import { definedTargets } from './scripts/defined-targets.ts';
import { derivedResolvers } from './scripts/derived-resolvers.ts';
import { derivedSchema } from './scripts/derived-schema.ts';
import { parseSchema } from './scripts/parsed-schema.ts';
import { resolverIndex } from './scripts/resolver-index.ts';
import { servedTypes } from './scripts/served-types.ts';
import { GRAPH_TYPES } from './src/fhir/graph-types.ts';
import { RECORD_TYPES, RESOURCES } from './src/fhir/resources.ts';

/** The types of the graph whose resolvers do not read the FHIR type of the same name. */
const MAPPERS: Readonly<Record<string, string>> = {
  Name: 'fhir.HumanName',
  Demographic: 'patient.Demographic',
  MedicationAdherence: 'usCore.MedicationAdherence',
  PageInfo: 'ConnectionPage<unknown>',
  LatestObservations: 'ObservationGroup',
  PatientMatch: 'MatchedPatient',
  PatientSummary: 'patientSummary.PatientSummary',
  PatientSummaryEntry: 'patientSummary.SummaryEntry',
  PatientSummarySection: 'patientSummary.SummarySection',
  Prohibition: 'prohibitions.Prohibition',
  RecentRecord: 'recentDates.RecentRecord',
  Record: 'record.AnyRecord',
  DocumentContent: 'InResource<fhir.Attachment>',
  CoverageCost: 'fhir.CoverageCostToBeneficiary',
  ExplanationOfBenefitAmount: 'Partial<fhir.ExplanationOfBenefitItemAdjudication>',
  ExplanationOfBenefitItem:
    "Pick<fhir.ExplanationOfBenefitAddItem, 'productOrService' | 'servicedDate' | 'servicedPeriod' | 'quantity' | 'net' | 'adjudication'> & { sequence?: number }",
  Site: 'NamedSite',
  SignedInPerson: 'LaunchContext',
  WeeklyHours: 'openingHours.WeeklyHours',
  ImmunizationDateCriterion: 'fhir.ImmunizationRecommendationRecommendationDateCriterion',
  ImmunizationRecommendationItem: 'InResource<fhir.ImmunizationRecommendationRecommendation>',
  TaskParameter: 'InResource<fhir.TaskInput>',
  CodeStatus: 'codeStatus.CodeStatus',
  CodeStatusEntry: 'codeStatusRecords.CodeStatusEntry',
  ConsentProvision: 'consent.Provision',
  QuestionnaireItem: 'InResource<fhir.QuestionnaireItem>',
  QuestionnaireResponseItem: 'responses.AnsweredItem',
  QuestionnaireResponseItemAnswer: 'responses.Answer',
  QuestionnaireScore: 'responses.Score',
  ReferenceRange: 'fhir.ObservationReferenceRange',
  AddAllergyPayload: "writes.CreatedResource<'AllergyIntolerance'>",
  AddProblemPayload: "writes.CreatedResource<'Condition'>",
  AnswerQuestionnairePayload: "writes.CreatedResource<'QuestionnaireResponse'>",
  CreateClinicalNotePayload: "writes.CreatedResource<'DocumentReference'>",
  CreatePatientPayload: "writes.CreatedResource<'Patient'>",
  RecordVitalSignsPayload: 'readonly writes.RecordedReading[]',
  VitalSignReading: 'writes.RecordedReading',
  // An Error as a value would count as thrown (graphql-js).
  WriteError: '{ readonly error: GatewayError }',
};

/** The types of values that FHIR writes as bare strings, numbers and booleans. */
const VALUE = /^(Boolean|DateTime|Integer|String|Time)Value$/;

const DERIVED = 'schema/derived.graphql';
const derived = derivedSchema();
/** The files of schema/, with the new text of the derived one. */
const files = [
  ...readdirSync('schema')
    .map((file) => `schema/${file}`)
    .filter((path) => path !== DERIVED)
    .map((path) => new Source(readFileSync(path, 'utf8'), path)),
  new Source(derived, DERIVED),
];
const schema = files.map(({ body }) => body);

const { definitions } = parseSchema(files);
const objectTypes = definitions
  .flatMap((definition) => (definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [definition] : []))
  .filter(({ name }) => name.value !== 'Query' && name.value !== 'Mutation');

const undescribed = GRAPH_TYPES.filter((type) => !objectTypes.some(({ name }) => name.value === type));
if (undescribed.length > 0)
  throw new Error(
    `schema/ has no type ${undescribed.join(', ')}. Add a file for it, or set inGraph to false in its row of the table of resources.`,
  );

const isResource = (name: string): boolean => name in RESOURCES;
const isReference = (name: string): boolean => name.endsWith('Reference') && !isResource(name);

/** Parts of a resource that hold references, also in comments. Their resolvers need the resource, which holds the contained targets. */
const HOLDS_REFERENCES: ReadonlySet<string> = new Set(
  objectTypes.filter(holdsReferences).map(({ name }) => name.value),
);

function holdsReferences({ name, fields = [] }: ObjectTypeDefinitionNode): boolean {
  return !isResource(name.value) && fields.some(({ type }) => isReferenceOrComment(namedType(type)));
}

function isReferenceOrComment(type: string): boolean {
  return isReference(type) || type === 'Annotation';
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function mapperOf(name: string): string {
  const renamed = MAPPERS[name];
  if (renamed !== undefined) return renamed;
  const [, ofConnection] = /^(\w+)Connection$/.exec(name) ?? [];
  if (ofConnection !== undefined) return `ConnectionPage<${mapperOf(ofConnection)}>`;
  const [, ofEdge] = /^(\w+)Edge$/.exec(name) ?? [];
  if (ofEdge !== undefined) return `ConnectionEdge<${mapperOf(ofEdge)}>`;
  if (isResource(name)) return `fhir.Stored<fhir.${name}>`;
  if (isReference(name)) return 'InResource<fhir.Reference>';
  if (HOLDS_REFERENCES.has(name)) return `InResource<fhir.${name}>`;
  return VALUE.test(name) ? `Extract<observation.ObservationValue, { type: '${name}' }>` : `fhir.${name}`;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const config: CodegenConfig = {
  schema,
  generates: {
    'src/fhir/defined-codes.ts': { plugins: [{ add: { content: definedCodes(definitions) } }] },
    'src/fhir/defined-filters.ts': { plugins: [{ add: { content: definedFilters(definitions) } }] },
    'src/fhir/defined-targets.ts': {
      plugins: [{ add: { content: `${definedTargets()}${definedIncludes(definitions)}` } }],
    },
    'packages/epic-sandbox/src/data/served-types.ts': { plugins: [{ add: { content: servedTypes() } }] },
    ...Object.fromEntries(
      [...clientKit(definitions)].map(([path, content]) => [path, { plugins: [{ add: { content } }] }]),
    ),
    [DERIVED]: { plugins: [{ add: { content: derived } }] },
    'src/graphql/resolvers/derived.ts': { plugins: [{ add: { content: derivedResolvers() } }] },
    'src/graphql/resolvers/index.ts': { plugins: [{ add: { content: resolverIndex() } }] },
    'src/generated/resolver-types.ts': {
      plugins: [
        {
          add: {
            content: [
              '/* Written by `npm run codegen`; do not edit. */',
              "import type { Context } from '../graphql/context.ts';",
              "import type { LaunchContext } from '../auth/grants.ts';",
              "import type { MatchedPatient } from '../epic/patient-match.ts';",
              "import type { NamedSite } from '../graphql/context.ts';",
              "import type { GatewayError } from '../errors.ts';",
              "import type * as codeStatus from '../fhir/code-status.ts';",
              "import type * as consent from '../fhir/consent.ts';",
              "import type * as codeStatusRecords from '../fhir/code-status-records.ts';",
              "import type * as patient from '../fhir/patient.ts';",
              "import type * as patientSummary from '../fhir/patient-summary.ts';",
              "import type * as observation from '../fhir/observation.ts';",
              "import type * as openingHours from '../fhir/opening-hours.ts';",
              "import type * as prohibitions from '../fhir/prohibitions.ts';",
              "import type * as responses from '../fhir/questionnaire-response.ts';",
              "import type * as recentDates from '../fhir/recent-dates.ts';",
              "import type * as record from '../fhir/record.ts';",
              "import type * as fhir from '../fhir/types.ts';",
              "import type { ResourceType } from '../fhir/resources.ts';",
              "import type * as usCore from '../fhir/us-core-extensions.ts';",
              "import type { InResource } from '../fhir/in-resource.ts';",
              "import type { ObservationGroup } from '../loaders/latest-observations.ts';",
              "import type { ConnectionEdge, ConnectionPage } from '../loaders/pages.ts';",
              "import type * as writes from '../writes/writes.ts';",
            ],
          },
        },
        'typescript',
        'typescript-resolvers',
      ],
      config: {
        contextType: 'Context',
        // The resolvers of fields with @semanticNonNull must not return null: only an error may null them.
        customDirectives: { semanticNonNull: true },
        enumValues: { RecordType: RECORD_TYPES },
        // `Record` is also a type of TypeScript, which the generated code uses.
        namingConvention: (name: string) => (name === 'Record' ? 'AnyRecord' : capitalized(name)),
        mappers: {
          ...Object.fromEntries(objectTypes.map(({ name }) => [name.value, mapperOf(name.value)])),
          RecordType: 'ResourceType',
        },
        avoidOptionals: {
          field: true,
          resolvers: true,
          query: true,
          mutation: true,
          inputValue: false,
          object: true,
          defaultValue: true,
        },
        enumType: 'string-literal',
        enumsAsTypes: true,
        useIndexSignature: false,
        useTypeImports: true,
        scalars: { ID: 'string', ...SCALAR_TYPES },
      },
    },
  },
};

export default config;
