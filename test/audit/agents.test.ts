import { describe, expect, it } from 'vitest';
import { ANONYMOUS_CALLER } from '../../src/access/caller.ts';
import { CLINICIAN, type operationOf, ORIGIN, UPSTREAM } from './actors.ts';
import { createReadEvent } from './created-events.ts';

function agentsOfReadBy(actor: Parameters<typeof operationOf>[0]): unknown {
  return createReadEvent(actor)?.agent.map(({ who, requestor }) => ({ who, requestor }));
}

/** Returns the name in the event of a caller with the subject. */
function escapedSubject(subject: string): unknown {
  return createReadEvent({ caller: { ...CLINICIAN, subject } })?.agent.at(-1)?.who?.identifier?.value;
}

describe('the agents of an event', () => {
  const server = { who: { display: UPSTREAM }, requestor: false };

  it('names only the client if a program signs in as itself', () => {
    const program = { identifier: { system: 'https://login.example.org', value: 'batch-job' } };
    for (const caller of [
      { ...CLINICIAN, subject: 'batch-job', client: 'batch-job' },
      { ...CLINICIAN, subject: 'batch-job', client: null },
    ]) {
      expect(agentsOfReadBy({ caller })).toEqual([{ who: program, requestor: true }, server]);
    }
  });

  it('escapes invisible characters of a name, and keeps different names different [T5-S2]', () => {
    const plain = [String.raw`WARD\user`, String.raw`a\u0007`, 'Zoë 山田 🙂', 'a|b@c'];
    expect(plain.map(escapedSubject)).toEqual(plain);
    const odd = ['a\u0007', String.raw`a\u{7}`, 'a\u202e', 'a\u200b', 'a\ud83d', 'a\u{e0041}', 'a\ufffe'];
    expect(odd.map(escapedSubject)).toEqual([
      String.raw`a\u{7}`,
      String.raw`a\u{5c}u{7}`,
      String.raw`a\u{202e}`,
      String.raw`a\u{200b}`,
      String.raw`a\u{d83d}`,
      String.raw`a\u{e0041}`,
      String.raw`a\u{fffe}`,
    ]);
  });

  it('names an anonymous caller "anonymous"', () => {
    expect(agentsOfReadBy({ caller: ANONYMOUS_CALLER })).toEqual([
      { who: { display: 'anonymous' }, requestor: true },
      server,
    ]);
  });
});

describe('the agents of an event of a person who signed in at the FHIR server [T7-R2]', () => {
  const ISSUER = 'https://fhir.example.org/oauth2';
  const PERSON = { ...CLINICIAN, issuer: ISSUER, subject: 'user-7', client: 'clinicians', grant: 'grant-1' };
  const identifier = { system: ISSUER, value: 'user-7' };
  const userOf = (fhirUser: string | null) =>
    createReadEvent({ caller: { ...PERSON, fhirUser } })?.agent.find(({ requestor }) => requestor);

  it('name the app, the FHIR server, the person with their record, and who authorized the access', () => {
    const event = createReadEvent({ caller: { ...PERSON, fhirUser: `${UPSTREAM}/Practitioner/p7` } });
    expect(event?.agent).toMatchObject([
      {
        who: { identifier: { system: ISSUER, value: 'clinicians' } },
        requestor: false,
        network: { type: '2' },
      },
      { who: { display: UPSTREAM }, requestor: false },
      {
        who: { identifier },
        altId: `${UPSTREAM}/Practitioner/p7`,
        requestor: true,
        policy: [ISSUER],
        purposeOfUse: [{}],
      },
      {
        type: { coding: [{ code: 'AuthzOauthService' }] },
        who: { display: ISSUER },
        requestor: false,
        network: { address: ISSUER, type: '5' },
      },
    ]);
    expect(event?.source.observer).toEqual({ display: 'epic-fhir-graphql-gateway' });
    expect(JSON.stringify(event)).not.toContain('grant-1');
  });

  it.each([
    ['a relative reference', 'RelatedPerson/r1', `${UPSTREAM}/RelatedPerson/r1`],
    ['of another server', 'https://other.example.org/R4/Person/p7', 'https://other.example.org/R4/Person/p7'],
    ['no URL', 'http://[\u202e', String.raw`http://[\u{202e}`],
    ['absent', null, undefined],
  ])('name the record of the person if fhirUser is %s', (_what, fhirUser, expected) => {
    expect(userOf(fhirUser)).toMatchObject({ who: { identifier } });
    expect(userOf(fhirUser)?.altId).toBe(expected);
  });

  it('name a person whose subject is the client id as a person', () => {
    const agents = agentsOfReadBy({ caller: { ...PERSON, subject: 'clinicians' } });
    expect(agents).toMatchObject([{ requestor: false }, {}, { requestor: true }, {}]);
  });
});

describe('the request of an event', () => {
  it('omits the purpose, trace and operation name if there are none', () => {
    const event = createReadEvent({
      origin: { ...ORIGIN, traceId: null, purposeOfUse: null },
      operationName: null,
    });
    expect(event).not.toHaveProperty('purposeOfEvent');
    expect(JSON.stringify(event)).not.toMatch(/purposeOfUse|detail/);
  });

  it('truncates an operation name to a hundred characters', () => {
    expect(JSON.stringify(createReadEvent({ operationName: 'N'.repeat(5_000) }))).toMatch(/"N{100}"/);
  });
});
