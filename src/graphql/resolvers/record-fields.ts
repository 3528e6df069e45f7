/** Resolves the fields that many types share. The tables name these types, and `schema/derived.graphql` adds the fields. */
import type { GraphQLResolveInfo } from 'graphql';
import { securityLabelsOf } from '../../access/security-labels.ts';
import { hasUnknownModifier } from '../../fhir/modifier-extensions.ts';
import { isEnteredInError } from '../../fhir/modifiers.ts';
import { isReconciled, sourceOf } from '../../fhir/record-source.ts';
import type { Resource, Stored } from '../../fhir/types.ts';
import type { Context } from '../context.ts';
import { pathOf } from './selection.ts';

/** Fields of every resource type. */
export const resourceFields = {
  securityLabels: (resource: Resource) => securityLabelsOf(resource),
  isEnteredInError: (resource: Resource) => isEnteredInError(resource),
  hasUnknownModifier: (resource: Resource) => hasUnknownModifier(resource),
};

/** Fields of types that belong to a patient's record. */
export const recordFields = {
  ...resourceFields,
  source: async (resource: Resource, _args: object, { loaders }: Context) =>
    sourceOf(resource, await loaders.isEpic()),
  provenances: (resource: Stored<Resource>, _args: object, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.provenances.load(resource, pathOf(info)),
};

/** Fields of types that clinicians reconcile. */
export const reconciledFields = {
  ...recordFields,
  isReconciled: async (resource: Resource, _args: object, { loaders }: Context) =>
    isReconciled(resource, await loaders.isEpic()),
};
