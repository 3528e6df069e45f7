/** Resolves references. Only `resource` can send a request. */
import type { GraphQLResolveInfo } from 'graphql';
import { recordName } from '../../fhir/record.ts';
import { parseReference } from '../../fhir/ids.ts';
import type { ResourceType } from '../../fhir/resources.ts';
import { readObject, readText } from '../../fhir/lenient-read.ts';
import { isSsn } from '../../fhir/ssn.ts';
import type { Reference as FhirReference, Resource } from '../../fhir/types.ts';
import type { InResource } from '../../fhir/in-resource.ts';
import type { Context } from '../context.ts';
import { collectIncludes, pathOf } from './selection.ts';

type Link = InResource<FhirReference>;

const referenceFields = {
  reference: ({ value }: Link) => readText(value.reference),
  type: ({ value }: Link) => readText(value.type) ?? parseReference(value)?.type ?? null,
  identifier: ({ value }: Link) => {
    const identifier = readObject(value.identifier);
    return identifier === null || isSsn(identifier) ? null : identifier;
  },
};

/** Returns the name of a resource that is already loaded; null otherwise. Never sends a request. */
async function readLoadedName(target: Promise<Resource | null>): Promise<string | null> {
  const resource = await target;
  return resource === null ? null : recordName(resource);
}

/** Creates the resolvers of a reference to one of several types. `resource` is null if the target has another type. */
export const referenceToAnyOf = <T extends ResourceType>(types: readonly T[]) => ({
  ...referenceFields,
  display: (link: Link, _args: object, { loaders }: Context) =>
    readText(link.value.display) ?? readLoadedName(loaders.references.loadPrimed(link, types)),
  resource: (link: Link, _args: object, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.references.load(link, types, pathOf(info), (type) => collectIncludes(info, type, type)),
});

/** Creates the resolvers of a reference to one type. */
export const referenceTo = <T extends ResourceType>(type: T) => referenceToAnyOf([type]);
