import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readDate, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type { ProvenanceAgentResolvers, ProvenanceResolvers } from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';

export const Provenance: ProvenanceResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  targets: (provenance) => eachInResource(provenance, provenance.target),
  recorded: ({ recorded }) => readText(recorded),
  occurred: ({ occurredDateTime, occurredPeriod }) => readDate(occurredDateTime, occurredPeriod),
  occurredPeriod: ({ occurredPeriod }) => readObject(occurredPeriod),
  activity: ({ activity }) => readObject(activity),
  reasons: ({ reason }) => readObjects(reason),
  agents: (provenance) => eachInResource(provenance, provenance.agent),
  location: (provenance) => inResource(provenance, provenance.location),
  resource: (provenance) => toRawJson(provenance),
};

export const ProvenanceAgent: ProvenanceAgentResolvers = {
  type: ({ value }) => readObject(value.type),
  roles: ({ value }) => readObjects(value.role),
  who: ({ value, resource }) => inResource(resource, value.who),
  onBehalfOf: ({ value, resource }) => inResource(resource, value.onBehalfOf),
};
