import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMILA_LOPEZ, DERRICK_LIN, WARREN_MCGINNIS } from '../src/data/patients.ts';
import { PRACTITIONERS } from '../src/data/practitioners.ts';
import { valuesAt } from '../src/element-path.ts';
import { INCLUDED_ELEMENTS } from '../src/definitions.ts';
import { RESOURCE_TYPES } from '../src/resource-types.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { entryResources, type Get, includedKeys, matchIds, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await startSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

/** Returns every relative reference in the resources to these types. */
function referencesTo(types: readonly string[], resources: unknown): Set<string> {
  const found = JSON.stringify(resources).matchAll(/"reference":"(?<reference>(?<type>[A-Z]\w+)\/[^/"]+)"/g);
  return new Set(
    [...found].flatMap(({ groups }) =>
      types.includes(groups?.['type'] ?? '') ? [groups?.['reference'] ?? ''] : [],
    ),
  );
}

const SERVED_TYPES = [...RESOURCE_TYPES.keys()];

/** The parameters that a search needs in addition to the patient, or instead. */
const REQUIRED: Readonly<Record<string, string>> = {
  CarePlan: '&category=assess-plan',
  EpisodeOfCare: '&type=urn:oid:1.2.840.114350.1.13.0.1.7.2.726668|4',
  Observation: '&category=laboratory',
  PractitionerRole: `&practitioner=${PRACTITIONERS[0].id}`,
};

/** Every reference parameter of each type that a patient or a practitioner has lists of, with the elements that it follows. */
const INCLUDES = [...RESOURCE_TYPES.values()].flatMap(({ type, parameters }) =>
  type in REQUIRED || parameters.some(({ name }) => name === 'patient')
    ? Object.entries(INCLUDED_ELEMENTS[type] ?? {}).map(([name, paths]) => ({
        type,
        name,
        paths: paths.split(' '),
        query: REQUIRED[type] ?? '',
      }))
    : [],
);

describe('_include', () => {
  it.each(INCLUDES)(
    '_include=$type:$name adds each referenced resource once, after the matches',
    async ({ type, name, query, paths }) => {
      const search = `/${type}?patient=${CAMILA_LOPEZ}${query}`;
      const { status, body } = await get(`${search}&_include=${type}:${name}`);
      const plain = await get(search);
      expect(status).toBe(200);
      expect(matchIds(body)).toEqual(matchIds(plain.body));
      const included = includedKeys(body);
      const targets = new Set(
        paths.flatMap((one) => {
          const [path = '', target] = one.split(':');
          const referred = entryResources(body, 'match').flatMap((resource) => valuesAt(resource, path));
          return [...referencesTo(target === undefined ? SERVED_TYPES : [target], referred)];
        }),
      );
      for (const id of matchIds(body)) targets.delete(`${type}/${id}`);
      expect(new Set(included)).toEqual(targets);
      expect(included).toHaveLength(new Set(included).size);
      expect(body).toMatchObject({ total: matchIds(body).length });
    },
  );

  it('_include adds the performers of observations, including patients', async () => {
    const { body } = await get(
      `/Observation?patient=${DERRICK_LIN}&category=vital-signs&_include=Observation:performer`,
    );
    expect(includedKeys(body)).toContain(`Patient/${DERRICK_LIN}`);
    expect(includedKeys(body).some((key) => key.startsWith('Practitioner/'))).toBe(true);
  });

  it('a search accepts several includes, one with a target type, and an asterisk for all', async () => {
    const search = `/Encounter?patient=${CAMILA_LOPEZ}`;
    const several = await get(
      `${search}&_include=Encounter:location:Location&_include=Encounter:service-provider`,
    );
    const all = await get(`${search}&_include=*`);
    expect(includedTypes(several.body)).toEqual(new Set(['Location', 'Organization']));
    expect(includedTypes(all.body)).toEqual(new Set(['Location', 'Organization', 'Patient', 'Practitioner']));
  });

  it('_include adds only resources for its own page', async () => {
    const { body } = await get(`/Encounter?patient=${CAMILA_LOPEZ}&_count=1&_include=Encounter:location`);
    expect(new Set(includedKeys(body))).toEqual(referencesTo(['Location'], entryResources(body, 'match')));
    const next = await get(new URL(nextUrl(body)).href.slice(sandbox.baseUrl.length));
    expect(matchIds(next.body)).toHaveLength(1);
    expect(new Set(includedKeys(next.body))).toEqual(
      referencesTo(['Location'], entryResources(next.body, 'match')),
    );
  });

  it('_include works with a search by _id', async () => {
    const [encounter] = sandbox.chart(CAMILA_LOPEZ, 'Encounter');
    const { body } = await get(`/Encounter?_id=${encounter?.id}&_include=Encounter:location`);
    expect(new Set(includedKeys(body))).toEqual(referencesTo(['Location'], encounter));
  });

  it('_include adds nothing for a reference to nothing, to another server or to a contained resource', async () => {
    const { status, body } = await get(`/Encounter?patient=${WARREN_MCGINNIS}&_include=*`);
    expect(status).toBe(200);
    expect(includedKeys(body).filter((key) => /eGone|#|https/.test(key))).toEqual([]);
  });

  it.each(['Encounter:conditions', 'Observation:performer', 'location', ''])(
    'the sandbox silently ignores the unsupported include "%s"',
    async (include) => {
      const { status, body } = await get(`/Encounter?patient=${CAMILA_LOPEZ}&_include=${include}`);
      expect(status).toBe(200);
      expect(includedKeys(body)).toEqual([]);
    },
  );
});

describe('_revinclude=Provenance:target', () => {
  it('_revinclude adds the provenance of the matches', async () => {
    const { body } = await get(`/Immunization?patient=${CAMILA_LOPEZ}&_revinclude=Provenance:target`);
    const targets = referencesTo(['Immunization'], entryResources(body, 'include'));
    const matches = new Set(matchIds(body).map((id) => `Immunization/${id}`));
    expect(includedKeys(body).length).toBeGreaterThan(0);
    expect([...targets].filter((target) => !matches.has(target))).toEqual([]);
  });

  it("_revinclude adds nothing for types outside patients' charts", async () => {
    const { body } = await get('/Practitioner?name=a&_revinclude=Provenance:target');
    expect(includedKeys(body)).toEqual([]);
  });
});

describe('ignored includes', () => {
  it('ignoredIncludes ignores the given includes, and no others', async () => {
    const site = await startSandbox({
      ignoredIncludes: ['MedicationRequest:medication', 'Provenance:target'],
    });
    const getFrom = await signIn(site);
    const [medication, provenance, location] = await Promise.all([
      getFrom(`/MedicationRequest?patient=${CAMILA_LOPEZ}&_include=MedicationRequest:medication`),
      getFrom(`/Immunization?patient=${CAMILA_LOPEZ}&_revinclude=Provenance:target`),
      getFrom(`/Encounter?patient=${CAMILA_LOPEZ}&_include=Encounter:location`),
    ]);
    await site.close();
    expect([medication, provenance].map(({ body }) => includedKeys(body))).toEqual([[], []]);
    expect(includedKeys(location.body).length).toBeGreaterThan(0);
  });

  it('ignoredIncludes with an asterisk ignores all includes', async () => {
    const site = await startSandbox({ ignoredIncludes: ['*'] });
    const getFrom = await signIn(site);
    const { body } = await getFrom(
      `/Encounter?patient=${CAMILA_LOPEZ}&_include=Encounter:location&_revinclude=Provenance:target`,
    );
    await site.close();
    expect(includedKeys(body)).toEqual([]);
  });

  it('an include omits resources that the client may not read', async () => {
    const site = await startSandbox({ notEntitled: ['Location.read'] });
    const getFrom = await signIn(site);
    const { body } = await getFrom(`/Encounter?patient=${CAMILA_LOPEZ}&_include=*`);
    await site.close();
    expect(includedKeys(body).some((key) => key.startsWith('Location/'))).toBe(false);
    expect(includedKeys(body).some((key) => key.startsWith('Practitioner/'))).toBe(true);
  });
});

function includedTypes(body: unknown): Set<string | undefined> {
  return new Set(includedKeys(body).map((key) => key.split('/')[0]));
}

function nextUrl(body: unknown): string {
  const [, url = ''] = /"relation":"next","url":"([^"]+)"/.exec(JSON.stringify(body)) ?? [];
  return url;
}
