/** The patient p1 on a server that behaves as HAPI FHIR, behind a gateway with the default limits. */
import { rsa } from '../config/key-material.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { asSent } from './as-sent.ts';
import { at } from './expected.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { issueAnyToken, type HapiOptions, startHapiServer } from './hapi-server.ts';

/** The default of MAX_UPSTREAM_CALLS. */
const MAX_UPSTREAM_CALLS = 150;

export interface HapiPatient {
  readonly gateway: Gateway;
  /** Queries the ids of a list, such as `labResults(first: 2)`. */
  list(field: string): Promise<ListResult>;
  /** Reads all pages of a connection. */
  readAll(name: string, first: number, args?: string): Promise<ListResult>;
  close(): Promise<void>;
}

export interface ListResult {
  readonly ids: readonly string[];
  /** The searches that the FHIR server received: path and query. */
  readonly searches: readonly string[];
  /** The code and path of each warning, such as `ORDER_UNCERTAIN patient.labResults`. */
  readonly warnings: readonly string[];
}

export async function startHapiPatient(
  records: readonly object[],
  { maxUpstreamCalls = MAX_UPSTREAM_CALLS, ...options }: HapiOptions & { maxUpstreamCalls?: number } = {},
): Promise<HapiPatient> {
  const patient = { resourceType: 'Patient', id: 'p1' };
  const server = await startHapiServer(asSent<Stored<Resource>[]>([patient, ...records]), {
    intercept: issueAnyToken,
    now: () => NOW,
    ...options,
  });
  const { privateKey } = rsa();
  const credentials = { clientId: 'any', privateKey, keyId: 'any' };
  const tokenUrl = new URL('/token', server.baseUrl).href;
  const gateway = await startGateway(
    { baseUrl: server.baseUrl, credentials },
    { connection: { tokenUrl }, server: { maxUpstreamCalls }, now: () => NOW },
  );
  const run = async (
    field: string,
    place: readonly string[],
  ): Promise<ListResult & { readonly answer: unknown }> => {
    const before = server.requests.length;
    const { data, errors, extensions } = await gateway.query(`{ patient(id: "p1") { ${field} } }`);
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join(' '));
    const nodes = at(data, 'patient', ...place);
    return {
      answer: data,
      ids: Array.isArray(nodes) ? nodes.map((node) => String(at(node, 'id'))) : [],
      searches: server.requests
        .slice(before)
        .map(({ target }) => decodeURIComponent(target))
        .filter((target) => target.includes('patient=') || target.includes('_getpages')),
      warnings: extensions?.fhir.warnings.map(({ code, path = [] }) => `${code} ${path.join('.')}`) ?? [],
    };
  };
  return {
    gateway,
    list: (field) => run(`${field} { id }`, [field.split('(')[0] ?? '']),
    async readAll(name, first, args = '') {
      const pages: ListResult[] = [];
      for (let after = 'null'; ;) {
        const connection = `${name}Connection`;
        const page = await run(
          `${connection}(first: ${first}, after: ${after} ${args}) { nodes { id } pageInfo { hasNextPage endCursor } }`,
          [connection, 'nodes'],
        );
        pages.push(page);
        const info = at(page.answer, 'patient', connection, 'pageInfo');
        if (at(info, 'hasNextPage') !== true)
          return {
            ids: pages.flatMap(({ ids }) => ids),
            searches: pages.flatMap(({ searches }) => searches),
            warnings: pages.flatMap(({ warnings }) => warnings),
          };
        after = JSON.stringify(at(info, 'endCursor'));
      }
    },
    async close() {
      await gateway.close();
      await server.close();
    },
  };
}

const NOW = Date.parse('2026-06-15T12:00:00Z');

/** Returns an Observation of p1. @param category a code of observation-category; null: none */
export function observation(id: string, dates: object, category: string | null = 'laboratory'): object {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    subject: { reference: 'Patient/p1' },
    ...(category === null ? {} : { category: [{ coding: [{ code: category }] }] }),
    code: { text: 'Potassium' },
    ...dates,
  };
}

/** Returns laboratory results at intervals of 12 hours, the newest (`r0`) a day old. They are stored in no order of time. */
export function results(count: number): {
  readonly stored: readonly object[];
  readonly newest: readonly string[];
} {
  const step = 7_919;
  const stored = Array.from({ length: count }, (_, index) => {
    const number = (index * step) % count;
    const effectiveDateTime = new Date(NOW - (number + 2) * 12 * 3_600_000).toISOString();
    return observation(`r${number}`, { effectiveDateTime });
  });
  return { stored, newest: Array.from({ length: count }, (_, index) => `r${index}`) };
}
