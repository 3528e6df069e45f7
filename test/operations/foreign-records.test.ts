import { expect, it } from 'vitest';
import { startChartServer } from '../support/chart-server.ts';
import { ANN, coded, NOW, SNOMED } from '../support/code-status-records.ts';
import { startGateway } from '../support/gateway.ts';

const allergy = (id: string, patient: object, code: object) => ({
  resourceType: 'AllergyIntolerance',
  id,
  patient,
  code,
});
const NONE_KNOWN = allergy(
  'none',
  { reference: 'Patient/ann' },
  coded(SNOMED, '716186003', 'No known allergy'),
);

it.each<[string, object]>([
  ['only an identifier', { identifier: { value: '303030' } }],
  ['only a name', { display: 'Arden, Ann' }],
  ['the id before a merge', { reference: 'Patient/ann-before' }],
])(
  'an allergy whose patient is %s makes the allergy status MAY_BE_INCOMPLETE [CS-65]',
  async (_what, patient) => {
    const penicillin = allergy('odd', patient, { text: 'Penicillin' });
    const answers = [];
    for (const records of [[NONE_KNOWN], [NONE_KNOWN, penicillin], [penicillin]]) {
      const server = await startChartServer([ANN, ...records]);
      const gateway = await startGateway(server, { now: () => NOW });
      const { data, extensions } = await gateway.query<{
        patient: { allergyStatus: string; allergies: { id: string }[] };
      }>('{ patient(id: "ann") { allergyStatus allergies { id } } }');
      await gateway.close();
      await server.close();
      const warnings = extensions?.fhir.warnings.map(({ code, path }) => `${code} ${path?.join('.')}`) ?? [];
      answers.push({ ...data.patient, warnings });
    }
    const [complete, withForeign, onlyForeign] = answers;
    expect(complete).toMatchObject({ allergyStatus: 'NO_KNOWN_ALLERGIES', warnings: [] });
    expect(withForeign).toMatchObject({ allergyStatus: 'MAY_BE_INCOMPLETE', allergies: [{ id: 'none' }] });
    expect(onlyForeign).toMatchObject({ allergyStatus: 'MAY_BE_INCOMPLETE', allergies: [] });
    expect(onlyForeign?.warnings).toContain('MAY_BE_INCOMPLETE patient.allergies');
  },
);
