/** A client for the sandbox's own tests: signs assertions, signs in, and sends requests as a gateway does. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect } from 'vitest';
import type { Bundle, OperationOutcome, Resource } from '../../src/types.ts';
import type { Sandbox } from '../../src/sandbox.ts';

/** A complete response. `body` is parsed if the content type is JSON. */
export interface Received {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

type Signer = Pick<Sandbox, 'tokenUrl' | 'credentials'>;

/** Claims and header parameters that override valid ones; undefined removes one. */
export interface AssertionOverrides {
  claims?: Record<string, string | number | undefined>;
  header?: Record<string, string | undefined>;
}

/** Returns an assertion that the sandbox accepts, unless an override invalidates it. */
export async function signAssertion(
  { tokenUrl, credentials }: Signer,
  overrides: AssertionOverrides & { now?: number } = {},
): Promise<string> {
  const { clientId, privateKey, keyId } = credentials;
  const seconds = Math.floor((overrides.now ?? Date.now()) / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: tokenUrl,
    jti: randomUUID(),
    iat: seconds - 5,
    exp: seconds + 240,
    ...overrides.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS384', kid: keyId, typ: 'JWT', ...overrides.header })
    .sign(privateKey);
}

export async function requestToken(
  { tokenUrl }: Pick<Sandbox, 'tokenUrl'>,
  assertion: string,
  form: Record<string, string> = {},
): Promise<Received> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...form,
  });
  return readResponse(await fetch(tokenUrl, { method: 'POST', body }));
}

/** Sends a GET below the base URL, by default with JSON accepted. */
export type Get = (path: string, headers?: Record<string, string>) => Promise<Received>;

/** Signs in once. Every GET sends that token. */
export async function signIn(sandbox: Signer & Pick<Sandbox, 'baseUrl'>, now?: number): Promise<Get> {
  const assertion = await signAssertion(sandbox, now === undefined ? {} : { now });
  const { body } = await requestToken(sandbox, assertion);
  const token = accessToken(body);
  return async (path, headers = {}) =>
    readResponse(
      await fetch(sandbox.baseUrl + path, {
        redirect: 'manual',
        headers: { Accept: 'application/fhir+json', Authorization: `Bearer ${token}`, ...headers },
      }),
    );
}

/** Sends a POST of a resource or text to its type below the base URL. */
export type Post = (
  type: string,
  body: unknown,
  headers?: Record<string, string>,
  signal?: AbortSignal,
) => Promise<Received>;

/** Signs in once. Every POST sends that token. */
export async function signInToWrite(sandbox: Signer & Pick<Sandbox, 'baseUrl'>): Promise<Post> {
  const { body } = await requestToken(sandbox, await signAssertion(sandbox));
  const token = accessToken(body);
  return async (type, content, headers = {}, signal) =>
    readResponse(
      await fetch(`${sandbox.baseUrl}/${type}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          Accept: 'application/fhir+json',
          'Content-Type': 'application/fhir+json',
          Authorization: `Bearer ${token}`,
          ...headers,
        },
        body: typeof content === 'string' ? content : JSON.stringify(content),
        signal: signal ?? null,
      }),
    );
}

export async function readResponse(response: Response): Promise<Received> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, body };
}

export function accessToken(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'access_token' in body) return String(body.access_token);
  throw new Error(`Expected a token, got ${JSON.stringify(body)}`);
}

/** Returns the ids of a searchset's matches. */
export function matchIds(body: unknown): (string | undefined)[] {
  return entryResources(body, 'match').map(({ id }) => id);
}

/** Returns `Type/id` of each included resource of a searchset. */
export function includedKeys(body: unknown): string[] {
  return entryResources(body, 'include').map(({ resourceType, id }) => `${resourceType}/${id}`);
}

/** Returns the resources of a searchset's entries with this `search.mode`. */
export function entryResources(body: unknown, mode: 'include' | 'match' | 'outcome'): Resource[] {
  return (asBundle(body).entry ?? []).flatMap(({ search, resource }) =>
    search?.mode === mode && resource !== undefined ? [resource] : [],
  );
}

/** Returns the codes in an OperationOutcome or in a searchset's outcome entry, each with its severity. */
export function outcomeCodes(body: unknown): string[] {
  const outcomes = isResource(body, 'OperationOutcome')
    ? [body]
    : (asBundle(body).entry ?? [])
        .map(({ resource }) => resource)
        .filter((resource) => isResource(resource, 'OperationOutcome'));
  return outcomes
    .flatMap(({ issue }: OperationOutcome) => issue ?? [])
    .map(({ severity, details }) => `${severity} ${details?.coding?.[0]?.code}`);
}

export function linkUrl(body: unknown, relation: string): string | undefined {
  return asBundle(body).link?.find((link) => link.relation === relation)?.url;
}

export function asBundle(body: unknown): Bundle {
  if (isResource(body, 'Bundle')) return body;
  throw new Error(`Expected a Bundle, got ${JSON.stringify(body)}`);
}

function isResource<T extends Resource['resourceType']>(
  value: unknown,
  type: T,
): value is Extract<Resource, { resourceType: T }> {
  return (
    typeof value === 'object' && value !== null && 'resourceType' in value && value.resourceType === type
  );
}

/** Matches a string of this form in an expected value. (Vitest's own matchers have the type `any`.) */
export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

/** Matches an object with at least these properties in an expected value. */
export function having(properties: Record<string, unknown>): unknown {
  return expect.objectContaining(properties);
}

/** Matches a list with at least these items in an expected value. */
export function listing(items: readonly unknown[]): unknown {
  return expect.arrayContaining([...items]);
}
