import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChartServer, startChartServer } from '../support/chart-server.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';

const ANN = { resourceType: 'Patient', id: 'ann', name: [{ family: 'Arden' }] };

let made = 0;
const entry = (code: object, others: object = {}) => ({
  resourceType: 'AllergyIntolerance',
  id: `entry-${(made += 1)}`,
  patient: { reference: 'Patient/ann' },
  clinicalStatus: { coding: [{ code: 'active' }] },
  code,
  ...others,
});

const PENICILLIN = entry({ text: 'Penicillin' }, { category: ['medication'] });
const NKDA = entry({ text: 'NKDA' });
const NONE = entry({ coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] });
const NOT_ASKED = entry({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'NASK' }],
});
const EXCEPT_LATEX = entry({ text: 'NKDA except latex' });
const HIDDEN = entry({ ...NONE.code, text: 'Penicillin' });
const REACTED = entry(NONE.code, { reaction: [{ severity: 'severe' }] });
const REFUTED_NONE = entry({ text: 'No Known Allergies' }, { verificationStatus: { text: 'Refuted' } });
const DELABELED = entry({ text: 'Amoxicillin' }, { verificationStatus: { coding: [{ code: 'refuted' }] } });

interface AllergyData {
  patient: {
    allergyStatus: string;
    allergies: { name: string; meaning: string }[];
    refutedAllergies: { name: string; verificationStatus: string }[];
  };
}

const CHART = `{ patient(id: "ann") {
  allergyStatus allergies { name meaning } refutedAllergies { name verificationStatus }
} }`;

let provider: IdentityProvider;

beforeAll(async () => {
  provider = await startIdentityProvider();
});

afterAll(() => provider.close());

async function queryAllergies(
  records: Parameters<typeof startChartServer>[0],
  options: Parameters<typeof startChartServer>[1] = {},
): Promise<GraphqlAnswer<AllergyData>> {
  const server: ChartServer = await startChartServer([ANN, ...records], options);
  const gateway: Gateway = await startGateway(server);
  try {
    return await gateway.query<AllergyData>(CHART);
  } finally {
    await gateway.close();
    await server.close();
  }
}

const warningsOf = ({ extensions }: GraphqlAnswer<unknown>, field: string): string[] =>
  (extensions?.fhir.warnings ?? [])
    .filter(({ path }) => path?.join('.') === `patient.${field}`)
    .map(({ code }) => code);

describe('allergyStatus', () => {
  it.each<[string, ReturnType<typeof entry>[], string]>([
    ['allergies', [PENICILLIN], 'RECORDED'],
    ['a denial with an exception', [EXCEPT_LATEX], 'RECORDED'],
    ['a denial', [NONE], 'NO_KNOWN_ALLERGIES'],
    ['a denial in free text', [NKDA], 'NO_KNOWN_ALLERGIES_OF_A_KIND'],
    ['a statement that the patient was not asked', [NOT_ASKED], 'NOT_ON_FILE'],
    ['an allergy in the text of a coded denial', [HIDDEN], 'RECORDED'],
    ['a denial with a severe reaction', [REACTED], 'RECORDED'],
    ['a refuted denial', [REFUTED_NONE], 'UNKNOWN'],
    ['no entries', [], 'UNKNOWN'],
  ])('derives allergyStatus from %s [CS-53, CS-54]', async (_what, records, expected) => {
    const { data, errors } = await queryAllergies(records);
    expect(errors).toBeUndefined();
    expect(data.patient.allergyStatus).toBe(expected);
  });

  it('returns RECORDED with a warning for a chart that has an allergy and also denies allergies [CS-55]', async () => {
    const answer = await queryAllergies([NONE, PENICILLIN]);
    expect(answer.data.patient.allergyStatus).toBe('RECORDED');
    expect(answer.data.patient.allergies.map(({ meaning }) => meaning).toSorted()).toEqual([
      'ALLERGY',
      'NO_KNOWN_ALLERGIES',
    ]);
    expect(warningsOf(answer, 'allergyStatus')).toEqual(['CONTRADICTORY']);
    expect(warningsOf(await queryAllergies([NONE]), 'allergyStatus')).toEqual([]);
  });

  it('never says that there are no allergies where the server withheld records [CS-56]', async () => {
    const withheld = { withheld: ['AllergyIntolerance'] };
    for (const records of [[NONE], [NKDA], [NOT_ASKED], []]) {
      const { data } = await queryAllergies(records, withheld);
      expect(data.patient.allergyStatus).toBe('MAY_BE_INCOMPLETE');
    }
    const recorded = await queryAllergies([PENICILLIN], withheld);
    expect(recorded.data.patient.allergyStatus).toBe('RECORDED');
    expect(warningsOf(recorded, 'allergyStatus')).toContain('MAY_BE_INCOMPLETE');
  });

  it.each([
    [{ code: 'security', epicCode: '4130' }, 'MAY_BE_INCOMPLETE'],
    [{ code: 'forbidden', epicCode: '4118' }, 'MAY_BE_INCOMPLETE'],
    [{ code: 'incomplete' }, 'MAY_BE_INCOMPLETE'],
    [{ code: 'processing', epicCode: '59100' }, 'NO_KNOWN_ALLERGIES'],
    [{ code: 'informational' }, 'NO_KNOWN_ALLERGIES'],
  ])('derives allergyStatus from a denial with the note %j: %s', async (note, status) => {
    const { data } = await queryAllergies([NONE], { withheld: ['AllergyIntolerance'], note });
    expect(data.patient.allergyStatus).toBe(status);
  });

  it('never says that there are no allergies where the list has unread pages', async () => {
    const { data } = await queryAllergies([NONE], { endless: ['AllergyIntolerance'] });
    expect(data.patient.allergyStatus).toBe('MAY_BE_INCOMPLETE');
  });

  it('returns null for allergyStatus, with FORBIDDEN, where the server refuses the list', async () => {
    const { data, errors } = await queryAllergies([NONE], { refused: ['AllergyIntolerance'] });
    expect(data.patient.allergyStatus).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('FORBIDDEN');
  });

  it('never says that there are no allergies to a caller who may see only one category', async () => {
    const server = await startChartServer([ANN, { ...NONE, category: ['food'] }]);
    const gateway = await startGateway(server, { callers: provider.tokenVerification() });
    const status = async (scopes: string): Promise<string> => {
      const authorization = await provider.bearer(scopes, { patient: 'ann' });
      const { data } = await gateway.query<AllergyData>(
        '{ patient(id: "ann") { allergyStatus } }',
        {},
        { authorization },
      );
      return data.patient.allergyStatus;
    };
    expect(await status('patient/Patient.rs patient/AllergyIntolerance.rs')).toBe('NO_KNOWN_ALLERGIES');
    expect(await status('patient/Patient.rs patient/AllergyIntolerance.rs?category=food')).toBe(
      'MAY_BE_INCOMPLETE',
    );
    await gateway.close();
    await server.close();
  });
});

describe('an empty list of allergies', () => {
  it('warns about an empty list of allergies only where the server withheld records', async () => {
    expect(warningsOf(await queryAllergies([], { withheld: ['AllergyIntolerance'] }), 'allergies')).toContain(
      'MAY_BE_INCOMPLETE',
    );
    expect(warningsOf(await queryAllergies([]), 'allergies')).toEqual([]);
  });
});

describe('refutedAllergies [CS-57]', () => {
  it('lists delabeled allergies in refutedAllergies, without refuted denials', async () => {
    const { data } = await queryAllergies([DELABELED, PENICILLIN, REFUTED_NONE]);
    expect(data.patient.refutedAllergies).toEqual([{ name: 'Amoxicillin', verificationStatus: 'REFUTED' }]);
    expect(data.patient.allergyStatus).toBe('RECORDED');
  });

  it('recognizes a refuted allergy by its text, and leaves it out of the allergies', async () => {
    const refutedInText = entry({ text: 'Cefaclor' }, { verificationStatus: { text: 'Ruled out' } });
    const { data } = await queryAllergies([refutedInText, PENICILLIN]);
    expect(data.patient.refutedAllergies).toEqual([{ name: 'Cefaclor', verificationStatus: 'REFUTED' }]);
    expect(data.patient.allergies.map(({ name }) => name)).toEqual(['Penicillin']);
  });

  it('leaves allergyStatus UNKNOWN where every allergy is refuted', async () => {
    const { data } = await queryAllergies([DELABELED]);
    expect(data.patient.allergyStatus).toBe('UNKNOWN');
    expect(data.patient.refutedAllergies).toHaveLength(1);
  });
});
