/** Executes only registered operations, by id or exact text. Refuses all other documents without parsing them. */
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { ConfigError } from '../../config/config.ts';
import { hashText, indexDocuments, quoteId, type TrustedDocument } from '../../config/document-manifests.ts';
import { limitProblems } from '../../config/trusted-documents.ts';
import { GatewayError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { createDocumentChecker, type DocumentChecker } from './document-checker.ts';
import { readDocumentIds } from './document-ids.ts';
import { refusalError, replaceDocument } from './refusal.ts';

export interface TrustedDocumentsOptions {
  readonly schema: GraphQLSchema;
  /** Whether a registered operation may introspect. */
  readonly canIntrospect: boolean;
}

export interface TrustedDocuments {
  readonly plugin: ApolloServerPlugin<Context>;
  /** The names of the registered operations. */
  readonly names: readonly string[];
}

/** @throws ConfigError naming each registered operation that is invalid, and each id of two texts */
export async function createTrustedDocuments(
  documents: readonly TrustedDocument[],
  { schema, canIntrospect }: TrustedDocumentsOptions,
): Promise<TrustedDocuments> {
  const { bodies, problems } = indexDocuments(documents);
  const check = await createDocumentChecker(schema, canIntrospect);
  const checked = await Promise.all(documents.map((document) => checkRegistered(document, check)));
  const found = [
    ...problems.map((problem) => `TRUSTED_DOCUMENTS: ${problem}`),
    ...checked.flatMap((one) => ('problem' in one ? one.problem : [])),
  ];
  if (found.length > 0) throw new ConfigError(limitProblems(found));
  return {
    plugin: serveDocuments(bodies),
    names: checked.flatMap((one) => ('name' in one ? one.name : [])),
  };
}

function serveDocuments(bodies: ReadonlyMap<string, string>): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      const registered = findRegistered(request.query, readDocumentIds(request), bodies);
      replaceDocument(request);
      if (!(registered instanceof GatewayError)) request.query = registered;
      return {
        async didResolveOperation() {
          if (registered instanceof GatewayError) throw refusalError(registered, 400);
        },
      };
    },
  };
}

/**
 * Returns the registered text for a request, or the error that refuses it.
 * @param ids every id of the request, of any JSON type
 */
function findRegistered(
  query: string | undefined,
  ids: readonly unknown[],
  bodies: ReadonlyMap<string, string>,
): string | GatewayError {
  const keys = ids.length === 0 ? [hashText(query ?? '')] : ids;
  const texts = keys.map((key) => (typeof key === 'string' ? bodies.get(key) : undefined));
  const [text] = texts;
  if (text === undefined || texts.includes(undefined)) return NOT_TRUSTED;
  const isAmbiguous = texts.some((other) => other !== text) || (query !== undefined && query !== text);
  return isAmbiguous ? AMBIGUOUS : text;
}

const NOT_TRUSTED = new GatewayError(
  'DOCUMENT_NOT_TRUSTED',
  'This gateway executes only registered operations. Send the id or the exact text of an operation in the manifest, or have the operator ' +
    'register this one.',
);

const AMBIGUOUS = new GatewayError(
  'DOCUMENT_NOT_TRUSTED',
  'The request names two documents: an id stands for another text than the one sent, or than another id. Send one id without a text.',
);

/** Returns the name of a registered operation, or the problem that keeps the gateway from serving it. */
async function checkRegistered(
  { id, name, type, body, file }: TrustedDocument,
  check: DocumentChecker,
): Promise<{ readonly name: string } | { readonly problem: string }> {
  const found = await check(body);
  const shown = name === null ? `the id ${quoteId(id)}` : `${name} (id ${id})`;
  const reject = (reason = ''): { readonly problem: string } => ({
    problem: `TRUSTED_DOCUMENTS: ${file} contains an operation that the gateway cannot execute: ${shown}. ${reason}`,
  });
  if ('errors' in found) return reject(found.errors[0]?.message);
  const isNamed =
    (name ?? found.name) === found.name && (type ?? found.operation.operation) === found.operation.operation;
  return isNamed ? { name: found.name } : reject('The operation in its text has a different name or type.');
}
