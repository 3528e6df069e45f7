import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasIdentifier } from '../src/criteria.ts';
import { NEW_PATIENT } from '../src/data/new-resources.ts';
import { PUBLIC_PATIENTS } from '../src/data/patients.ts';
import { MERGED_BY_REDIRECT, RESTRICTED } from '../src/data/special-patients.ts';
import { toJson } from '../src/json.ts';
import { findProfile, PROFILE_NAMES } from '../src/profiles.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import type { Resource, Stored } from '../src/types.ts';
import { asBundle, type Get, linkUrl, matchIds, signIn, signInToWrite } from './support/client.ts';

const STANDARD_OID = '1.2.840.114350.1.13.0.1.';
const OTHERS = ['community', 'childrens'] as const;

/** The patients of each profile, and their charts. */
const CHARTED: ReadonlyMap<string, readonly Stored<Resource>[]> = new Map(
  PROFILE_NAMES.map((name) => {
    const { records, types } = findProfile(name);
    const charts = [...types.values()].flatMap((row) =>
      records.patients.flatMap(({ id }) => row.ofPatient(id)),
    );
    return [name, [...records.patients, ...charts]] as const;
  }),
);

/** Returns the patients, charts and panels of a profile, and the resources outside charts to which they refer. */
function resourcesOf(name: string): readonly Stored<Resource>[] {
  const { records, types } = findProfile(name);
  const shared = referencesOf(name).flatMap(([type, id]) => types.get(type)?.find(id) ?? []);
  return [...new Set([...(CHARTED.get(name) ?? []), records.list, records.group, ...shared])];
}

/** Returns the type and id of each shared resource to which patients and charts refer. */
function referencesOf(name: string): (readonly [type: string, id: string])[] {
  const texts = (CHARTED.get(name) ?? []).map((resource) => JSON.stringify(resource)).join('');
  const references = texts.matchAll(
    /"reference":"(?<reference>(?:Practitioner|Organization|Location|Medication)\/[^"/]+)"/g,
  );
  return [...new Set([...references].map(({ groups }) => groups?.['reference'] ?? ''))].map((reference) => {
    const [type = '', id = ''] = reference.split('/');
    return [type, id];
  });
}

describe('the profiles', () => {
  it('have the id and record number of one patient in common, who is another person at each site', () => {
    const seen = new Set<string>();
    const shared = PROFILE_NAMES.flatMap((name) =>
      resourcesOf(name).flatMap(({ id }) => (seen.has(id) ? [id] : (seen.add(id), []))),
    );
    expect(shared).toHaveLength(2);
    const same = PROFILE_NAMES.map((name) =>
      findProfile(name).records.patients.find(({ id }) => shared.every((one) => one === id)),
    );
    const mrns = PROFILE_NAMES.map((name, index) => {
      const { mrnSystem } = findProfile(name);
      return same[index]?.identifier?.find(({ system }) => system === mrnSystem)?.value;
    });
    expect(new Set(mrns).size).toBe(1);
    expect(mrns[0]).toMatch(/^\d+$/);
    expect(new Set(same.map((patient) => `${patient?.name?.[0]?.text} ${patient?.birthDate}`)).size).toBe(3);
  });

  it.each(OTHERS)('have charts: %s', (name) => {
    expect(resourcesOf(name).length).toBeGreaterThan(500);
  });

  it.each(OTHERS)('have the OIDs of their site only: %s', (name) => {
    const served = resourcesOf(name).map(toJson).join('\n');
    expect(served).toContain('1.2.840.114350.1.13.');
    expect(served).not.toContain(STANDARD_OID);
    expect(served).not.toContain('Northlight');
  });

  it.each(OTHERS)('keep the digits of decimals: %s', (name) => {
    expect(resourcesOf(name).map(toJson).join('\n')).toMatch(/"value":\d+\.\d*0[,}]/);
  });

  it.each(OTHERS)('refer to resources of their site: %s', (name) => {
    const { types } = findProfile(name);
    const references = referencesOf(name);
    expect(new Set(references.map(([type]) => type)).size).toBe(4);
    expect(references.filter(([type, id]) => types.get(type)?.find(id) === undefined)).toEqual([]);
  });

  it('are named in the error about an unknown one', async () => {
    await expect(startSandbox({ profile: 'rural' })).rejects.toThrow(
      'The sandbox has no profile "rural". Its profiles are standard, community, childrens.',
    );
  });
});

describe.each([
  {
    name: 'community',
    system: 'urn:oid:1.2.840.114350.1.13.412.2.7.5.737384.20',
    type: 'CGHMRN',
    version: 'May 2025',
    panel: 'group',
    patients: 24,
  },
  {
    name: 'childrens',
    system: 'urn:oid:1.2.840.114350.1.13.733.3.7.5.737384.7',
    type: 'MRN',
    version: 'November 2024',
    panel: 'list',
    patients: 18,
  },
])('a sandbox with the profile $name', ({ name, system, type, version, panel, patients }) => {
  let sandbox: Sandbox;
  let get: Get;
  const first = (): string => sandbox.patients[0]?.id ?? '';

  beforeAll(async () => {
    sandbox = await startSandbox({ profile: name });
    get = await signIn(sandbox);
  });

  afterAll(() => sandbox.close());

  it('has its own patients and system of medical record numbers', async () => {
    expect(sandbox).toMatchObject({ mrnSystem: system, panel });
    expect(sandbox.patients).toHaveLength(patients);
    const { body } = await get(`/Patient/${first()}`);
    expect(body).toMatchObject({ resourceType: 'Patient', id: first() });
    const mrn = sandbox.patients[0]?.identifier?.find((one) => one.system === system);
    expect(mrn?.type?.text).toBe(type);
    const found = await get(`/Patient?identifier=${encodeURIComponent(`${system}|${mrn?.value}`)}`);
    expect(matchIds(found.body)).toEqual([first()]);
    expect(
      sandbox.patients.every(({ identifier = [] }) => !hasIdentifier(identifier, `${STANDARD_OID}|`)),
    ).toBe(true);
  });

  it('does not know the patients of the standard site', async () => {
    for (const id of [PUBLIC_PATIENTS[0]?.id, MERGED_BY_REDIRECT, RESTRICTED]) {
      expect(await get(`/Patient/${id}`)).toMatchObject({ status: 404 });
      expect(await get(`/AllergyIntolerance?patient=${id}`)).toMatchObject({ status: 400 });
    }
  });

  it('serves the charts of its patients', async () => {
    const charted = sandbox.patients.find(({ id }) => sandbox.chart(id, 'Encounter').length > 0)?.id ?? '';
    const { status, body } = await get(`/Encounter?patient=${charted}`);
    expect(status).toBe(200);
    expect(matchIds(body)).toEqual(sandbox.chart(charted, 'Encounter').map(({ id }) => id));
    const [encounter] = matchIds(body);
    expect(await get(`/Encounter/${encounter}`)).toMatchObject({ status: 200, body: { id: encounter } });
  });

  it('has both panels', async () => {
    const list = await get(`/List?code=patients&identifier=${encodeURIComponent(sandbox.panels.list)}`);
    expect(asBundle(list.body).entry?.[0]?.resource).toMatchObject({
      entry: sandbox.patients.map(({ id }) => ({ item: { reference: `Patient/${id}` } })),
    });
    const group = await get(`/Group/${sandbox.panels.group}`);
    expect(group.body).toMatchObject({ resourceType: 'Group', quantity: patients });
  });

  it('has the OIDs of its site in outcomes', async () => {
    for (const path of ['/Patient/unknown', '/Patient?given=a&family=b', '/Encounter']) {
      const { text } = await get(path);
      expect(text).toContain('"OperationOutcome"');
      expect(text).toContain(`${system.slice(0, system.indexOf('.7.5.'))}.7.2.657369`);
      expect(text).not.toContain(STANDARD_OID);
    }
  });

  it("states its version of Epic's software", async () => {
    const { body } = await get('/metadata');
    expect(body).toMatchObject({ software: { name: 'Epic', version } });
  });
});

describe('options that a profile sets', () => {
  it('refuse searches by `_id`', async () => {
    const sandbox = await startSandbox({ profile: 'childrens' });
    const get = await signIn(sandbox);
    const id = sandbox.patients[0]?.id;
    expect(await get(`/Patient?_id=${id}`)).toMatchObject({ status: 403, text: '' });
    expect(await get(`/Patient/${id}`)).toMatchObject({ status: 200 });
    await sandbox.close();
  });

  it('can be overridden', async () => {
    const sandbox = await startSandbox({
      profile: 'childrens',
      refusesIdSearches: false,
      defaultPageSize: 1,
    });
    const get = await signIn(sandbox);
    const id = sandbox.patients[0]?.id;
    expect(matchIds((await get(`/Patient?_id=${id}`)).body)).toEqual([id]);
    const charted = sandbox.patients.find((one) => sandbox.chart(one.id, 'Encounter').length > 1)?.id;
    expect(linkUrl((await get(`/Encounter?patient=${charted}`)).body, 'next')).toBeDefined();
    await sandbox.close();
  });

  it('give created patients the OIDs of the site', async () => {
    const sandbox = await startSandbox({ profile: 'community' });
    const [get, post] = await Promise.all([signIn(sandbox), signInToWrite(sandbox)]);
    const { headers } = await post('Patient', NEW_PATIENT);
    const { text } = await get(`/${headers.get('location')}`);
    expect(text).toContain(`"system":"${sandbox.mrnSystem}"`);
    expect(text).not.toContain(STANDARD_OID);
    await sandbox.close();
  });
});
