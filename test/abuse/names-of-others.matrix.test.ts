/** Looks for the names of hidden records in the references of visible ones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targetsSamePatient } from '../../src/fhir/reference-elements.ts';
import { targetTypesAt } from '../../src/fhir/reference-targets.ts';
import { isAboutPatients } from '../../src/fhir/resource-kinds.ts';
import { factsOf, isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import { everythingOf } from '../support/everything.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { NAMED, OWN, type ReferenceWeb, startReferenceWeb } from '../support/reference-web.ts';
import { sampled } from '../support/sampled.ts';

const TYPES = Object.keys(RESOURCES)
  .filter((type) => isResourceType(type))
  .filter((type) => RESOURCES[type].inGraph);
const OF_PATIENTS = TYPES.filter((type) => isAboutPatients(factsOf(type)));
const OF_DIRECTORY = TYPES.filter((type) => !OF_PATIENTS.includes(type));

let web: ReferenceWeb;
let provider: IdentityProvider;
let gateway: Gateway;
/** With PANEL_ONLY, and a panel of one patient. */
let ofPanel: Gateway;

beforeAll(async () => {
  web = await startReferenceWeb();
  provider = await startIdentityProvider();
  const callers = provider.checks();
  gateway = await startGateway(web, { callers });
  ofPanel = await startGateway(web, {
    callers,
    panel: { kind: 'ids', ids: [OWN] },
    server: { isPanelOnly: true },
  });
});

afterAll(async () => {
  await Promise.all([gateway.close(), ofPanel.close(), provider.close(), web.close()]);
});

/** Returns every typed field and the raw form of the patient's records of a type, as JSON. */
async function recordsFor(through: Gateway, type: ResourceType, scopes: string): Promise<string> {
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

/** Returns the types to which FHIR binds references of a type by the patient: the web breaks this, and leads them to another's records. */
function boundTargets(type: ResourceType): ReadonlySet<string> {
  const places = factsOf(type).samePatient.map((element) => ({ within: type, element }));
  return new Set(
    places.flatMap((place) =>
      [...(targetTypesAt(place) ?? [])].filter((target) => targetsSamePatient(place, target)),
    ),
  );
}

/** Returns the types of the records that a text names. */
function namedIn(text: string, types: readonly ResourceType[]): readonly ResourceType[] {
  return types.filter((type) => text.includes(`"${type} ${NAMED}"`) || text.includes(`of ${type} ${NAMED}"`));
}

describe.each(sampled(TYPES))('%s', (type) => {
  it('shows the names in all references to a caller who reaches everything', async () => {
    const records = await recordsFor(gateway, type, 'user/*.rs');
    const referred = TYPES.filter((target) => records.includes(`${target}/foreign`));
    expect(namedIn(records, TYPES)).toEqual(referred);
  });

  it.each<[who: string, scopes: string, through: () => Gateway, seen: (target: ResourceType) => boolean]>([
    [
      'a patient',
      'patient/*.rs',
      () => gateway,
      (target) => target === 'Encounter' && boundTargets(type).has(target),
    ],
    ['a caller with PANEL_ONLY', 'user/*.rs', () => ofPanel, (target) => boundTargets(type).has(target)],
    [
      'a caller with a scope for this type only',
      `user/${type}.rs`,
      () => gateway,
      (target) => target === type,
    ],
    [
      'a caller with a scope for one category',
      `user/*.rs?category=laboratory user/${type}.rs`,
      () => gateway,
      (target) => target === type,
    ],
  ])(
    'shows %s only names of the directory, and of records that FHIR binds to the same patient',
    async (_who, scopes, through, seen) => {
      const records = await recordsFor(through(), type, scopes);
      const referred = OF_DIRECTORY.filter((target) => records.includes(`${target}/foreign`));
      expect(namedIn(records, OF_PATIENTS).filter((target) => !seen(target))).toEqual([]);
      expect(namedIn(records, OF_DIRECTORY)).toEqual(referred);
    },
  );
});

it('shows patients their own name', async () => {
  expect(await recordsFor(gateway, 'Observation', 'patient/Observation.rs')).toContain('Their own name');
  expect(await recordsFor(ofPanel, 'Observation', 'user/*.rs')).toContain('Their own name');
});
