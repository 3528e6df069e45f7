/** Connections, edges and their page info: the same for every type. */
import type {
  AllergyIntoleranceConnectionResolvers,
  AllergyIntoleranceEdgeResolvers,
  CarePlanConnectionResolvers,
  CarePlanEdgeResolvers,
  CareTeamConnectionResolvers,
  CareTeamEdgeResolvers,
  ConditionConnectionResolvers,
  ConditionEdgeResolvers,
  DeviceConnectionResolvers,
  DeviceEdgeResolvers,
  DiagnosticReportConnectionResolvers,
  DiagnosticReportEdgeResolvers,
  DocumentReferenceConnectionResolvers,
  DocumentReferenceEdgeResolvers,
  EncounterConnectionResolvers,
  EncounterEdgeResolvers,
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
  endCursor: ({ endCursor }) => endCursor(),
};

export const AllergyIntoleranceConnection: AllergyIntoleranceConnectionResolvers = connection();
export const AllergyIntoleranceEdge: AllergyIntoleranceEdgeResolvers = edge();
export const CarePlanConnection: CarePlanConnectionResolvers = connection();
export const CarePlanEdge: CarePlanEdgeResolvers = edge();
export const CareTeamConnection: CareTeamConnectionResolvers = connection();
export const CareTeamEdge: CareTeamEdgeResolvers = edge();
export const ConditionConnection: ConditionConnectionResolvers = connection();
export const ConditionEdge: ConditionEdgeResolvers = edge();
export const DeviceConnection: DeviceConnectionResolvers = connection();
export const DeviceEdge: DeviceEdgeResolvers = edge();
export const DiagnosticReportConnection: DiagnosticReportConnectionResolvers = connection();
export const DiagnosticReportEdge: DiagnosticReportEdgeResolvers = edge();
export const DocumentReferenceConnection: DocumentReferenceConnectionResolvers = connection();
export const DocumentReferenceEdge: DocumentReferenceEdgeResolvers = edge();
export const EncounterConnection: EncounterConnectionResolvers = connection();
export const EncounterEdge: EncounterEdgeResolvers = edge();
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
export const ServiceRequestConnection: ServiceRequestConnectionResolvers = connection();
export const ServiceRequestEdge: ServiceRequestEdgeResolvers = edge();
