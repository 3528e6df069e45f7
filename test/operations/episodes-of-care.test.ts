import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { having } from '../support/expected.ts';
import { startGateway } from '../support/gateway.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask } from '../support/upstream.ts';

let patient: HapiPatient | null = null;

afterEach(async () => {
  await patient?.close();
  patient = null;
});

interface Answer {
  patient: { episodesOfCare: object[] };
}

describe('episodes of care', () => {
  it('does not ask Epic for episodes without a type, and says so', async () => {
    const sandbox = await borrowSandbox();
    const gateway = await startGateway(sandbox);
    const query = (field: string) =>
      ask<Answer>(gateway, sandbox, `{ patient(id: "${CAMILA_LOPEZ}") { episodesOfCare${field} { id } } }`);
    const bare = await query('');
    expect([bare.data.patient.episodesOfCare, bare.errors]).toEqual([[], undefined]);
    expect(bare.calls.filter((call) => call.includes('EpisodeOfCare'))).toEqual([]);
    expect(bare.extensions?.fhir.warnings).toEqual([
      having({ code: 'ARGUMENT_NEEDED', path: ['patient', 'episodesOfCare'] }),
      having({ code: 'MAY_BE_INCOMPLETE', path: ['patient', 'episodesOfCare'] }),
    ]);

    const typed = await query('(type: ["5", "8", "12"])');
    expect(typed.data.patient.episodesOfCare.length).toBeGreaterThan(2);
    expect(typed.calls.filter((call) => call.includes('EpisodeOfCare'))).toHaveLength(1);
    expect(typed.extensions?.fhir.warnings.map(({ code }) => code)).not.toContain('ARGUMENT_NEEDED');
    await gateway.close();
    await sandbox.close();
  });

  it('lists episodes without a type on other servers, filters them, and orders their diagnoses by rank', async () => {
    const subject = { reference: 'Patient/p1' };
    const episode = (id: string, more: object): object => ({
      resourceType: 'EpisodeOfCare',
      id,
      status: 'active',
      patient: subject,
      ...more,
    });
    patient = await startHapiPatient([
      episode('therapy', {
        status: 'onhold',
        statusHistory: [{ status: 'waitlist', period: { end: '2026-04-01' } }, 'x'],
        type: [{ coding: [{ system: 'urn:x', code: '5' }], text: 'Therapy' }],
        period: { start: '2026-04-01' },
        diagnosis: [
          { condition: { display: 'Unranked' } },
          { condition: { display: 'Second' }, rank: '2' },
          { condition: { display: 'First' }, rank: 1, role: { text: 'Chief complaint' } },
        ],
        team: [{ display: 'Team' }],
      }),
      episode('pregnancy', { type: [{ text: 'Pregnancy' }], period: { start: '2026-05-01' } }),
    ]);
    const all = await patient.list('episodesOfCare');
    expect([all.ids, all.warnings]).toEqual([['pregnancy', 'therapy'], []]);
    const { data, extensions } = await patient.gateway
      .query(`{ patient(id: "p1") { episodesOfCare(type: ["urn:x|5"]) {
      name status statusHistory { status period { end } } teams { display }
      diagnoses { condition { display } role { text } rank }
    } } }`);
    expect(data).toEqual({
      patient: {
        episodesOfCare: [
          {
            name: 'Therapy',
            status: 'ON_HOLD',
            statusHistory: [{ status: 'WAITLIST', period: { end: '2026-04-01' } }],
            teams: [{ display: 'Team' }],
            diagnoses: [
              { condition: { display: 'First' }, role: { text: 'Chief complaint' }, rank: 1 },
              { condition: { display: 'Second' }, role: null, rank: 2 },
              { condition: { display: 'Unranked' }, role: null, rank: null },
            ],
          },
        ],
      },
    });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NUMBER_IN_TEXT']);
  });
});
