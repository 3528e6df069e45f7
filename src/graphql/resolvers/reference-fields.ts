/** How references answer: only `resource` can cost a request. */
import type { GraphQLResolveInfo } from 'graphql';
import { resourceName } from '../../fhir/resource-names.ts';
import { parseReference } from '../../fhir/ids.ts';
import type { ResourceType } from '../../fhir/resources.ts';
import { readObject, readText } from '../../fhir/lenient-read.ts';
import { isSsn } from '../../fhir/ssn.ts';
import type { Reference as FhirReference, Resource } from '../../fhir/types.ts';
import type { InResource } from '../../fhir/in-resource.ts';
import type { Context } from '../context.ts';
import { pathOf } from './selection.ts';

type Link = InResource<FhirReference>;

const referenceFields = {
  reference: ({ value }: Link) => readText(value.reference),
  type: ({ value }: Link) => readText(value.type) ?? parseReference(value)?.type ?? null,
  identifier: ({ value }: Link) => {
    const identifier = readObject(value.identifier);
    return identifier === null || isSsn(identifier) ? null : identifier;
  },
};

/** Costs no request, so the record counts only if it is at hand. */
async function readLoadedName(target: Promise<Resource | null>): Promise<string | null> {
  const resource = await target;
  return resource === null ? null : resourceName(resource);
}

/** References to several types answer with a resource of one of them, or with nothing. */
export const referenceToAnyOf = <T extends ResourceType>(types: readonly T[]) => ({
  ...referenceFields,
  display: (link: Link, _args: object, { loaders }: Context) =>
    readText(link.value.display) ?? readLoadedName(loaders.references.loadPrimed(link, types)),
  resource: (link: Link, _args: object, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.references.load(link, types, pathOf(info)),
});
/** References to one type. */
export const referenceTo = <T extends ResourceType>(type: T) => referenceToAnyOf([type]);
