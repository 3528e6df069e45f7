/** The tasks that callers of the soak repeat: operations, their next pages, and documents that they open by link. */
import { createHash } from 'node:crypto';
import { at } from '../../test/support/expected.ts';
import type { SoakCaller } from './callers.ts';
import type { Outcome, SoakClient } from './client.ts';
import type { SoakOperation } from './operations.ts';
import type { Tally } from './tally.ts';

export interface Task {
  readonly name: string;
  readonly caller: SoakCaller;
  /** The expected response of each page. */
  readonly baseline: unknown[];
  /** Returns the outcome of each page. */
  perform(abortAfterMs?: number): Promise<Outcome[]>;
}

export function createReadTask(client: SoakClient, caller: SoakCaller, operation: SoakOperation): Task {
  const { query, variables, isPaged } = operation;
  const { site } = caller;
  return {
    name: `${operation.name} of ${caller.name} at ${site}`,
    caller,
    baseline: [],
    async perform(abortAfterMs) {
      const abort = abortAfterMs === undefined ? {} : { abortAfterMs };
      const first = await client.post({ site, query, variables, headers: caller.headers(), ...abort });
      const after = isPaged && first.kind === 'answer' ? cursorIn(first.body) : null;
      if (after === null) return [first];
      const next = { ...variables, after };
      return [first, await client.post({ site, query, variables: next, headers: caller.headers() })];
    },
  };
}

const LINKS = `query Links($id: ID!) {
  patient(id: $id) { clinicalNotes(first: 3) { id content { link } } }
}`;

/** Reads the notes of a patient, and opens each content by its link. Its result has a hash for each. */
export function createDocumentTask(
  client: SoakClient,
  caller: SoakCaller,
  patient: string,
  tally: Tally,
): Task {
  const { site } = caller;
  const open = async (link: string, index: number): Promise<{ hash: string | null; errors: unknown[] }> => {
    const page = await client.get(link, caller.headers()).catch(() => null);
    if (page?.status === 200) {
      tally.documents += 1;
      return { hash: createHash('sha256').update(page.body).digest('hex'), errors: [] };
    }
    const extensions = { code: page === null ? 'UPSTREAM_UNAVAILABLE' : codeOfPage(page.body) };
    return { hash: null, errors: [{ path: ['hashes', index], extensions }] };
  };
  return {
    name: `documents of ${caller.name} at ${site}`,
    caller,
    baseline: [],
    async perform() {
      const outcome = await client.post({
        site,
        query: LINKS,
        variables: { id: patient },
        headers: caller.headers(),
      });
      if (outcome.kind !== 'answer') return [outcome];
      const errors = at(outcome.body, 'errors');
      if (errors !== undefined)
        return [{ kind: 'answer', body: { data: { hashes: null }, errors: rooted(errors) } }];
      const opened = await Promise.all(linksIn(outcome.body).map(open));
      const failed = opened.flatMap((each) => each.errors);
      const body = { data: { hashes: opened.map(({ hash }) => hash) } };
      return [{ kind: 'answer', body: failed.length === 0 ? body : { ...body, errors: failed } }];
    },
  };
}

/** Returns the errors, with the path of the hashes that they prevent. */
function rooted(errors: unknown): unknown[] {
  return Array.isArray(errors)
    ? errors.map((error: unknown) => ({ extensions: at(error, 'extensions'), path: ['hashes'] }))
    : [];
}

function codeOfPage(body: Buffer): string {
  return /"code":"([A-Z_]+)"/.exec(body.toString())?.[1] ?? 'no code';
}

function linksIn(body: unknown): string[] {
  return [...JSON.stringify(body).matchAll(/"link":"([^"]+)"/g)].map(([, link = '']) => link);
}

/** Returns the cursor of the next page, at any depth; null without one. */
function cursorIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const own = at(value, 'pageInfo', 'hasNextPage') === true ? at(value, 'pageInfo', 'endCursor') : null;
  if (typeof own === 'string') return own;
  for (const inner of Object.values(value)) {
    const found = cursorIn(inner);
    if (found !== null) return found;
  }
  return null;
}
