import { readFileSync } from 'node:fs';
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';
import { type BrowserSession, signingIn, startSession } from '../support/browser-sessions.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask, fhirCalls } from '../support/upstream.ts';
import { FRAGMENTS, OPERATIONS } from './app-documents.ts';

/** The FHIR requests of each wave of an operation, as the README of the app states them. */
const WAVES: Readonly<Record<string, readonly number[]>> = {
  Me: [1],
  Patients: [1, 1],
  ChartBanner: [6, 4],
  Chart: [11],
  LabTrend: [1],
  LabFlowsheet: [1],
  Document: [1, 1],
  DocumentLinks: [1],
  MoreProblems: [1],
  MoreMedications: [1],
  AllMedications: [1],
  MoreAllergies: [2],
  MoreVitalSigns: [1],
  MoreLabResults: [1],
  MoreImmunizations: [1],
  MoreEncounters: [1],
  MoreAppointments: [1],
  MoreDocuments: [1],
};

const README = readFileSync('examples/chart/README.md', 'utf8');

let sandbox: Sandbox;
let gateway: Gateway;
let documentId: string;
/** Only a person who signed in has a name. */
let personal: Gateway;
let clinician: BrowserSession;

function variablesOf(name: string): Record<string, unknown> {
  if (name === 'Patients') return { filter: null };
  if (name === 'Document' || name === 'DocumentLinks') return { id: documentId };
  return { id: CAMILA_LOPEZ, code: ['http://loinc.org|4548-4'] };
}

beforeAll(async () => {
  sandbox = await borrowSandbox();
  const options = {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    limits: { maxConcurrency: 64 },
  } as const;
  gateway = await startGateway(sandbox, options);
  personal = await startGateway(sandbox, { ...options, signsIn: signingIn() });
  clinician = await startSession(personal.sites, sandbox, 'clinician');
  for (const { http } of [gateway, personal]) await http.get('/readyz');
  documentId = sandbox.chart(CAMILA_LOPEZ, 'DocumentReference')[0]?.id ?? '';
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await gateway.close();
  await personal.close();
  await sandbox.close();
});

it('the README states the cost of every operation of the app, and of no other', () => {
  expect(OPERATIONS.map(({ name }) => name).toSorted()).toEqual(Object.keys(WAVES).toSorted());
});

it('every fragment of the app is spread by an operation', () => {
  const unused = [...FRAGMENTS.keys()].filter(
    (name) => !OPERATIONS.some(({ text }) => text.includes(`...${name}\n`)),
  );
  expect(unused).toEqual([]);
});

describe.each(OPERATIONS)('the operation $name', ({ name, text }) => {
  const waves = WAVES[name] ?? [];

  it('succeeds with the stated FHIR requests in the stated waves', async () => {
    let hold = sandbox.hold({});
    const answer =
      name === 'Me'
        ? ask(personal, sandbox, text, {}, clinician.headers)
        : ask(gateway, sandbox, text, variablesOf(name));
    const arrived: number[] = [];
    for (const [index, size] of waves.entries()) {
      await vi.waitFor(() => expect(hold.arrived).toBeGreaterThanOrEqual(size), { ...PATIENCE, interval: 5 });
      const held = hold;
      if (index < waves.length - 1) hold = sandbox.hold({});
      arrived.push(held.arrived);
      held.release();
    }
    const { errors, calls } = await answer;
    expect(errors).toBeUndefined();
    expect(arrived).toEqual(waves);
    expect(calls).toHaveLength(waves.reduce((sum, size) => sum + size, 0));
  });

  it('has the cost that the README states', () => {
    const requests = waves.reduce((sum, size) => sum + size, 0);
    expect(README).toMatch(
      new RegExp(String.raw`^\| \`${name}\` .*\| ${requests} +\| ${waves.length} +\|$`, 'm'),
    );
  });
});

describe('the patient search of the app', () => {
  const { text } = OPERATIONS.find(({ name }) => name === 'Patients') ?? { text: '' };

  it.each([
    ['by name and date of birth', { given: 'Linda', family: 'Ross', birthDate: '1969-04-27' }],
    ['by record number', { identifier: { system: SITE_MRN_SYSTEM, value: '1003712' } }],
  ])('finds one patient with one FHIR request %s', async (_, filter) => {
    const { data } = await ask(gateway, sandbox, text, { filter });
    expect(data).toMatchObject({ patientsConnection: { nodes: [{ fullName: 'Linda Jane Ross' }] } });
    expect(fhirCalls(sandbox)).toHaveLength(1);
  });
});

it('the app has a message for every error code that a read can return', () => {
  const WRITE_CODES: ReadonlySet<string> = new Set([
    'ALREADY_EXISTS',
    'IDEMPOTENCY_KEY_REUSED',
    'WRITE_OUTCOME_UNKNOWN',
    'WRITE_NOT_SENT',
    'WRITE_IN_PROGRESS',
    'WRITES_DISABLED',
  ]);
  const source = readFileSync('examples/chart/src/failures.ts', 'utf8');
  const withMessage = [...source.matchAll(/^ {2}([A-Z_]+): \{/gm)].map(([, code = '']) => code);
  const expected = Object.keys(ERROR_CODES).filter((code) => !WRITE_CODES.has(code));
  expect(withMessage.toSorted()).toEqual([...expected].toSorted());
});
