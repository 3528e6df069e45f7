/** Connections, edges and their page info: the same for every type. */
import type {
  AllergyIntoleranceConnectionResolvers,
  AllergyIntoleranceEdgeResolvers,
  AppointmentConnectionResolvers,
  AppointmentEdgeResolvers,
  CarePlanConnectionResolvers,
  CarePlanEdgeResolvers,
  CareTeamConnectionResolvers,
  CareTeamEdgeResolvers,
  ConditionConnectionResolvers,
  ConditionEdgeResolvers,
  CoverageConnectionResolvers,
  CoverageEdgeResolvers,
  DeviceConnectionResolvers,
  DeviceEdgeResolvers,
  DiagnosticReportConnectionResolvers,
  DiagnosticReportEdgeResolvers,
  DocumentReferenceConnectionResolvers,
  DocumentReferenceEdgeResolvers,
  EncounterConnectionResolvers,
  EncounterEdgeResolvers,
  FamilyMemberHistoryConnectionResolvers,
  FamilyMemberHistoryEdgeResolvers,
  GoalConnectionResolvers,
  GoalEdgeResolvers,
  ImmunizationConnectionResolvers,
  ImmunizationEdgeResolvers,
  MedicationRequestConnectionResolvers,
  MedicationRequestEdgeResolvers,
  ObservationConnectionResolvers,
  ObservationEdgeResolvers,
  PageInfoResolvers,
  PatientConnectionResolvers,
  PatientEdgeResolvers,
  ProcedureConnectionResolvers,
  ProcedureEdgeResolvers,
  RelatedPersonConnectionResolvers,
  RelatedPersonEdgeResolvers,
  ServiceRequestConnectionResolvers,
  ServiceRequestEdgeResolvers,
} from '../generated/resolver-types.ts';
import type { Edge, Page } from '../loaders/pages.ts';

const connection = <N>() => ({
  nodes: ({ edges }: Page<N>) => edges.map(({ node }) => node),
  edges: ({ edges }: Page<N>) => edges,
  pageInfo: (page: Page<N>) => page,
});

const edge = <N>() => ({
  node: ({ node }: Edge<N>) => node,
  cursor: ({ cursor }: Edge<N>) => cursor(),
});

export const PageInfo: PageInfoResolvers = {
  hasNextPage: ({ hasNextPage }) => hasNextPage,
  hasPreviousPage: ({ hasPreviousPage }) => hasPreviousPage,
  startCursor: ({ edges: [first] }) => first?.cursor() ?? null,
  endCursor: ({ endCursor }) => endCursor(),
};

export const AllergyIntoleranceConnection: AllergyIntoleranceConnectionResolvers = connection();
export const AllergyIntoleranceEdge: AllergyIntoleranceEdgeResolvers = edge();
export const AppointmentConnection: AppointmentConnectionResolvers = connection();
export const AppointmentEdge: AppointmentEdgeResolvers = edge();
export const CarePlanConnection: CarePlanConnectionResolvers = connection();
export const CarePlanEdge: CarePlanEdgeResolvers = edge();
export const CareTeamConnection: CareTeamConnectionResolvers = connection();
export const CareTeamEdge: CareTeamEdgeResolvers = edge();
export const ConditionConnection: ConditionConnectionResolvers = connection();
export const ConditionEdge: ConditionEdgeResolvers = edge();
export const CoverageConnection: CoverageConnectionResolvers = connection();
export const CoverageEdge: CoverageEdgeResolvers = edge();
export const DeviceConnection: DeviceConnectionResolvers = connection();
export const DeviceEdge: DeviceEdgeResolvers = edge();
export const DiagnosticReportConnection: DiagnosticReportConnectionResolvers = connection();
export const DiagnosticReportEdge: DiagnosticReportEdgeResolvers = edge();
export const DocumentReferenceConnection: DocumentReferenceConnectionResolvers = connection();
export const DocumentReferenceEdge: DocumentReferenceEdgeResolvers = edge();
export const EncounterConnection: EncounterConnectionResolvers = connection();
export const EncounterEdge: EncounterEdgeResolvers = edge();
export const FamilyMemberHistoryConnection: FamilyMemberHistoryConnectionResolvers = connection();
export const FamilyMemberHistoryEdge: FamilyMemberHistoryEdgeResolvers = edge();
export const GoalConnection: GoalConnectionResolvers = connection();
export const GoalEdge: GoalEdgeResolvers = edge();
export const ImmunizationConnection: ImmunizationConnectionResolvers = connection();
export const ImmunizationEdge: ImmunizationEdgeResolvers = edge();
export const MedicationRequestConnection: MedicationRequestConnectionResolvers = connection();
export const MedicationRequestEdge: MedicationRequestEdgeResolvers = edge();
export const ObservationConnection: ObservationConnectionResolvers = connection();
export const ObservationEdge: ObservationEdgeResolvers = edge();
export const PatientConnection: PatientConnectionResolvers = connection();
export const PatientEdge: PatientEdgeResolvers = edge();
export const ProcedureConnection: ProcedureConnectionResolvers = connection();
export const ProcedureEdge: ProcedureEdgeResolvers = edge();
export const RelatedPersonConnection: RelatedPersonConnectionResolvers = connection();
export const RelatedPersonEdge: RelatedPersonEdgeResolvers = edge();
export const ServiceRequestConnection: ServiceRequestConnectionResolvers = connection();
export const ServiceRequestEdge: ServiceRequestEdgeResolvers = edge();
