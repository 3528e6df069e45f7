import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const PATIENT = 'patient-of-odd-results';
const CATEGORY = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
];

const result = (id: string, elements: object): RecordOfServer => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: CATEGORY,
  code: { text: id },
  subject: { reference: `Patient/${PATIENT}` },
  effectiveDateTime: '2026-03-01T08:00:00Z',
  ...elements,
});
const inText = (words: string) => ({ interpretation: [{ text: words }] });
const coded = (system: string, code: string, display: string) => ({
  interpretation: [{ coding: [{ system, code, display }] }],
});
const part = (loinc: string, name: string, elements: object) => ({
  code: { text: name, coding: [{ system: 'http://loinc.org', code: loinc }] },
  ...elements,
});
const mmHg = (value: number) => ({
  valueQuantity: { value, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
});

/** Each result with its expected interpretation, interpretation text, and whether it is abnormal. */
const INTERPRETED: Readonly<Record<string, readonly [object, string | null, string | null, boolean | null]>> =
  {
    'text-only': [inText('above high normal'), 'HIGH', 'above high normal', true],
    'text-negated': [inText('not high'), 'UNRECOGNIZED', 'not high', null],
    'old-v2': [coded('http://hl7.org/fhir/v2/0078', 'LL', ''), 'CRITICAL_LOW', 'LL', true],
    'v3-oid': [
      coded('urn:oid:2.16.840.1.113883.5.83', 'HU', 'Significantly high'),
      'SIGNIFICANTLY_HIGH',
      'Significantly high',
      true,
    ],
    'local-acceptable': [coded('urn:oid:1.2.3.4', 'A', 'Acceptable'), 'UNRECOGNIZED', 'Acceptable', null],
    'local-high': [coded('urn:oid:1.2.3.4', '2', 'High'), 'HIGH', 'High', true],
    'off-scale': [
      coded('http://terminology.hl7.org/CodeSystem/v2-0078', '>', 'Off scale high'),
      'OFF_SCALE_HIGH',
      'Off scale high',
      null,
    ],
    resistant: [
      { interpretation: [{ coding: [{ code: 'S' }] }, { coding: [{ code: 'R' }] }] },
      'RESISTANT',
      'S, R',
      true,
    ],
    'high-and-low': [{ interpretation: [{ text: 'High' }, { text: 'Low' }] }, 'ABNORMAL', 'High, Low', true],
    'object-form': [{ interpretation: { coding: [{ code: 'N' }] } }, 'NORMAL', 'N', false],
    'normal-negated': [
      {
        interpretation: [
          {
            coding: [{ system: 'http://hl7.org/fhir/v2/0078', code: 'N', display: 'Normal' }],
            text: 'not normal',
          },
        ],
      },
      'UNRECOGNIZED',
      'not normal',
      null,
    ],
    'normal-contradicted': [
      coded('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'N', 'Critically low'),
      'CRITICAL_LOW',
      'Critically low',
      true,
    ],
    'unreadable-component': [
      { ...inText('normal'), component: [part('8480-6', 'Systolic', inText('Panic!! critically elevated'))] },
      'UNRECOGNIZED',
      'normal',
      null,
    ],
    'letter-with-sign': [inText('A+'), 'UNRECOGNIZED', 'A+', null],
    'sign-only': [inText('<'), 'OFF_SCALE_LOW', '<', null],
    uninterpreted: [{}, null, null, null],
  };

/** Each result with its expected text and unit. */
const SHOWN: Readonly<Record<string, readonly [object, string, string | null]>> = {
  'see-comment': [
    { valueString: 'See Comment', note: [{ text: 'Clotted.' }] },
    'See Comment: Clotted.',
    null,
  ],
  cancelled: [{ status: 'cancelled', dataAbsentReason: { text: 'Hemolyzed' } }, 'Canceled: Hemolyzed', null],
  'comment-only': [{ note: [{ text: 'Growth of E. coli' }] }, 'Comment: Growth of E. coli', null],
  saturation: [
    {
      code: { coding: [{ system: 'http://loinc.org', code: '59408-5' }] },
      valueQuantity: { value: 88, unit: '%', code: '%', system: 'http://unitsofmeasure.org' },
      component: [
        part('3151-8', 'Flow', {
          valueQuantity: { value: 6, unit: 'L/min', code: 'L/min', system: 'http://unitsofmeasure.org' },
        }),
      ],
    },
    '88 % on 6 L/min',
    '%',
  ],
  'local-unit': [
    { valueQuantity: { value: 2, unit: 'tablets', code: 'TAB', system: 'urn:oid:1.2.3' } },
    '2 tablets',
    'tablets',
  ],
  'ucum-annotation': [
    {
      valueQuantity: {
        value: 61,
        unit: 'mL/min/{1.73_m2}',
        code: 'mL/min/{1.73_m2}',
        system: 'http://unitsofmeasure.org',
      },
    },
    '61 mL/min/1.73 m²',
    'mL/min/{1.73_m2}',
  ],
  'fibrin-units': [
    { valueQuantity: { value: 0.3, code: 'ug/mL{FEU}', system: 'http://unitsofmeasure.org' } },
    '0.3 µg/mL FEU',
    'ug/mL{FEU}',
  ],
  'unknown-comparator': [
    { valueQuantity: { value: 5, comparator: 'ad', unit: 'mL' } },
    'sufficient to achieve 5 mL',
    'mL',
  ],
  'hidden-value': [{ valueQuantity: {}, valueString: 'Positive' }, 'Positive', null],
  'text-as-number': [{ valueString: 5 }, '5', null],
  'long-integer': [{ valueInteger: 5_000_000_000 }, '5000000000', null],
  'half-pressure': [
    {
      component: [
        part('8480-6', 'Systolic', mmHg(118)),
        part('8462-4', 'Diastolic', { dataAbsentReason: { text: 'Cuff error' } }),
        part('8478-0', 'Mean', mmHg(93)),
      ],
    },
    '118/— mmHg, Diastolic: Cuff error, Mean 93 mmHg',
    null,
  ],
  panel: [
    {
      hasMember: [
        { reference: 'Observation/uninterpreted', display: 'Interest' },
        { reference: 'Observation/nowhere' },
      ],
    },
    '2 results listed separately: uninterpreted',
    null,
  ],
};

let server: RecordServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startRecordServer(
    [
      { resourceType: 'Patient', id: PATIENT },
      ...Object.entries(INTERPRETED).map(([id, [elements]]) => result(id, elements)),
      ...Object.entries(SHOWN).map(([id, [elements]]) => result(id, elements)),
      result('pressure', {
        component: [
          part('8480-6', 'Systolic', { ...mmHg(212), ...inText('Critical high') }),
          part('8462-4', 'Diastolic', { ...mmHg(76), ...inText('normal') }),
        ],
      }),
      result('exponent', { valueQuantity: { value: 'EXPONENT', unit: 'copies/mL' } }),
      result('number-as-string', { valueQuantity: { value: '7.20', unit: 'g/dL' } }),
      result('amended', { status: 'amended' }),
      result('preliminary', { status: 'preliminary' }),
      result('odd-status', { status: 'verified' }),
      { ...result('report', { status: 'appended' }), resourceType: 'DiagnosticReport' },
      { ...result('partial', { status: 'partial' }), resourceType: 'DiagnosticReport' },
      {
        ...result('note', { status: 'current', docStatus: 'preliminary' }),
        resourceType: 'DocumentReference',
      },
      {
        ...result('addendum', { status: 'current', docStatus: 'amended' }),
        resourceType: 'DocumentReference',
      },
      { ...result('no-doc-status', { status: 'current' }), resourceType: 'DocumentReference' },
    ],
    (record) => JSON.stringify(record).replace('"EXPONENT"', '1.5e5'),
  );
  gateway = await startGateway(server);
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

interface Result {
  id: string;
  interpretation: string | null;
  interpretationText: string | null;
  isAbnormal: boolean | null;
  valueText: string | null;
  unit: string | null;
  isPreliminary: boolean | null;
  isCorrected: boolean | null;
  components: { interpretation: string | null; isAbnormal: boolean | null }[];
}

const FIELDS = `id interpretation interpretationText isAbnormal valueText unit isPreliminary isCorrected
  components { interpretation isAbnormal }`;

/** Returns the listed results, keyed by id. */
async function listResults(): Promise<ReadonlyMap<string, Result>> {
  const { data, errors } = await gateway.query<{ patient: { labResults: Result[] } }>(
    `query ($id: ID!) { patient(id: $id) { labResults(first: 100) { ${FIELDS} } } }`,
    { id: PATIENT },
  );
  expect(errors).toBeUndefined();
  return new Map(data.patient.labResults.map((one) => [one.id, one]));
}

async function readById(id: string): Promise<Result> {
  const { data, errors } = await gateway.query<{ observation: Result }>(
    `query ($id: ID!) { observation(id: $id) { ${FIELDS} } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data.observation;
}

describe('the interpretation of a result', () => {
  it('reports a result as abnormal exactly as its source does, in lists and by id [CS-71, CS-72]', async () => {
    const found = await listResults();
    for (const [id, [, interpretation, interpretationText, isAbnormal]] of Object.entries(INTERPRETED)) {
      expect(found.get(id)).toMatchObject({ id, interpretation, interpretationText, isAbnormal });
      await expect(readById(id)).resolves.toMatchObject({
        id,
        interpretation,
        interpretationText,
        isAbnormal,
      });
    }
  });

  it('reports a result as abnormal if one of its components is, and marks that component [CS-76]', async () => {
    await expect(readById('pressure')).resolves.toMatchObject({
      valueText: '212/76 mmHg',
      interpretation: 'CRITICAL_HIGH',
      isAbnormal: true,
      components: [
        { interpretation: 'CRITICAL_HIGH', isAbnormal: true },
        { interpretation: 'NORMAL', isAbnormal: false },
      ],
    });
  });
});

describe('the valueText of a result', () => {
  it('shows a text for each result that says anything, and its unit [CS-80]', async () => {
    const found = await listResults();
    for (const [id, [, valueText, unit]] of Object.entries(SHOWN))
      expect(found.get(id)).toMatchObject({ id, valueText, unit });
  });

  it('writes the number of a result without an exponent, and keeps trailing zeros', async () => {
    await expect(readById('exponent')).resolves.toMatchObject({ valueText: '150000 copies/mL' });
    await expect(readById('number-as-string')).resolves.toMatchObject({ valueText: '7.20 g/dL' });
  });

  it('returns a number that the server sent as a string both as a number and as the original decimal', async () => {
    const { data } = await gateway.query(
      '{ observation(id: "number-as-string") { value { ... on Quantity { value decimal text } } } }',
    );
    expect(data).toEqual({
      observation: { value: { value: 7.2, decimal: '7.20', text: '7.20 g/dL' } },
    });
  });
});

describe('isPreliminary and isCorrected [CS-81]', () => {
  it('derives isPreliminary and isCorrected from the status of an Observation', async () => {
    await expect(readById('preliminary')).resolves.toMatchObject({ isPreliminary: true, isCorrected: false });
    await expect(readById('amended')).resolves.toMatchObject({ isPreliminary: false, isCorrected: true });
    await expect(readById('uninterpreted')).resolves.toMatchObject({
      isPreliminary: false,
      isCorrected: false,
    });
    await expect(readById('odd-status')).resolves.toMatchObject({ isPreliminary: null, isCorrected: null });
  });

  it.each([
    ['diagnosticReport', 'report', false, true],
    ['diagnosticReport', 'partial', true, false],
    ['documentReference', 'note', true, false],
    ['documentReference', 'addendum', false, true],
    ['documentReference', 'no-doc-status', null, null],
  ])(
    'derives isPreliminary and isCorrected from the status of a %s: %s',
    async (field, id, isPreliminary, isCorrected) => {
      const { data, errors } = await gateway.query(`{ ${field}(id: "${id}") { isPreliminary isCorrected } }`);
      expect(errors).toBeUndefined();
      expect(at(Object.values(data), 0)).toEqual({ isPreliminary, isCorrected });
    },
  );
});
