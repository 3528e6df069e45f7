/** Operations of persons who signed in at the FHIR server's authorization server: the gateway reads with their tokens. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { CLINIC_RECORDS, CLINIC_VIEWS } from '../support/clinic-records.ts';
import { startClinicGateway } from '../support/clinic-gateway.ts';
import { at } from '../support/expected.ts';
import type { Gateway, GatewayOptions } from '../support/gateway.ts';
import { type PersonsServer, startPersonsServer, SYSTEM_TOKEN } from '../support/persons-server.ts';
import { LOGIN_URL, signIn, type SignedInPerson } from '../support/persons.ts';
import { patientAliases } from '../support/upstream.ts';

const CHARTS = '{ patients { id allergies { id } documents { id } } }';

let server: PersonsServer;
let gateway: Gateway;

beforeEach(async () => {
  server = await startPersonsServer(CLINIC_RECORDS, CLINIC_VIEWS);
});

afterEach(async () => {
  await gateway.close();
  await server.close();
});

async function serve(persons: readonly SignedInPerson[], options: GatewayOptions = {}): Promise<void> {
  gateway = await startClinicGateway(server, persons, options);
}

const ask = (person: SignedInPerson, document: string) => gateway.query(document, {}, person.headers);
const askAs = (person: SignedInPerson, document: string) =>
  gateway.http.post('/graphql').set(person.headers).send({ query: document });

function codesOf(answer: Awaited<ReturnType<typeof ask>>): string[] {
  return [...new Set(answer.errors?.map(({ extensions }) => extensions.code))];
}

/** Returns the tokens of the requests so far. */
function tokens(): string[] {
  return [...new Set(server.requests.map(({ token }) => token))];
}

function idsAt(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one: unknown) => at(one, 'id')) : (value ?? null);
}

/** Returns the ids that an answer shows of each patient. */
function chartsIn({ data }: { readonly data: unknown }): unknown {
  const patients = at(data, 'patients');
  return (Array.isArray(patients) ? patients : []).map((patient: unknown) => [
    at(patient, 'id'),
    idsAt(at(patient, 'allergies')),
    idsAt(at(patient, 'documents')),
  ]);
}

describe('one operation of five persons', () => {
  const EXPECTED = {
    cardiologist: [['adult', ['allergy-of-adult'], ['cardiology-note']]],
    psychiatrist: [
      ['guarded', ['allergy-of-guarded'], []],
      ['adult', ['allergy-of-adult'], ['psychiatry-note']],
    ],
    desk: [
      ['adult', null, null],
      ['child', null, null],
      ['guarded', null, null],
    ],
    parent: [['child', ['allergy-of-child'], []]],
    patient: [['adult', ['allergy-of-adult'], ['cardiology-note']]],
  };

  it.each(['one after the other', 'at the same time'])(
    'gives five right answers, %s [T7-I6]',
    async (order) => {
      const persons = [
        signIn('cardiologist'),
        signIn('psychiatrist'),
        signIn('desk'),
        signIn('parent', { scopes: 'patient/*.rs', patient: 'child' }),
        signIn('patient', { scopes: 'patient/*.rs', patient: 'adult' }),
      ];
      await serve(persons, { server: { sharedCacheSeconds: 3_600 } });
      const answers = new Map<string, Awaited<ReturnType<typeof ask>>>();
      const answer = async (person: SignedInPerson): Promise<void> => {
        answers.set(person.name, await ask(person, CHARTS));
      };
      if (order === 'at the same time') await Promise.all(persons.map(answer));
      else for (const person of persons) await answer(person);
      expect(Object.fromEntries([...answers].map(([name, one]) => [name, chartsIn(one)]))).toEqual(EXPECTED);
      const codes = persons.map(({ name }) => [name, answers.get(name)?.errors?.[0]?.extensions.code]);
      expect(Object.fromEntries(codes)).toEqual({ desk: 'FORBIDDEN' });
      const warned = answers.get('cardiologist')?.extensions?.fhir.warnings.map(({ code }) => code);
      expect(warned).toEqual(['PATIENTS_REFUSED']);
      expect(tokens().toSorted()).toEqual(persons.map(({ name }) => name).toSorted());
    },
  );

  it('reports a record behind break-the-glass to the person who may not see it', async () => {
    const [cardiologist, psychiatrist] = [signIn('cardiologist'), signIn('psychiatrist')];
    await serve([cardiologist, psychiatrist]);
    const document = '{ patient(id: "guarded") { id name { text } } }';
    expect(codesOf(await ask(cardiologist, document))).toEqual(['RESTRICTED_RECORD']);
    expect(at((await ask(psychiatrist, document)).data, 'patient', 'id')).toBe('guarded');
  });
});

describe('requests in flight', () => {
  it('are shared by the operations of one grant, and by no others [T7-I6]', async () => {
    const [one, other] = [signIn('desk'), signIn('patient')];
    const again = signIn('desk');
    await serve([one, other, again]);
    const release = server.hold();
    const document = '{ patient(id: "adult") { name { text } } }';
    const answers = [one, one, other, again].map((person) => ask(person, document));
    await expect.poll(() => server.requests.length).toBe(3);
    release();
    for (const { data } of await Promise.all(answers)) expect(at(data, 'patient')).not.toBeNull();
    expect(server.requests.map(({ token }) => token).toSorted()).toEqual(['desk', 'desk', 'patient']);
  });
});

describe('the token of a person', () => {
  it('is never replaced by the one of the gateway [T7-E1]', async () => {
    const person = signIn('nobody', { tokens: [null] });
    await serve([person]);
    const response = await askAs(person, CHARTS);
    const body: unknown = response.body;
    expect(at(body, 'data', 'patients')).toBeNull();
    expect(at(body, 'errors', 0, 'extensions')).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'SESSION_EXPIRED',
      loginUrl: LOGIN_URL,
    });
    expect(server.requests).toEqual([]);
  });

  it('is never one of another grant than the caller has', async () => {
    const [person, other] = [signIn('patient'), signIn('desk')];
    await serve([{ ...person, grant: other.grant }, other]);
    expect(codesOf(await ask(person, CHARTS))).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(server.requests).toEqual([]);
  });

  it('is renewed once after a 401', async () => {
    const person = signIn('desk', { tokens: ['old', 'desk'] });
    await serve([person]);
    const answer = await ask(person, '{ patient(id: "adult") { name { text } } }');
    expect(at(answer.data, 'patient', 'name', 'text')).toBe('The adult');
    expect(server.requests.map(({ token }) => token)).toEqual(['old', 'desk']);
    expect([person.discarded, person.ended]).toEqual([['old'], 0]);
  });

  it('ends the session if the FHIR server refuses the renewed one too', async () => {
    const [person, other] = [signIn('desk', { tokens: ['old', 'older', 'oldest'] }), signIn('desk')];
    await serve([person, other]);
    const document = '{ patient(id: "adult") { name { text } } }';
    const [ended, served] = await Promise.all([ask(person, document), ask(other, document)]);
    expect(ended.errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'SESSION_EXPIRED',
    });
    expect(at(served.data, 'patient', 'name', 'text')).toBe('The adult');
    expect([person.ended, other.ended]).toEqual([1, 0]);
    expect(tokens()).not.toContain(SYSTEM_TOKEN);
  });

  it('can fail without any effect on others [T7-D3]', async () => {
    const failure = new GatewayError('UPSTREAM_UNAVAILABLE', 'The token endpoint failed.');
    const failing = signIn('failing', { getToken: () => Promise.reject(failure) });
    const refused = signIn('refused');
    const other = signIn('desk');
    server.refusedTokens.add('refused');
    await serve([failing, refused, other]);
    const before = gateway.client.health();
    for (let count = 0; count < 25; count += 1) {
      const document = `{ patient(id: "adult${count}") { name { text } } }`;
      expect(codesOf(await ask(failing, document))).toEqual(['UPSTREAM_UNAVAILABLE']);
      expect(codesOf(await ask(refused, document))).toEqual(['UNAUTHENTICATED']);
    }
    expect(gateway.client.health()).toEqual(before);
    expect(chartsIn(await ask(other, '{ patients { id } }'))).toHaveLength(3);
  });

  it('does not delay others while it is renewed [T7-D3]', async () => {
    const renewal = Promise.withResolvers<string>();
    const slow: SignedInPerson = signIn('slow', {
      getToken: async () => (slow.discarded.length === 0 ? 'expired' : renewal.promise),
    });
    const other = signIn('desk');
    await serve([slow, other], { limits: { maxConcurrency: 2 } });
    const document = patientAliases(
      Array.from({ length: 20 }, (_, index) => `p${index}`),
      'name { text }',
    );
    const waiting = ask(slow, document);
    await expect.poll(() => slow.discarded.length).toBeGreaterThan(0);
    expect(chartsIn(await ask(other, '{ patients { id } }'))).toHaveLength(3);
    renewal.resolve('desk');
    expect(codesOf(await waiting)).toEqual([]);
  });
});

describe('what the gateway keeps [T7-I6]', () => {
  const NURSES = '{ practitioner(id: "nurse") { id } }';

  it('is cached for one grant only', async () => {
    const [one, again, other] = [signIn('cardiologist'), signIn('cardiologist'), signIn('psychiatrist')];
    await serve([one, again, other], { server: { sharedCacheSeconds: 3_600 } });
    const askEach = async (): Promise<unknown[]> => {
      const found = [];
      for (const person of [one, again, other])
        found.push(at((await ask(person, NURSES)).data, 'practitioner', 'id'));
      return found;
    };
    expect(await askEach()).toEqual(['nurse', 'nurse', undefined]);
    const sent = server.requests.length;
    expect(server.requests.map(({ token }) => token)).toEqual([
      'cardiologist',
      'cardiologist',
      'psychiatrist',
    ]);
    expect(await askEach()).toEqual(['nurse', 'nurse', undefined]);
    // Absent resources are not cached.
    expect(server.requests.slice(sent).map(({ token }) => token)).toEqual(['psychiatrist']);
  });

  it('closes with the session', async () => {
    const person = signIn('cardiologist');
    await serve([person], { server: { sharedCacheSeconds: 3_600 } });
    await ask(person, NURSES);
    await ask(person, NURSES);
    expect(server.requests).toHaveLength(1);
    gateway.served.upstreams.release(person.grant.id);
    await ask(person, NURSES);
    expect(server.requests).toHaveLength(2);
  });

  it('includes no refusal of another person', async () => {
    const [desk, cardiologist] = [signIn('desk'), signIn('cardiologist')];
    await serve([desk, cardiologist]);
    const document =
      '{ a: documentReference(id: "cardiology-note") { id } b: documentReference(id: "other") { id } }';
    const placesOf = async (person: SignedInPerson): Promise<string[]> => {
      const sent = server.requests.length;
      await ask(person, document);
      return server.requests.slice(sent).map(({ place }) => place.replace(/\?.*_id=.*/, '?_id'));
    };
    const reads = ['DocumentReference/cardiology-note', 'DocumentReference/other'];
    for (const _ of [1, 2]) expect(await placesOf(desk)).toEqual(['DocumentReference?_id', ...reads]);
    expect(await placesOf(cardiologist)).toEqual(['DocumentReference?_id', 'DocumentReference/other']);
  });

  it('binds a cursor to the sign-in', async () => {
    const [one, again] = [signIn('desk'), signIn('desk')];
    await serve([one, again]);
    const page = '{ patientsConnection(first: 1) { nodes { id } pageInfo { endCursor } } }';
    const cursor = String(at((await ask(one, page)).data, 'patientsConnection', 'pageInfo', 'endCursor'));
    const next = `{ patientsConnection(first: 1, after: "${cursor}") { nodes { id } } }`;
    expect(at((await ask(one, next)).data, 'patientsConnection', 'nodes', 0, 'id')).toBe('child');
    expect(codesOf(await ask(again, next))).toEqual(['CURSOR_INVALID']);
  });
});

describe('the patients of a person', () => {
  it('are the patient in context, whatever the scopes cover', async () => {
    const person = signIn('cardiologist', { patient: 'adult' });
    await serve([person]);
    const answer = await ask(person, '{ patients { name { text } } }');
    expect(at(answer.data, 'patients')).toEqual([{ name: { text: 'The adult' } }]);
    expect(server.requests.map(({ place }) => place)).toEqual(['Patient/adult']);
  });

  it('are limited to the panel as the person sees it', async () => {
    const [cardiologist, desk] = [signIn('cardiologist'), signIn('desk')];
    await serve([cardiologist, desk], { server: { isPanelOnly: true } });
    const document = '{ patient(id: "child") { name { text } } }';
    expect(at((await ask(desk, document)).data, 'patient', 'name', 'text')).toBe('The child');
    expect((await ask(cardiologist, document)).data).toEqual({ patient: null });
    const lists = server.requests.filter(({ place }) => place.startsWith('List'));
    expect(lists.map(({ token }) => token)).toEqual(['desk', 'cardiologist']);
  });
});

describe('a document link of a person', () => {
  const LINKS = '{ documentReference(id: "cardiology-note") { contents { link } } }';

  async function linkOf(person: SignedInPerson): Promise<string> {
    const { data } = await ask(person, LINKS);
    return String(at(data, 'documentReference', 'contents', 0, 'link'));
  }

  it('opens with the token of the person while the session lives, and then no more', async () => {
    const person = signIn('cardiologist');
    const sessions = new Map([[person.grant.id, person.grant]]);
    await serve([person], { server: { findGrant: async (id) => sessions.get(id) ?? null } });
    const link = await linkOf(person);
    const opened = await gateway.http.get(link);
    expect([opened.status, opened.text]).toEqual([200, 'By cardiology']);
    sessions.clear();
    const sent = server.requests.length;
    const ended = await gateway.http.get(link);
    expect([ended.status, at(ended.body, 'errors', 0, 'extensions', 'code')]).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    expect(server.requests.length).toBe(sent);
    expect(tokens()).toEqual(['cardiologist']);
  });

  it('does not open for others who are signed in', async () => {
    const [person, again, other] = [signIn('cardiologist'), signIn('cardiologist'), signIn('patient')];
    await serve([person, again, other], { server: { findGrant: async () => person.grant } });
    const link = await linkOf(person);
    for (const { headers } of [again, other]) {
      const refused = await gateway.http.get(link).set(headers);
      expect([refused.status, at(refused.body, 'errors', 0, 'extensions', 'code')]).toEqual([
        403,
        'FORBIDDEN',
      ]);
    }
    expect((await gateway.http.get(link).set(person.headers)).status).toBe(200);
  });
});
