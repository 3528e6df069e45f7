import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encounter } from '../src/types.ts';
import { CAMILA_LOPEZ, DERRICK_LIN, WARREN_MCGINNIS } from '../src/data/patients.ts';
import { isDated, isDateValue } from '../src/search-dates.ts';
import type { Sandbox } from '../src/sandbox.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { entryResources, type Get, matchIds, outcomeCodes, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

async function found(path: string): Promise<(string | undefined)[]> {
  const { status, body } = await get(path);
  expect(status).toBe(200);
  return matchIds(body);
}

describe('a token parameter', () => {
  const LABS = `/Observation?patient=${CAMILA_LOPEZ}&category=laboratory`;

  it('a token matches a code in any system, or only in the given one', async () => {
    const any = await found(`${LABS}&code=4548-4`);
    expect(any.length).toBeGreaterThan(1);
    expect(await found(`${LABS}&code=http://loinc.org|4548-4`)).toEqual(any);
    expect(await found(`${LABS}&code=http://snomed.info/sct|4548-4`)).toEqual([]);
  });

  it('a token accepts an OID with and without urn:oid:', async () => {
    const system = '1.2.840.114350.1.13.0.1.7.2.768282';
    const short = await found(`${LABS}&code=${system}|1545484`);
    expect(short.length).toBeGreaterThan(1);
    expect(await found(`${LABS}&code=urn:oid:${system}|1545484`)).toEqual(short);
  });

  it('commas combine token values with OR, and repeated parameters with AND', async () => {
    const [glucose, creatinine] = [await found(`${LABS}&code=2345-7`), await found(`${LABS}&code=2160-0`)];
    expect(new Set(await found(`${LABS}&code=2345-7,2160-0`))).toEqual(new Set([...glucose, ...creatinine]));
    expect(await found(`${LABS}&code=2345-7&code=2160-0`)).toEqual([]);
  });

  it('a token matches a FHIR code such as a status', async () => {
    const all = sandbox.chart(CAMILA_LOPEZ, 'Encounter');
    const finished = all.filter(({ status }) => status === 'finished').map(({ id }) => id);
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(all.length);
    expect(await found(`/Encounter?patient=${CAMILA_LOPEZ}&status=finished`)).toEqual(finished);
  });

  it('a token matches an identifier', async () => {
    const [encounter] = sandbox.chart(CAMILA_LOPEZ, 'Encounter');
    const value = encounter?.identifier?.[0]?.value;
    expect(await found(`/Encounter?patient=${CAMILA_LOPEZ}&identifier=${value}`)).toEqual([encounter?.id]);
  });

  it.each([
    ['laboratory', 'vital-signs'],
    ['vital-signs', 'laboratory'],
    ['social-history', 'laboratory'],
    ['survey', 'social-history'],
  ])('a token for category %s finds no observation of category %s', async (category, other) => {
    const ids = await found(`/Observation?patient=${CAMILA_LOPEZ}&category=${category}`);
    expect(ids.length).toBeGreaterThan(0);
    expect(
      await found(`/Observation?patient=${CAMILA_LOPEZ}&category=${category}&category=${other}`),
    ).toEqual([]);
  });

  it("a token finds reports by the category in Epic's examples", async () => {
    expect((await found(`/DiagnosticReport?patient=${CAMILA_LOPEZ}&category=LAB`)).length).toBeGreaterThan(5);
  });
});

describe('a reference parameter', () => {
  it('a reference matches by id, by type and id, and by URL', async () => {
    const document = sandbox
      .chart(CAMILA_LOPEZ, 'DocumentReference')
      .find(({ context }) => context?.encounter !== undefined);
    const reference = document?.context?.encounter?.[0]?.reference ?? '';
    const search = `/DocumentReference?patient=${CAMILA_LOPEZ}&encounter=`;
    const byId = await found(search + reference.replace('Encounter/', ''));
    expect(byId).toContain(document?.id);
    expect(await found(search + reference)).toEqual(byId);
    expect(await found(search + encodeURIComponent(`${sandbox.baseUrl}/${reference}`))).toEqual(byId);
    expect(await found(search + reference.replace('Encounter', 'Patient'))).toEqual([]);
  });
});

describe('a string parameter', () => {
  it('a string matches any part of the text, ignoring case', async () => {
    const device = sandbox
      .chart(CAMILA_LOPEZ, 'Device')
      .find(({ manufacturer }) => manufacturer !== undefined);
    const part = encodeURIComponent((device?.manufacturer ?? '').slice(1, 6).toUpperCase());
    expect(await found(`/Device?patient=${CAMILA_LOPEZ}&manufacturer=${part}`)).toContain(device?.id);
    expect(await found(`/Device?patient=${CAMILA_LOPEZ}&manufacturer=nobody-makes-it`)).toEqual([]);
  });
});

describe('a date parameter', () => {
  const VITALS = `/Observation?patient=${DERRICK_LIN}&category=vital-signs&code=8867-4`;

  it('two date parameters select a range', async () => {
    const { body } = await get(`${VITALS}&date=ge2026-09-01&date=lt2026-10-01`);
    const days = entryResources(body, 'match').map((one) =>
      one.resourceType === 'Observation' ? one.effectiveDateTime?.slice(0, 7) : undefined,
    );
    expect(days.length).toBeGreaterThanOrEqual(30);
    expect(new Set(days)).toEqual(new Set(['2026-09']));
  });

  it('a partial date selects its whole year, month or day', async () => {
    const [year, month, day] = [
      await found(`${VITALS}&date=2026`),
      await found(`${VITALS}&date=eq2026-09`),
      await found(`${VITALS}&date=2026-09-15`),
    ];
    expect(year?.length).toBeGreaterThan(month?.length ?? 0);
    expect(month?.length).toBeGreaterThan(day?.length ?? 0);
    expect(day?.length).toBeGreaterThan(0);
  });

  it.each(['ne2020', 'sa2020', 'ap2020', 'eb2020', 'yesterday', '2020-13', '2020-1-1', 'ge'])(
    'a search with the date %s is refused with 4115',
    async (value) => {
      const { status, body } = await get(`${VITALS}&date=${value}`);
      expect(status).toBe(400);
      expect(outcomeCodes(body)).toEqual(['fatal 4115']);
    },
  );

  it('a date search treats an encounter with an open period as ongoing', async () => {
    const ids = await found(`/Encounter?patient=${CAMILA_LOPEZ}&date=ge2100`);
    const open = sandbox
      .chart(CAMILA_LOPEZ, 'Encounter')
      .filter(({ period }: Encounter) => period?.end === undefined);
    expect(open.length).toBeGreaterThan(0);
    expect(ids).toEqual(open.map(({ id }) => id));
  });

  it('a date search finds no resource without a date', async () => {
    const documents = sandbox.chart(WARREN_MCGINNIS, 'DocumentReference');
    const dated = documents.filter(({ date }) => date !== undefined).map(({ id }) => id);
    expect(dated.length).toBeLessThan(documents.length);
    expect(await found(`/DocumentReference?patient=${WARREN_MCGINNIS}&date=ge1900`)).toEqual(dated);
  });

  it.each<[element: unknown, value: string, expected: boolean]>([
    ['2024-05-10', '2024-05-10', true],
    ['2024-05-10', 'eq2024-05', true],
    ['2024-05', '2024-05-10', false],
    ['2024', '2024-05', false],
    ['2024-05', '2024', true],
    ['2024-05-10T08:15:00Z', '2024-05-10T08:15', true],
    ['2024-05-10T08:15:30Z', '2024-05-10T08:15:30Z', true],
    ['2024-05-10T08:15:30.250Z', '2024-05-10T08:15:30Z', true],
    ['2024-05-10T08:15:00Z', '2024-05-10T08:15:00.000Z', false],
    ['2024-05-10T23:30:00-05:00', '2024-05-11', true],
    ['2024-05-10', 'lt2024-05-10', false],
    ['2024-05-09', 'lt2024-05-10', true],
    ['2024-05', 'lt2024-05-10', true],
    ['2024-05-10', 'le2024-05-10', true],
    ['2024-05-11', 'le2024-05-10', false],
    ['2024-05-10', 'gt2024-05-10', false],
    ['2024-05-11', 'gt2024-05-10', true],
    ['2024-05', 'gt2024-05-10', true],
    ['2024-05-10', 'ge2024-05-10', true],
    ['2024-05-09', 'ge2024-05-10', false],
    [{ start: '2024-05-01', end: '2024-05-31' }, '2024-05', true],
    [{ start: '2024-05-01', end: '2024-06-01' }, '2024-05', false],
    [{ start: '2024-05-01' }, 'gt2030', true],
    [{ start: '2024-05-01' }, '2024', false],
    [{ end: '2024-05-01' }, 'lt1900', true],
    [{}, 'ge1900', false],
    [undefined, 'ge1900', false],
    ['not a date', 'ge1900', false],
  ])('the date %j compared with %s gives %s', (element, value, expected) => {
    expect(isDated(element, value)).toBe(expected);
  });

  it.each(['2024', 'ge2024-05', 'lt2024-05-10', '2024-05-10T08:15', 'eq2024-05-10T08:15:30+02:00'])(
    'a search accepts the date %s',
    (value) => {
      expect(isDateValue(value)).toBe(true);
    },
  );
});
