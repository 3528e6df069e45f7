/** The fields that many types share. `schema/derived.graphql` has them on the types that the tables name. */
import { securityLabelsOf } from '../../access/security-labels.ts';
import { hasUnknownModifier } from '../../fhir/modifier-extensions.ts';
import { isEnteredInError } from '../../fhir/modifiers.ts';
import { isReconciled, sourceOf } from '../../fhir/record-source.ts';
import type { Resource } from '../../fhir/types.ts';
import type { Context } from '../context.ts';

/** Of every resource type. */
export const resourceFields = {
  securityLabels: (resource: Resource) => securityLabelsOf(resource),
  isEnteredInError: (resource: Resource) => isEnteredInError(resource),
  hasUnknownModifier: (resource: Resource) => hasUnknownModifier(resource),
};

/** Of types whose resources belong to the record of a patient. */
export const recordFields = {
  ...resourceFields,
  source: (resource: Resource, _args: object, { loaders }: Context) => sourceOf(resource, loaders.isEpic()),
};

/** Of types whose resources clinicians reconcile. */
export const reconciledFields = {
  ...recordFields,
  isReconciled: (resource: Resource, _args: object, { loaders }: Context) =>
    isReconciled(resource, loaders.isEpic()),
};
