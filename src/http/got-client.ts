/** The HTTP client: connections, timeouts, redirects, retries, and JSON within limits. */
import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError } from 'got';
import { createMemoryPool, heapShare, type MemoryPool } from '../limits/memory-pool.ts';
import { abortError } from './abort.ts';
import { DEFAULT_SERVER_NAME, MAX_REDIRECTS, toGatewayError } from './exchange-errors.ts';
import type { HttpClient, HttpRequest } from './http-client.ts';
import { InFlightRequest, inFlightRequestOf, type ReceivedResponse } from './in-flight-request.ts';
import { createSharedLookup } from './shared-lookup.ts';

export interface HttpClientOptions {
  readonly timeoutMs: number;
  /** The id of the site whose responses it receives: sites share the memory, and the time to parse, fairly. */
  readonly site?: string | undefined;
  /** Limits the responses in memory; by default all clients of the process share one pool. */
  readonly memory?: MemoryPool;
}

const INCOMING_BYTES = createMemoryPool(heapShare('incoming'));
const lookup = createSharedLookup();

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { site, memory = INCOMING_BYTES } = options;
  const keptAlive = createAgents({ keepAlive: true, lookup });
  const fresh = createAgents({ keepAlive: false, lookup });
  // got validates and copies the options of each request, so set the common ones once.
  const client = got.extend({
    agent: keptAlive,
    headers: { 'user-agent': 'epic-fhir-graphql-gateway' },
    maxRedirects: MAX_REDIRECTS,
    retry: { limit: 0 },
    timeout: { request: options.timeoutMs },
    followRedirect: (response) => inFlightRequestOf(response.request.options).canFollowRedirect(response),
    throwHttpErrors: false,
  });

  const inFlight = new Set<InFlightRequest>();
  let isClosed = false;

  /** Sends the request once. Returns the error if the attempt may be repeated. */
  const attempt = async (
    inFlightRequest: InFlightRequest,
    request: HttpRequest,
  ): Promise<ReceivedResponse | RequestError> => {
    const { url, headers = {}, form, body, timeoutMs, needsNewConnection = false } = request;
    try {
      const sent = client.stream(url, {
        context: { inFlightRequest },
        ...(form === undefined ? {} : { method: 'POST', form }),
        ...(body === undefined ? {} : { method: 'POST', body }),
        ...(needsNewConnection ? { agent: fresh } : {}),
        headers,
        ...(timeoutMs === undefined ? {} : { timeout: { request: timeoutMs } }),
      });
      return await inFlightRequest.receive(sent);
    } catch (error) {
      if (inFlightRequest.abortedBy !== null || !(error instanceof RequestError)) throw error;
      return error;
    }
  };

  /** Repeats the request until the retry policy accepts the outcome. */
  const exchange = async (
    inFlightRequest: InFlightRequest,
    request: HttpRequest,
  ): Promise<ReceivedResponse> => {
    try {
      for (let attempts = 1; ; attempts += 1) {
        const outcome = await attempt(inFlightRequest, request);
        const delayMs = inFlightRequest.nextDelayMs(attempts, outcome);
        if (delayMs > 0) await inFlightRequest.wait(delayMs);
        else if (outcome instanceof RequestError) throw outcome;
        else return outcome;
      }
    } catch (error) {
      const { server = DEFAULT_SERVER_NAME, timeoutMs = options.timeoutMs } = request;
      throw inFlightRequest.abortedBy ?? toGatewayError(error, server, timeoutMs);
    }
  };

  return {
    async send(request) {
      const { signal } = request;
      if (isClosed || signal?.aborted === true) throw abortError(signal);
      const inFlightRequest = new InFlightRequest(request, memory, site);
      inFlight.add(inFlightRequest);
      try {
        const { body, ...response } = await exchange(inFlightRequest, request);
        return { ...response, ...(await inFlightRequest.parse(body)) };
      } finally {
        inFlightRequest.release();
        inFlight.delete(inFlightRequest);
      }
    },
    close() {
      isClosed = true;
      for (const inFlightRequest of inFlight) inFlightRequest.abort(abortError());
      for (const agent of [keptAlive.http, keptAlive.https, fresh.http, fresh.https]) agent.destroy();
    },
  };
}

function createAgents(options: AgentOptions) {
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}
