/**
 * One operation of the five people of the sandbox, who signed in. The expected values are written by hand from the rules of the sandbox (its
 * README, "Signing in") and the records of the charts.
 */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DESIREE_POWELL, ELIJAH_DAVIS } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accessTokenOf, type BrowserSession, signingIn, startSession } from '../support/browser-sessions.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';

const NAMES = ['clinician', 'surgeon', 'front-desk', 'parent', 'patient'] as const;
type Name = (typeof NAMES)[number];

const CHARTS = `{
  patients(first: 4) { fullName }
  lopez: patient(id: "${CAMILA_LOPEZ}") { ...Chart }
  powell: patient(id: "${DESIREE_POWELL}") { ...Chart }
  davis: patient(id: "${ELIJAH_DAVIS}") { ...Chart }
}
fragment Chart on Patient {
  fullName
  allergies { name }
  clinicalNotes(first: 5) { date }
  appointments(first: 1) { start }
}`;

interface Chart {
  readonly allergies: readonly string[] | null;
  /** The newest five. */
  readonly notes: readonly string[] | null;
  readonly appointment: string;
}

const LOPEZ = {
  allergies: ['PENICILLINS', 'SHELLFISH'],
  appointment: '2027-03-05T14:00:00Z',
};
const POWELL = { allergies: ['ASPIRIN'], appointment: '2027-05-03T11:15:00Z' };
const DAVIS = { allergies: ['No Known Allergies'], appointment: '2027-04-09T09:15:00Z' };
const NOTHING_CLINICAL = { allergies: null, notes: null };
const REFUSED = ['allergies', 'clinicalNotes'];
/** The codes of the warnings that records were withheld. */
const WITHHELD: ReadonlySet<string> = new Set(['4119', 'PATIENTS_REFUSED']);

interface Seen {
  readonly patients: readonly string[];
  readonly lopez: Chart | null;
  readonly powell: Chart | null;
  readonly davis: Chart | null;
  readonly errors: readonly string[];
  readonly withheld: readonly string[];
}

const EXPECTED: Readonly<Record<Name, Seen>> = {
  // Sees every note.
  clinician: {
    patients: ['Camila Maria Lopez', 'Derrick Lin', 'Desiree Caroline Powell', 'Elijah Davis'],
    lopez: { ...LOPEZ, notes: ['2026-10-30', '2026-07-21', '2026-06-02', '2026-04-14', '2026-02-03'] },
    powell: { ...POWELL, notes: ['2026-06-25', '2025-12-02', '2025-01-12', '2024-04-02', '2023-12-23'] },
    davis: { ...DAVIS, notes: ['2026-07-02', '2026-01-25', '2025-04-02', '2025-01-13', '2024-04-07'] },
    errors: [],
    withheld: [],
  },
  // Sees the notes of the hospital. The chart of Davis is behind glass.
  surgeon: {
    patients: ['Camila Maria Lopez', 'Derrick Lin', 'Desiree Caroline Powell', 'Linda Jane Ross'],
    lopez: { ...LOPEZ, notes: ['2024-07-09', '2023-10-10', '2022-08-24', '2022-08-16', '2022-08-15'] },
    powell: { ...POWELL, notes: ['2024-04-02', '2023-12-23', '2023-10-20', '2023-01-05', '2022-02-16'] },
    davis: null,
    errors: ['davis RESTRICTED_RECORD'],
    withheld: [' 4119', 'lopez 4119', 'patients PATIENTS_REFUSED', 'powell 4119'],
  },
  'front-desk': {
    patients: ['Camila Maria Lopez', 'Derrick Lin', 'Desiree Caroline Powell', 'Elijah Davis'],
    lopez: { ...LOPEZ, ...NOTHING_CLINICAL },
    powell: { ...POWELL, ...NOTHING_CLINICAL },
    davis: { ...DAVIS, ...NOTHING_CLINICAL },
    errors: ['davis', 'lopez', 'powell'].flatMap((one) => REFUSED.map((list) => `${one}.${list} FORBIDDEN`)),
    withheld: [],
  },
  // The child's notes from all departments, without those labeled NOPAT: the newest two of the clinics, and two more.
  parent: {
    patients: ['Desiree Caroline Powell'],
    lopez: null,
    powell: { ...POWELL, notes: ['2025-01-12', '2023-12-23', '2023-10-20', '2023-01-05', '2022-02-16'] },
    davis: null,
    errors: [],
    withheld: [],
  },
  // Her notes from all departments, without the one of February 2026, which is labeled NOPAT.
  patient: {
    patients: ['Camila Maria Lopez'],
    lopez: { ...LOPEZ, notes: ['2026-10-30', '2026-07-21', '2026-06-02', '2026-04-14', '2026-01-13'] },
    powell: null,
    davis: null,
    errors: [],
    withheld: [],
  },
};

let sandbox: Sandbox;
let gateway: Gateway;
let sessions: ReadonlyMap<Name, BrowserSession>;

beforeEach(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    signsIn: signingIn(),
    server: { sharedCacheSeconds: 3_600 },
  });
  const signedIn = new Map<Name, BrowserSession>();
  for (const name of NAMES) signedIn.set(name, await startSession(gateway.sites, sandbox, name));
  sessions = signedIn;
});

/** After each test, expects that every request for records carried the token of one of the five people. */
afterEach(async () => {
  const tokens = await Promise.all(
    [...sessions.values()].map((session) => accessTokenOf(gateway.sites, session)),
  );
  const sent = sandbox.requests
    .filter(({ operation }) => ['read', 'search', 'page'].includes(operation))
    .map(({ headers }) => headers.authorization);
  const known = new Set<string | undefined>(tokens.map((token) => `Bearer ${token}`));
  if (sent.length === 0 || sent.some((token) => !known.has(token)))
    throw new Error('A request carried another token.');
  await gateway.close();
  await sandbox.close();
});

async function answersTo(
  document: string,
  order: 'in turn' | 'at the same time',
): Promise<ReadonlyMap<Name, GraphqlAnswer<unknown>>> {
  const answers = new Map<Name, GraphqlAnswer<unknown>>();
  const ask = async (name: Name): Promise<void> =>
    void answers.set(name, await gateway.query<unknown>(document, {}, sessions.get(name)?.headers));
  if (order === 'in turn') for (const name of NAMES) await ask(name);
  else await Promise.all(NAMES.map(ask));
  return answers;
}

function listOf(value: unknown, member: string): readonly string[] | null {
  return Array.isArray(value) ? value.map((one: unknown) => String(at(one, member))) : null;
}

function chartIn(data: unknown, name: string): Chart | null {
  const chart = at(data, name);
  if (chart === null) return null;
  return {
    allergies: listOf(at(chart, 'allergies'), 'name'),
    notes: listOf(at(chart, 'clinicalNotes'), 'date')?.map((date) => date.slice(0, 10)) ?? null,
    appointment: String(at(chart, 'appointments', 0, 'start')),
  };
}

function codesAt(errors: GraphqlAnswer<unknown>['errors'] = []): string[] {
  return errors.map(({ path = [], extensions }) => `${path.join('.')} ${extensions.code}`).toSorted();
}

function seenIn({ data, errors, extensions }: GraphqlAnswer<unknown>): Seen {
  return {
    patients: listOf(at(data, 'patients'), 'fullName') ?? [],
    lopez: chartIn(data, 'lopez'),
    powell: chartIn(data, 'powell'),
    davis: chartIn(data, 'davis'),
    errors: codesAt(errors),
    withheld: (extensions?.fhir.warnings ?? [])
      .filter(({ code }) => WITHHELD.has(code))
      .map(({ code, path = [] }) => `${String(path[0] ?? '')} ${code}`)
      .toSorted(),
  };
}

it.each(['in turn', 'at the same time'] as const)(
  'one operation of five people has five answers, %s',
  async (order) => {
    for (let repeated = 0; repeated < 2; repeated += 1) {
      const answers = await answersTo(CHARTS, order);
      expect(Object.fromEntries([...answers].map(([name, answer]) => [name, seenIn(answer)]))).toEqual(
        EXPECTED,
      );
    }
  },
);

it.each<[note: string, expected: Readonly<Record<Name, 'text' | 'absent' | 'FORBIDDEN'>>]>([
  [
    // Of Family Medicine, a clinic; not labeled.
    '2023-11-14T09:48:00Z',
    { clinician: 'text', surgeon: 'FORBIDDEN', 'front-desk': 'FORBIDDEN', parent: 'absent', patient: 'text' },
  ],
  [
    // An operating room note of the hospital; labeled NOPAT.
    '2022-08-24T09:33:00Z',
    { clinician: 'text', surgeon: 'text', 'front-desk': 'FORBIDDEN', parent: 'absent', patient: 'absent' },
  ],
])('the note of %s opens only for those who may read it', async (date, expected) => {
  const note = sandbox.chart(CAMILA_LOPEZ, 'DocumentReference').find((one) => one.date === date);
  const answers = await answersTo(
    `{ documentReference(id: "${note?.id}") { date content { text } } }`,
    'at the same time',
  );
  const outcomes = [...answers].map(([name, { data, errors }]) => {
    const text = at(data, 'documentReference', 'content', 'text');
    return [name, errors?.[0]?.extensions.code ?? (typeof text === 'string' ? 'text' : 'absent')];
  });
  expect(Object.fromEntries(outcomes)).toEqual(expected);
});
