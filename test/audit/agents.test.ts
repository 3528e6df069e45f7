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

  it('escapes invisible characters of a name, and keeps different names different', () => {
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
