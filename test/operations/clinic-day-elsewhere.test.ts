import { afterEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import type { Appointment, Patient, Stored } from '../../src/fhir/types.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type HapiOptions, type HapiServer, issueAnyToken, startHapiServer } from '../support/hapi-server.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';

const PATIENTS = ['p1', 'p2', 'p3'].map((id): Stored<Patient> => ({ resourceType: 'Patient', id }));

function appointment(
  id: string,
  start: string | undefined,
  patient: string,
  place = 'clinic',
  status: Appointment['status'] = 'booked',
): Stored<Appointment> {
  const actors = [`Patient/${patient}`, `Location/${place}`, 'Practitioner/dr'];
  return {
    resourceType: 'Appointment',
    id,
    status,
    ...(start !== undefined && { start }),
    participant: actors.map((reference) => ({ actor: { reference }, status: 'accepted' })),
  };
}

/** In Chicago, six hours behind UTC, the evening of the 27th is the 28th in UTC. */
const APPOINTMENTS = [
  appointment('late', '2026-11-27T23:30:00-06:00', 'p2'),
  appointment('next-day', '2026-11-28T00:10:00-06:00', 'p1'),
  appointment('morning', '2026-11-27T14:00:00Z', 'p1'),
  appointment('day-before', '2026-11-26T23:50:00-06:00', 'p1'),
  appointment('early-without-zone', '2026-11-27T07:00:00', 'p3', 'ward'),
  appointment('error', '2026-11-27T09:00:00-06:00', 'p1', 'clinic', 'entered-in-error'),
  appointment('canceled', '2026-11-27T10:00:00-06:00', 'p2', 'ward', 'cancelled'),
  appointment('missed', '2026-11-27T11:00:00-06:00', 'p2', 'clinic', 'noshow'),
  appointment('unscheduled', undefined, 'p1', 'clinic', 'waitlist'),
];
const ALL_DAY = ['early-without-zone', 'morning', 'canceled', 'missed', 'late'];

let server: HapiServer;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await server.close();
});

async function open(
  options: HapiOptions = {},
  more: object = { panel: { kind: 'ids', ids: ['p1', 'p2', 'p3'] } },
): Promise<void> {
  server = await startHapiServer([...PATIENTS, ...APPOINTMENTS], {
    intercept: issueAnyToken,
    filtersByDate: true,
    ...options,
  });
  const { privateKey } = rsa();
  const credentials = { clientId: 'any', privateKey, keyId: 'any' };
  const tokenUrl = new URL('/token', server.baseUrl).href;
  gateway = await startGateway(
    { baseUrl: server.baseUrl, credentials },
    { connection: { tokenUrl }, server: { siteTimeZone: 'America/Chicago' }, ...more },
  );
}

async function dayOf(args = '', headers: Record<string, string> = {}) {
  const before = server.requests.length;
  const { data, errors, extensions } = await gateway.query<{ appointments: { id: string }[] | null }>(
    `{ appointments(date: "2026-11-27"${args}) { id } }`,
    {},
    headers,
  );
  const calls = server.requests.slice(before).map(({ target }) => decodeURIComponent(target));
  return {
    ids: data.appointments?.map(({ id }) => id),
    errors,
    warnings: (extensions?.fhir.warnings ?? []).map(({ code }) => code),
    calls: calls.filter((target) => target.startsWith('/Appointment')),
  };
}

const BOUNDS = 'date=ge2026-11-27T06:00:00.000Z&date=le2026-11-28T05:59:59.999Z';

describe('the appointments of a day at a server that searches by day', () => {
  it('sends one search for everybody, and returns the day at the site, sorted by start [CS-20]', async () => {
    await open();
    const { ids, errors, warnings, calls } = await dayOf();
    expect(errors).toBeUndefined();
    expect(ids).toEqual(ALL_DAY);
    expect(calls).toEqual([`/Appointment?_count=100&${BOUNDS}`]);
    expect(warnings).toEqual(['ENTERED_IN_ERROR_LEFT_OUT']);
  });

  it('includes errors on request, and filters by status', async () => {
    await open();
    const everything = await dayOf(', include: [ENTERED_IN_ERROR]');
    expect(everything.ids).toContain('error');
    expect((await dayOf(', status: [CANCELLED]')).ids).toEqual(['canceled']);
  });

  it('sends the criteria that the server lists, and checks all of them', async () => {
    await open({
      criteria: { location: (resource, place) => JSON.stringify(resource).includes(`Location/${place}`) },
    });
    const { ids, calls } = await dayOf(', location: "ward", practitioner: "dr", patients: ["p3", "p2"]');
    expect(ids).toEqual(['early-without-zone', 'canceled']);
    expect(calls).toEqual([`/Appointment?_count=100&${BOUNDS}&location=ward&patient=p3,p2`]);
    expect((await dayOf(', practitioner: "other"')).ids).toEqual([]);
  });

  it('filters by day itself if the server ignores the parameter', async () => {
    await open({ filtersByDate: false });
    expect((await dayOf()).ids).toEqual(ALL_DAY);
  });

  it('warns of appointments that name a participant only by role, identifier or text', async () => {
    await open();
    const actors: NonNullable<Appointment['participant'][number]['actor']>[] = [
      { reference: 'PractitionerRole/role' },
      { identifier: { value: '7' }, type: 'Practitioner' },
      { display: 'Dr. Lee' },
    ];
    for (const [index, actor] of actors.entries()) {
      const id = `unknown-${index}`;
      const base = appointment(id, '2026-11-27T12:00:00-06:00', 'p1');
      const participant = [...base.participant.slice(0, 2), { actor, status: 'accepted' as const }];
      server.resources.set(`Appointment/${id}`, { ...base, participant });
      const { ids, warnings } = await dayOf(', practitioner: "dr"');
      expect(ids).toEqual(ALL_DAY);
      expect(warnings).toContain('PARTICIPANTS_UNKNOWN');
      server.resources.delete(`Appointment/${id}`);
    }
    expect((await dayOf(', practitioner: "dr"')).warnings).not.toContain('PARTICIPANTS_UNKNOWN');
    expect((await dayOf(', practitioner: "other"')).warnings).not.toContain('PARTICIPANTS_UNKNOWN');
  });

  it('names only the appointments that it returns in the audit', async () => {
    const kept = createMemoryAudit({ upstream: 'https://fhir.example' });
    await open({ filtersByDate: false }, { server: { siteTimeZone: 'America/Chicago', audit: kept.audit } });
    expect((await dayOf(', first: 1')).ids).toEqual(ALL_DAY.slice(0, 1));
    const audited = JSON.stringify(kept.take()).match(/Appointment\/[\w.-]+/g);
    expect([...new Set(audited)]).toEqual([`Appointment/${ALL_DAY[0]}`]);
  });

  it('limits the search to the patients whom the caller may see', async () => {
    const provider = await startIdentityProvider();
    await open({}, { callers: provider.tokenVerification() });
    const token = await provider.token({ scope: 'patient/*.rs', patient: 'p2' });
    const { ids, calls } = await dayOf('', { authorization: `Bearer ${token}` });
    expect(ids).toEqual(['canceled', 'missed', 'late']);
    expect(calls).toEqual([`/Appointment?_count=100&${BOUNDS}&patient=p2`]);
    const foreign = await dayOf(', patients: ["p1"]', { authorization: `Bearer ${token}` });
    expect(foreign.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(foreign.calls).toEqual([]);
    await provider.close();
  });

  it('warns that a day with more appointments than it reads is incomplete [CS-20]', async () => {
    const busy = Array.from({ length: 520 }, (_, index) =>
      appointment(`a${index}`, `2026-11-27T${10 + (index % 8)}:00:00-06:00`, 'p1'),
    );
    await open();
    for (const one of busy) server.resources.set(`Appointment/${one.id}`, one);
    const { ids, warnings } = await dayOf();
    expect(ids).toHaveLength(100);
    expect(warnings).toEqual(expect.arrayContaining(['DAY_INCOMPLETE', 'LIST_CUT']));
  });
});

describe('the appointments of a day in the time zone of an Epic site', () => {
  it('searches one more day on each side, because Epic reads days in its own time zone', async () => {
    await open({ software: 'Epic', filtersByDate: false });
    const { ids, warnings, calls } = await dayOf();
    expect(ids).toEqual(ALL_DAY);
    expect(warnings).toContain('OF_THIS_PANEL');
    expect(calls.toSorted()).toEqual(
      ['p1', 'p2', 'p3'].map(
        (id) => `/Appointment?_count=999&date=ge2026-11-26&date=le2026-11-28&patient=${id}`,
      ),
    );
  });
});
