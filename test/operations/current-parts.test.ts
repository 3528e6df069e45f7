import { expect, it } from 'vitest';
import { startChartServer } from '../support/chart-server.ts';
import { ANN, NOW } from '../support/code-status-records.ts';
import { startGateway } from '../support/gateway.ts';

const OVER = { end: '2026-11-20' };

const STAY = {
  resourceType: 'Encounter',
  id: 'stay',
  status: 'in-progress',
  class: { code: 'IMP' },
  subject: { reference: 'Patient/ann' },
  location: [
    { location: { display: 'ED 3' }, status: 'completed' },
    { location: { display: 'ICU 7' }, status: 'planned' },
    { location: { display: '4 West 12' }, status: 'active' },
  ],
  participant: [
    { individual: { display: 'Former' }, period: OVER },
    { individual: { display: 'Attending' }, period: { start: '2026-11-20' } },
  ],
};

const PLAN = {
  resourceType: 'CarePlan',
  id: 'plan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/ann' },
  activity: [
    { detail: { status: 'in-progress', code: { text: 'Walk daily' } } },
    { detail: { status: 'in-progress', code: { text: 'Lift weights' }, doNotPerform: true } },
  ],
};

const TEAM = {
  resourceType: 'CareTeam',
  id: 'team',
  status: 'inactive',
  subject: { reference: 'Patient/ann' },
  participant: [{ member: { display: 'Former' }, period: OVER }, { member: { display: 'Nurse' } }],
};

async function queryAnn(fields: string) {
  const patient = {
    ...ANN,
    address: [
      { use: 'old', city: 'Oldtown' },
      { use: 'home', city: 'Newtown' },
    ],
  };
  const server = await startChartServer([patient, STAY, PLAN, TEAM]);
  const gateway = await startGateway(server, { now: () => NOW });
  const { data, errors, extensions } = await gateway.query(`{ patient(id: "ann") { ${fields} } }`);
  await gateway.close();
  await server.close();
  expect(errors).toBeUndefined();
  return { chart: data['patient'], warnings: extensions?.fhir.warnings ?? [] };
}

it('shows current beds, attendings, members and addresses first, or only these, and says what the others are [CS-142]', async () => {
  const { chart } = await queryAnn(`
    addresses { city isCurrent }
    careTeams { isCurrent participants { member { display } isCurrent } }
    encounters {
      locations { location { display } isCurrent }
      participants { individual { display } isCurrent }
      now: locations(onlyCurrent: true) { location { display } }
    }
  `);
  expect(chart).toEqual({
    addresses: [
      { city: 'Newtown', isCurrent: true },
      { city: 'Oldtown', isCurrent: false },
    ],
    careTeams: [
      {
        isCurrent: false,
        participants: [
          { member: { display: 'Nurse' }, isCurrent: true },
          { member: { display: 'Former' }, isCurrent: false },
        ],
      },
    ],
    encounters: [
      {
        locations: [
          { location: { display: '4 West 12' }, isCurrent: true },
          { location: { display: 'ED 3' }, isCurrent: false },
          { location: { display: 'ICU 7' }, isCurrent: false },
        ],
        participants: [
          { individual: { display: 'Attending' }, isCurrent: true },
          { individual: { display: 'Former' }, isCurrent: false },
        ],
        now: [{ location: { display: '4 West 12' } }],
      },
    ],
  });
});

it('warns of activities of a care plan that must not be done [CS-27]', async () => {
  const { chart, warnings } = await queryAnn('carePlans { activities { name } prohibitions { name } }');
  expect(chart).toEqual({
    carePlans: [{ activities: [{ name: 'Walk daily' }], prohibitions: [{ name: 'Lift weights' }] }],
  });
  expect(warnings).toMatchObject([
    { code: 'PROHIBITIONS_LEFT_OUT', path: ['patient', 'carePlans', 0, 'activities'] },
  ]);
});
