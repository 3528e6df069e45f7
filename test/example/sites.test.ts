/** Serves examples/sites/sites.yaml, as the README shows. */
import { globSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { PROFILE_NAMES } from 'epic-fhir-sandbox';
import { PUBLIC_PATIENTS } from 'epic-fhir-sandbox/data';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import { SANDBOX_PROFILES } from '../../src/config/site-keys.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { OPERATIONS } from './app-documents.ts';

const SITES_FILE = 'examples/sites/sites.yaml';
const SITES = ['northlight', 'cedar-grove', 'lakeview'] as const;

interface Answer {
  readonly data: {
    readonly site: { readonly id: string; readonly name: string };
    readonly patients: readonly { readonly id: string; readonly mrn: string | null }[];
    readonly patient: { readonly id: string } | null;
  };
  readonly extensions: { readonly fhir: { readonly requests: number } };
}

/** The patients and the record number in the variables of the examples. */
const STANDARD_PATIENTS = new Set(PUBLIC_PATIENTS.map(({ id }) => id));
const EXAMPLES = 'examples/operations';

const PATIENTS = '{ site { id name } patients(first: 5) { id mrn } }';

interface Identified {
  readonly data: {
    readonly patients: readonly {
      readonly id: string;
      readonly mrn: string;
      readonly identifiers: readonly { readonly system: string; readonly value: string }[];
    }[];
  };
}

/** The response of `GET /sites`. */
const LISTED = z.object({ sites: z.array(z.looseObject({ id: z.string() })) });

interface Screen {
  readonly data: { readonly patient?: object | null };
  readonly errors?: readonly unknown[];
}

let gateway: Gateway;

beforeAll(async () => {
  const config = loadConfig({ SITES_FILE, PORT: '0', AUDIT_LOG: 'none' });
  gateway = await createGateway(config, createLog('error', { write: () => undefined }));
  await gateway.listen();
});

afterAll(() => gateway.stop());

async function query<A = Answer>(
  site: string,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<A> {
  const response = await supertest(gateway.app.server)
    .post(`/sites/${site}/graphql`)
    .send({ query: document, variables });
  // oxlint-disable-next-line typescript/no-unsafe-return -- what comes over HTTP has no type; the test names it
  return response.body;
}

describe('the example sites file', () => {
  it('has one site for each profile of the sandbox', () => {
    expect(SANDBOX_PROFILES).toEqual(PROFILE_NAMES);
    const { sites } = loadConfig({ SITES_FILE });
    expect(Object.values(sites?.byId ?? {}).map(({ sandbox }) => sandbox)).toEqual(PROFILE_NAMES);
    expect(Object.values(sites?.byId ?? {}).map(({ siteTimeZone }) => siteTimeZone)).toEqual([
      'America/Chicago',
      'America/Chicago',
      'America/Los_Angeles',
    ]);
  });

  it('serves three hospitals with different patients, each with a record number', async () => {
    const answers = await Promise.all(SITES.map((site) => query(site, PATIENTS)));
    expect(answers.map(({ data }) => data.site)).toEqual([
      { id: 'northlight', name: 'Northlight Sandbox Hospital' },
      { id: 'cedar-grove', name: 'Cedar Grove Sandbox Hospital' },
      { id: 'lakeview', name: "Lakeview Sandbox Children's Hospital" },
    ]);
    const patients = answers.flatMap(({ data }) => data.patients);
    expect(patients).toHaveLength(15);
    expect(new Set(patients.map(({ id }) => id)).size).toBe(15);
    expect(new Set(patients.map(({ mrn }) => mrn)).size).toBe(15);
    expect(patients.filter(({ mrn }) => mrn === null)).toEqual([]);
    // The panel and one search by `_id`; lakeview refuses that search and answers five reads.
    expect(answers.map(({ extensions }) => extensions.fhir.requests)).toEqual([2, 2, 7]);
  });

  it('answers a patient of one hospital at that hospital only', async () => {
    for (const site of SITES) {
      const { data } = await query(site, PATIENTS);
      const document = `{ patient(id: "${data.patients[0]?.id}") { id } }`;
      for (const asked of SITES) {
        const { data: found } = await query(asked, document);
        expect(found.patient === null).toBe(asked !== site);
      }
    }
  });

  it.each(SITES)('answers the operations of the examples and of the chart viewer at %s', async (site) => {
    const { data } = await query<Identified>(
      site,
      '{ patients(first: 1) { id mrn identifiers { system value } } }',
    );
    const [{ id, mrn, identifiers } = { id: '', mrn: '', identifiers: [] }] = data.patients;
    const system = identifiers.find(({ value }) => value === mrn)?.system;
    const own: Readonly<Record<string, unknown>> = { id, system, mrn };
    const examples = globSync(`${EXAMPLES}/*.graphql`).map((path) => {
      // oxlint-disable-next-line typescript/no-unsafe-assignment -- what a file contains has no type
      const given: Record<string, unknown> = JSON.parse(
        readFileSync(path.replace('.graphql', '.variables.json'), 'utf8'),
      );
      const isOfPatient = STANDARD_PATIENTS.has(String(given['id'])) || 'mrn' in given;
      const variables = Object.entries(given).map(
        ([name, value]) => [name, isOfPatient ? (own[name] ?? value) : value] as const,
      );
      return { name: path, text: readFileSync(path, 'utf8'), variables: Object.fromEntries(variables) };
    });
    const screens = OPERATIONS.map(({ name, text }) => ({
      name,
      text,
      variables: { id, filter: null, after: null, code: ['http://loinc.org|4548-4'] },
    }));
    const refused: string[] = [];
    for (const { name, text, variables } of [...examples, ...screens]) {
      const { errors, data: read } = await query<Screen>(site, text, variables);
      if (errors !== undefined || ('patient' in read && read.patient === null)) refused.push(name);
    }
    expect(refused).toEqual([]);
  });

  it('answers the commands in docs/sites.md as the page says', async () => {
    const text = readFileSync('docs/sites.md', 'utf8');
    const blocksIn = (language: string): string[] =>
      Array.from(text.matchAll(/```(\w+)\n([\s\S]*?)```/g), ([, name, code = '']) =>
        name === language ? code : '',
      );
    const commands = blocksIn('sh').find((code) => code.startsWith(`SITES_FILE=${SITES_FILE} npm start\n`));
    const [, list, operation = ''] = commands?.split('\n') ?? [];
    expect(list).toBe('curl -s http://localhost:4000/sites');
    const { sites } = LISTED.parse((await supertest(gateway.app.server).get('/sites')).body);
    expect(sites).toMatchObject(SITES.map((id) => ({ id })));
    const [, site = '', body = ''] = /\/sites\/([\w-]+)\/graphql .* -d '(\{.*\})'$/.exec(operation) ?? [];
    const { query: document } = z.object({ query: z.string() }).parse(JSON.parse(body));
    const { data, errors } = await query<Screen>(site, document);
    expect(errors).toBeUndefined();
    const shown = blocksIn('json');
    const response = shown.find((json) => json.includes('fullName') && json.includes(site));
    expect(data).toEqual(JSON.parse(response ?? ''));
    const { sites: some } = LISTED.parse(JSON.parse(shown.find((json) => json.includes('"graph"')) ?? ''));
    expect(sites.filter((one) => some.some((other) => isDeepStrictEqual(one, other)))).toEqual(some);
  });
});
