/** What a record that a caller may see tells of records that they may not: the names in its references. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  factsOf,
  isAboutPatients,
  isResourceType,
  RESOURCES,
  type ResourceType,
} from '../../src/fhir/resources.ts';
import { at } from '../support/expected.ts';
import { everythingOf } from '../support/everything.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { NAMED, OWN, type ReferenceWeb, startReferenceWeb } from '../support/reference-web.ts';

const TYPES = Object.keys(RESOURCES)
  .filter((type) => isResourceType(type))
  .filter((type) => RESOURCES[type].inGraph);
const OF_PATIENTS = TYPES.filter((type) => isAboutPatients(factsOf(type)));
const OF_DIRECTORY = TYPES.filter((type) => !OF_PATIENTS.includes(type));

let web: ReferenceWeb;
let provider: IdentityProvider;
let gateway: Gateway;
/** With PANEL_ONLY, and one patient on the panel. */
let ofPanel: Gateway;

beforeAll(async () => {
  web = await startReferenceWeb();
  provider = await startIdentityProvider();
  const callers = provider.checks();
  gateway = await startGateway(web, { callers });
  ofPanel = await startGateway(web, {
    callers,
    panel: { kind: 'ids', ids: [OWN] },
    server: { panelOnly: true },
  });
});

afterAll(async () => {
  await Promise.all([gateway.close(), ofPanel.close(), provider.close(), web.close()]);
});

/** Everything that the own records of a type tell, typed and raw. */
async function toldBy(through: Gateway, type: ResourceType, scopes: string): Promise<string> {
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const authorization = await provider.bearer(scopes, { patient: OWN });
  const answers = await Promise.all(
    web.ownIds(type).map((id) => {
      const document = `{ found: ${field}(id: "${id}") ${everythingOf(type)} }`;
      return through.query(document, {}, { authorization });
    }),
  );
  expect(answers.filter(({ data }) => at(data, 'found') === null)).toEqual([]);
  return JSON.stringify(answers.map(({ data }) => data));
}

/** The types whose records are named in a text. */
function namedIn(text: string, types: readonly ResourceType[]): readonly ResourceType[] {
  return types.filter((type) => text.includes(`"${type} ${NAMED}"`) || text.includes(`of ${type} ${NAMED}"`));
}

describe.each(TYPES)('%s', (type) => {
  it('tells who sees everything the names of all that it refers to', async () => {
    const told = await toldBy(gateway, type, 'user/*.rs');
    const referred = TYPES.filter((target) => told.includes(`${target}/foreign`));
    expect(namedIn(told, TYPES)).toEqual(referred);
  });

  it.each<[who: string, scopes: string, through: () => Gateway]>([
    ['a patient', 'patient/*.rs', () => gateway],
    ['staff of one panel', 'user/*.rs', () => ofPanel],
    ['who may see this type alone', `user/${type}.rs`, () => gateway],
    ['who may see a category alone', `user/*.rs?category=laboratory user/${type}.rs`, () => gateway],
  ])('tells %s the names of the directory, and of no other record', async (_who, scopes, through) => {
    const told = await toldBy(through(), type, scopes);
    const referred = OF_DIRECTORY.filter((target) => told.includes(`${target}/foreign`));
    const seen = scopes.startsWith('patient') || through() === ofPanel ? [] : [type];
    expect(namedIn(told, OF_PATIENTS).filter((target) => !seen.includes(target))).toEqual([]);
    expect(namedIn(told, OF_DIRECTORY)).toEqual(referred);
  });
});

it('tells patients their own name', async () => {
  expect(await toldBy(gateway, 'Observation', 'patient/Observation.rs')).toContain('Their own name');
  expect(await toldBy(ofPanel, 'Observation', 'user/*.rs')).toContain('Their own name');
});
