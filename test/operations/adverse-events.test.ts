import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { ask } from '../support/upstream.ts';

let patient: HapiPatient | null = null;

afterEach(async () => {
  await patient?.close();
  patient = null;
});

const event = (id: string, more: object = {}): object => ({
  resourceType: 'AdverseEvent',
  id,
  actuality: 'actual',
  subject: { reference: 'Patient/p1' },
  event: { text: 'Fall' },
  ...more,
});

describe('adverse events', () => {
  it('searches Epic by subject, in one request', async () => {
    const sandbox = await borrowSandbox();
    const gateway = await startGateway(sandbox);
    const { data, errors, calls } = await ask<{ patient: { adverseEvents: object[] } }>(
      gateway,
      sandbox,
      `{ patient(id: "${CAMILA_LOPEZ}") { adverseEvents { id actuality name } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.patient.adverseEvents.length).toBeGreaterThan(2);
    expect(calls.filter((call) => call.includes('AdverseEvent'))).toEqual([
      expect.stringContaining(`subject=${CAMILA_LOPEZ}`),
    ]);
    await gateway.close();
    await sandbox.close();
  });

  it('never names a potential event, or one of unknown actuality, like an actual one [CS-43]', async () => {
    patient = await startHapiPatient([
      event('actual', { date: '2026-05-04' }),
      event('near-miss', { date: '2026-05-03', actuality: 'potential' }),
      event('odd', { date: '2026-05-02', actuality: 'suspected' }),
      event('bare', { recordedDate: '2026-05-01', actuality: undefined }),
    ]);
    const { data } = await patient.gateway.query(
      '{ patient(id: "p1") { adverseEvents { id name actuality actualityCode dateElement } } }',
    );
    const rows = [
      ['actual', 'Fall', 'ACTUAL', 'actual', 'date'],
      ['near-miss', 'Potential: Fall', 'POTENTIAL', 'potential', 'date'],
      ['odd', 'Potential or actual: Fall', 'UNRECOGNIZED', 'suspected', 'date'],
      ['bare', 'Potential or actual: Fall', null, null, 'recordedDate'],
    ];
    expect(data).toEqual({
      patient: {
        adverseEvents: rows.map(([id, name, actuality, actualityCode, dateElement]) => ({
          id,
          name,
          actuality,
          actualityCode,
          dateElement,
        })),
      },
    });
  });

  it('shows the suspects with each assessment, and reads elements of the wrong type as missing', async () => {
    patient = await startHapiPatient([
      event('e', {
        seriousness: { text: 'Serious' },
        severity: 'severe',
        suspectEntity: [
          null,
          {
            instance: { reference: 'Medication/m' },
            causality: [{ assessment: { text: 'Probable' }, author: { display: 'Dr. Ekström' } }, 'x'],
          },
        ],
      }),
      { resourceType: 'Medication', id: 'm', code: { text: 'Warfarin' } },
    ]);
    const { data, errors } = await patient.gateway.query(`{ patient(id: "p1") { adverseEvents {
      seriousness { text } severity { text }
      suspects { instance { resource { ... on Medication { name } } } causalities { assessment { text } author { display } } }
    } } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      patient: {
        adverseEvents: [
          {
            seriousness: { text: 'Serious' },
            severity: null,
            suspects: [
              {
                instance: { resource: { name: 'Warfarin' } },
                causalities: [{ assessment: { text: 'Probable' }, author: { display: 'Dr. Ekström' } }],
              },
            ],
          },
        ],
      },
    });
  });
});
