/** `epic-fhir-graphql-gateway/testing`: a gateway and its sandbox for the tests of a frontend. docs/testing.md */
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AddedResource,
  type RecordedRequest,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from 'epic-fhir-sandbox';
import { connectSandbox } from '../epic/sandbox-connection.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { type LocalIssuer, openLocalIssuer } from '../local-issuer/local-issuer.ts';
import { parseHolder, type TokenGrant } from '../local-issuer/token-grant.ts';
import { type Failure, faultsOf } from './failures.ts';
import { startFrontServer } from './front-server.ts';
import { type TestSettings, toTestConfig } from './test-settings.ts';

export {
  CAMILA_LOPEZ,
  DERRICK_LIN,
  DESIREE_POWELL,
  ELIJAH_DAVIS,
  LINDA_ROSS,
  OLIVIA_ROBERTS,
  WARREN_MCGINNIS,
} from 'epic-fhir-sandbox/data';
export type { AddedResource, RecordedRequest, Sandbox, SandboxOptions } from 'epic-fhir-sandbox';
export { ConfigError } from '../config/config.ts';
export type { TokenGrant, TokenHolder } from '../local-issuer/token-grant.ts';
export { type Failure, FAILURE_CODES, type FailureCode, type FailureTarget } from './failures.ts';
export type { TestSettings } from './test-settings.ts';

export interface TestGatewayOptions {
  readonly settings?: TestSettings;
  /** The options of the sandbox, such as another profile, or APIs that the app lacks. */
  readonly sandbox?: Omit<SandboxOptions, 'apps' | 'clients' | 'port'>;
  /** FHIR resources that every test finds in addition to the sandbox's. A Patient joins the patient list. */
  readonly resources?: readonly AddedResource[];
  /** Whether callers need a token of `token()`. By default they are anonymous, and see everything. */
  readonly requiresToken?: boolean;
}

/** A response to an operation, as over HTTP. */
export interface TestResponse<Data> {
  /** Absent if the operation was refused. */
  readonly data?: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string };
  }[];
  readonly extensions?: {
    readonly fhir: {
      readonly requests: number;
      /** Only if the panel came from memory, as it can with `PANEL_CACHE_SECONDS`. The age is in seconds. */
      readonly panel?: { readonly fromMemory: true; readonly ageSeconds: number };
      readonly warnings: readonly {
        readonly code: string;
        readonly message: string;
        readonly path?: readonly (string | number)[];
      }[];
    };
  };
}

export interface UndoableFailure {
  /** Lets the requests succeed again. */
  undo(): void;
}

export interface TestGateway extends AsyncDisposable {
  /** The URL of the graph, for a client. */
  readonly url: string;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** The simulated Epic, for faults, people and data beyond these methods. */
  readonly sandbox: Sandbox;
  /** The FHIR requests for records so far, in order: neither those for tokens nor those for the server's capabilities. */
  readonly requests: readonly RecordedRequest[];
  /** Makes FHIR requests fail until the failure is undone. The first failure that matches a request applies. */
  fail(failure: Failure): UndoableFailure;
  /**
   * Adds FHIR resources until `reset()`, or replaces those with the same type and id. A Patient joins the patient list.
   * @throws Error that names what is wrong with a resource; those before it have been added
   */
  add(...resources: readonly AddedResource[]): void;
  /** Posts an operation. The test names the type of the data. Use your own client where you test it. */
  query<Data = Record<string, unknown>>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TestResponse<Data>>;
  /** Returns an access token, for `authorization: Bearer …`. Rejects unless the gateway was started with `requiresToken`. */
  token(grant: Pick<TokenGrant, 'as' | 'scope'>): Promise<string>;
  /** Prepares for the next test: forgets failures, added and created records, requests, idempotency keys, sessions and limits. Keeps the URL. Rejects after `stop()`. */
  reset(): Promise<void>;
  /** Stops everything. Further calls return the same promise. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway on a free port, and the sandbox that it reads. Several can run in one process.
 * @throws ConfigError if a setting is wrong, and Error if the sandbox cannot serve a resource
 */
export async function startTestGateway({
  settings = {},
  sandbox: sandboxOptions = {},
  resources = [],
  requiresToken = false,
}: TestGatewayOptions = {}): Promise<TestGateway> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of closing.toReversed()) await closeOne();
  };
  try {
    const issuer = requiresToken ? await openTestIssuer(closing) : null;
    const config = toTestConfig({ ...settings, ...(issuer && { AUTH_LOCAL_ISSUER: issuer.folder }) });
    const sandbox = await startSandbox({ ...sandboxOptions, apps: [] });
    closing.push(() => sandbox.close());
    const add = (...added: readonly AddedResource[]): void => {
      for (const resource of added)
        sandbox.add(resource, { joinsPanel: resource.resourceType === 'Patient' });
    };
    add(...resources);
    // The gateway must not close the sandbox, which outlives it.
    const borrowed = { ...connectSandbox(sandbox, config.smart), close: async () => {} };
    const open = async (): Promise<Gateway> => {
      const gateway = await createGateway(config, undefined, {
        startSandbox: async () => borrowed,
        routeSchemas: false,
      });
      await gateway.app.ready();
      return gateway;
    };
    const front = await startFrontServer();
    closing.push(() => front.close());
    let gateway = await open();
    let reopening: Promise<unknown> = Promise.resolve();
    closing.push(async () => {
      await reopening.catch(() => undefined);
      await gateway.stop();
    });
    front.serve(Promise.resolve(routesOf(gateway)));
    let stopped: Promise<void> | null = null;
    const reopen = async (): Promise<void> => {
      await gateway.stop();
      sandbox.reset();
      add(...resources);
      const opening = open();
      front.serve(opening.then(routesOf));
      gateway = await opening;
    };
    const stop = (): Promise<void> => {
      front.abortRequests();
      return (stopped ??= close());
    };
    const url = `${front.origin}/graphql`;
    return {
      url,
      origin: front.origin,
      sandbox,
      get requests() {
        return sandbox.requests.filter(isForRecords);
      },
      fail(failure) {
        const scripted = faultsOf(failure).map((fault) => sandbox.fault(fault));
        return { undo: () => scripted.forEach((each) => each.remove()) };
      },
      add,
      async query(query, variables = {}, headers = {}) {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query, variables }),
        });
        return requireResponse(await response.json());
      },
      async token(grant) {
        if (issuer === null)
          throw new Error(
            'This test gateway verifies no tokens. Start it with startTestGateway({ requiresToken: true }).',
          );
        if (parseHolder(grant.as) === null)
          throw new TypeError(
            "`as` is not a holder. Expected 'clinician', 'service' or 'patient:<FHIR id>'.",
          );
        const audience = config.callers?.audiences[0];
        return issuer.issue({ ...grant, audience }, config.callers?.claims);
      },
      async reset() {
        if (stopped !== null) throw new Error('The test gateway is stopped. Start another one.');
        front.abortRequests();
        await (reopening = reopening.then(reopen, reopen));
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function routesOf({ app }: Gateway): RequestListener {
  return (request, response) => app.routing(request, response);
}

/** The folder of its keys exists as long as the gateway. */
async function openTestIssuer(closing: (() => Promise<unknown>)[]): Promise<LocalIssuer> {
  const folder = await mkdtemp(join(tmpdir(), 'test-gateway-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return openLocalIssuer(join(folder, 'issuer'));
}

/** The test names the type of the data. @throws Error if the response is no JSON object */
function requireResponse<Data>(body: unknown): TestResponse<Data> {
  if (!isResponse<Data>(body)) throw new Error('The gateway did not answer with a JSON object.');
  return body;
}

function isResponse<Data>(body: unknown): body is TestResponse<Data> {
  return typeof body === 'object' && body !== null;
}

/** Requests for tokens and for the server's capabilities have no type. */
function isForRecords({ resourceType }: RecordedRequest): boolean {
  return resourceType !== null;
}
