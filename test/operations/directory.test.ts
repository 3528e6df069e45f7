import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { ALL_PRACTITIONERS, LOCATIONS, ORGANIZATIONS, PRACTITIONER_ROLES } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ask, fhirCalls } from '../support/upstream.ts';

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const NUCC = 'http://nucc.org/provider-taxonomy';
const CLINIC = LOCATIONS.find(({ name }) => name === 'Harbor Cardiology')?.id;
const [, CLINICS] = ORGANIZATIONS;

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ partialWarnings: false });
  gateway = await startGateway(sandbox);
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

describe('a search of the directory at Epic', () => {
  it('finds practitioners by name with one search, and keeps names that Epic matches by sound', async () => {
    const { data, errors, calls } = await ask(
      gateway,
      sandbox,
      '{ practitioners(name: "jimenez", first: 5) { fullName npi active qualifications { text } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      practitioners: [
        {
          fullName: 'Ximena Jiménez, MD',
          npi: '1990000181',
          active: true,
          qualifications: [{ text: 'Emergency Medicine' }],
        },
      ],
    });
    expect(calls).toEqual(['Practitioner?_count=5&name=jimenez']);
  });

  it('finds a practitioner by identifier, and shows one who has left as inactive', async () => {
    const { data, calls } = await ask(
      gateway,
      sandbox,
      `{ practitioners(identifier: { system: "${NPI}", value: "1990000223" }) { fullName active } }`,
    );
    expect(data).toEqual({ practitioners: [{ fullName: 'Sigrid Nyström, MD', active: false }] });
    expect(calls).toEqual([`Practitioner?_count=20&identifier=${NPI}|1990000223`]);
  });

  it('answers a provider directory by specialty with one search, which includes the practitioners and places', async () => {
    const { data, errors, calls, extensions } = await ask(
      gateway,
      sandbox,
      `{ practitionerRoles(specialty: "${NUCC}|207RC0000X") {
        active period { start } roles { text } specialties { text coding { system code } } telecom { value }
        practitioner { display resource { fullName npi active } }
        organization { display resource { name npi } }
        locations { display resource { name telecom { value } } }
        availableTimes { daysOfWeek isAllDay start end } notAvailable { description during { start } } availabilityExceptions
      } }`,
    );
    expect(errors).toBeUndefined();
    const roles = data['practitionerRoles'];
    expect(at(roles, 0, 'practitioner', 'resource', 'fullName')).toBe('Tunde Balogun, MD');
    expect(at(roles, 1)).toMatchObject({
      active: false,
      practitioner: { resource: { fullName: 'Sigrid Nyström, MD', active: false } },
    });
    expect(roles).toHaveLength(2);
    const includes = ['location', 'organization', 'practitioner'].map(
      (name) => `_include=PractitionerRole:${name}`,
    );
    expect(calls).toEqual([`PractitionerRole?_count=20&${includes.join('&')}&specialty=${NUCC}|207RC0000X`]);
    expect(extensions?.fhir.estimatedRequests).toBe(1);
  });

  it('shows the hours of a role', async () => {
    const practitioner = ALL_PRACTITIONERS[0].id;
    const { data } = await gateway.query(
      `{ practitionerRoles(practitioner: "${practitioner}", first: 1) { availableTimes { text daysOfWeek isAllDay start end } } }`,
    );
    expect(at(data, 'practitionerRoles', 0)).toEqual({
      availableTimes: [
        {
          text: 'mon, tue, thu 08:30–16:00',
          daysOfWeek: ['mon', 'tue', 'thu'],
          isAllDay: null,
          start: '08:30:00',
          end: '16:00:00',
        },
        { text: 'fri all day', daysOfWeek: ['fri'], isAllDay: true, start: null, end: null },
      ],
    });
  });

  it('finds roles at a location, and sends the other criteria with it', async () => {
    const { data, calls } = await ask(
      gateway,
      sandbox,
      `{ practitionerRoles(location: "${CLINIC}", organization: "${CLINICS?.id}", first: 100) { id } }`,
    );
    const expected = PRACTITIONER_ROLES.filter(({ location = [] }) =>
      location.some(({ reference }) => reference === `Location/${CLINIC}`),
    );
    expect(data).toEqual({ practitionerRoles: expected.map(({ id }) => ({ id })) });
    expect(expected.length).toBeGreaterThan(0);
    expect(calls).toEqual([`PractitionerRole?_count=100&location=${CLINIC}&organization=${CLINICS?.id}`]);
  });

  it('finds locations by type, name, city and state', async () => {
    const { data, calls } = await ask(
      gateway,
      sandbox,
      '{ locations(type: "21", city: "Madison", state: "WI", name: "harbor c") { name status address { city } } }',
    );
    expect(data).toEqual({
      locations: [{ name: 'Harbor Cardiology', status: 'ACTIVE', address: { city: 'MADISON' } }],
    });
    expect(calls).toEqual([
      'Location?_count=20&address-city=Madison&address-state=WI&name=harbor+c&type=21'.replace('+', ' '),
    ]);
  });

  it('reads organizations by id with one search, in the order of the ids, with null for an unknown one', async () => {
    const [first, second] = ORGANIZATIONS.map(({ id }) => id);
    const { data, calls } = await ask(
      gateway,
      sandbox,
      'query ($ids: [ID!]!) { organizations(ids: $ids) { name } }',
      {
        ids: [second, 'unknown', first],
      },
    );
    expect(data).toEqual({
      organizations: [{ name: 'Harbor Sandbox Clinics' }, null, { name: 'Northlight Sandbox Hospital' }],
    });
    expect(calls).toHaveLength(2);
  });

  it('pages through a search with cursors', async () => {
    const page = async (after: unknown) => {
      const { data } = await gateway.query(
        'query ($after: String) { locationsConnection(type: "21", first: 4, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      return at(data, 'locationsConnection');
    };
    const first = await page(null);
    const second = await page(at(first, 'pageInfo', 'endCursor'));
    const ids = [first, second].flatMap((one) => at(one, 'nodes'));
    expect(new Set(ids.map((one) => JSON.stringify(one))).size).toBe(8);
    expect(at(second, 'pageInfo', 'hasNextPage')).toBe(false);
    const list = await gateway.query('{ locations(type: "21", first: 4) { id } }');
    expect(list.extensions?.fhir.warnings).toMatchObject([{ code: 'LIST_CUT', path: ['locations'] }]);
  });

  it.each([
    ['practitioners', 'Epic searches practitioners only by identifier, name, or family. Pass one of these.'],
    ['practitioners(given: "Tunde", name: "B")', 'Epic needs family with given. Pass both.'],
    [
      `practitionerRoles(organization: "${CLINICS?.id}")`,
      'Epic searches practitioner roles only by practitioner, location, or specialty. Pass one of these.',
    ],
    ['practitionerRoles(specialty: "207RC0000X")', 'Epic needs specialty with its code system: system|code.'],
    ['locations(name: "Harbor")', 'Epic searches locations only by type. Pass it.'],
    ['locations(type: "21", city: "Madison")', 'Epic needs state with city. Pass both.'],
  ])('refuses %s before it sends a request', async (field, message) => {
    const before = sandbox.requests.length;
    const { errors } = await gateway.query(`{ ${field} { id } }`);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(fhirCalls(sandbox, before)).toEqual([]);
  });

  const TEXT = 'name expects 1 to 200 characters, without control characters.';
  const WILDCARDS = 'name expects letters or digits. There are no wildcards.';
  const CODE = 'type expects a code, or the code system and the code: system|code.';
  it.each([
    ['practitioners', { name: '' }, TEXT],
    ['practitioners', { name: ' \t ' }, TEXT],
    ['practitioners', { name: 'x'.repeat(201) }, TEXT],
    ['practitioners', { name: 'Bal\u0000ogun' }, TEXT],
    ['practitioners', { name: '*' }, WILDCARDS],
    ['practitioners', { name: 'Bal*' }, WILDCARDS],
    ['practitioners', { name: '%' }, WILDCARDS],
    ['practitioners', { name: ',|$' }, WILDCARDS],
    ['locations', { type: '|' }, CODE],
    ['locations', { type: 'urn:oid:1.2|' }, CODE],
    ['locations', { type: 'a|b|c' }, CODE],
    [
      'practitionerRoles',
      { location: 'a,b' },
      'location expects a FHIR id: at most 256 letters, digits, ".", "-", "_" and "~", with no "_" first.',
    ],
  ])('refuses %s with %j, without the value in the message', async (field, args, message) => {
    const before = sandbox.requests.length;
    const given = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    const { errors } = await gateway.query(`{ ${field}(${given.join()}) { id } }`);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(fhirCalls(sandbox, before)).toEqual([]);
  });

  it("escapes FHIR's separators in a name", async () => {
    const { calls } = await ask(gateway, sandbox, String.raw`{ practitioners(name: "a,b|c$d\\e") { id } }`);
    expect(calls).toEqual([String.raw`Practitioner?_count=20&name=a\,b\|c\$d\\e`]);
  });
});
