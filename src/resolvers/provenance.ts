/** Provenance and its agents. */
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type { ProvenanceAgentResolvers, ProvenanceResolvers } from '../generated/resolver-types.ts';

export const Provenance: ProvenanceResolvers = {
  id: ({ id }) => id,
  targets: (provenance) => eachWithin(provenance, provenance.target),
  recorded: ({ recorded }) => text(recorded),
  occurred: ({ occurredDateTime, occurredPeriod }) => text(occurredDateTime) ?? text(occurredPeriod?.start),
  occurredPeriod: ({ occurredPeriod }) => object(occurredPeriod),
  activity: ({ activity }) => object(activity),
  reasons: ({ reason }) => objects(reason),
  agents: (provenance) => eachWithin(provenance, provenance.agent),
  location: (provenance) => within(provenance, provenance.location),
  resource: (provenance) => rawForm(provenance),
};

export const ProvenanceAgent: ProvenanceAgentResolvers = {
  type: ({ value }) => object(value.type),
  roles: ({ value }) => objects(value.role),
  who: ({ value, resource }) => within(resource, value.who),
  onBehalfOf: ({ value, resource }) => within(resource, value.onBehalfOf),
};
