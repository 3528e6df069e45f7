/** The one HTTP client: connections, timeouts, redirects, retries and JSON within bounds. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError } from 'got';
import { createHeldBytes, type HeldBytes, shareOfHeap } from '../size/held-bytes.ts';
import { Course, courseOf, type Received } from './course.ts';
import { MAX_REDIRECTS, redacted, THE_SERVER } from './exchange-errors.ts';
import { givenUp } from './given-up.ts';
import type { Http, HttpRequest } from './http.ts';

export interface HttpOptions {
  readonly timeoutMs: number;
  /** Bounds what comes in; by default together with everything else of the process. */
  readonly held?: HeldBytes;
}

const INCOMING = createHeldBytes(shareOfHeap('incoming'));

export function createHttp(options: HttpOptions): Http {
  const { held = INCOMING } = options;
  const kept = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const fresh = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };
  // What is the same for all requests is said here, since got checks and copies what it is told of each.
  const client = got.extend({
    agent: kept,
    headers: { 'user-agent': 'epic-fhir-graphql-gateway' },
    maxRedirects: MAX_REDIRECTS,
    retry: { limit: 0 },
    followRedirect: (response) => courseOf(response.request.options).follows(response),
    throwHttpErrors: false,
  });

  const underWay = new Set<Course>();
  let isClosed = false;

  /** Sends it once. */
  const attempt = async (course: Course, request: HttpRequest): Promise<Received | RequestError> => {
    const { url, headers = {}, form, body, onNewConnection = false } = request;
    try {
      const sent = client.stream(url, {
        ...course.options,
        ...(form === undefined ? {} : { method: 'POST', form }),
        ...(body === undefined ? {} : { method: 'POST', body }),
        ...(onNewConnection ? { agent: fresh } : {}),
        headers,
        timeout: { request: request.timeoutMs ?? options.timeoutMs },
      });
      return await course.receive(sent);
    } catch (error) {
      if (course.stoppedBy !== null || !(error instanceof RequestError)) throw error;
      return error;
    }
  };

  /** Sends it as often as the policy wants. */
  const exchange = async (course: Course, request: HttpRequest): Promise<Received> => {
    try {
      for (let attempts = 1; ; attempts += 1) {
        const outcome = await attempt(course, request);
        const delayMs = course.delayMs(attempts, outcome);
        if (delayMs > 0) await course.pause(delayMs);
        else if (outcome instanceof RequestError) throw outcome;
        else return outcome;
      }
    } catch (error) {
      const { server = THE_SERVER, timeoutMs = options.timeoutMs } = request;
      throw course.stoppedBy ?? redacted(error, server, timeoutMs);
    }
  };

  return {
    async send(request) {
      const { signal } = request;
      if (isClosed || signal?.aborted === true) throw givenUp(signal);
      const course = new Course(request, held);
      underWay.add(course);
      try {
        const { body, ...response } = await exchange(course, request);
        return { ...response, ...(await course.read(body)) };
      } finally {
        course.end();
        underWay.delete(course);
      }
    },
    close() {
      isClosed = true;
      for (const course of underWay) course.stop(givenUp());
      for (const agent of [kept.http, kept.https, fresh.http, fresh.https]) agent.destroy();
    },
  };
}
