/** Searches the references of visible records for the names of hidden ones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targetsSamePatient } from '../../src/fhir/reference-elements.ts';
import { targetTypesAt } from '../../src/fhir/reference-targets.ts';
import { isAboutPatients } from '../../src/fhir/resource-kinds.ts';
import { factsOf, isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import { allFieldsOf } from '../support/all-fields.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { DISPLAY_SUFFIX, OWN } from '../support/cross-reference-records.ts';
import { type CrossReferenceServer, startCrossReferenceServer } from '../support/cross-reference-server.ts';

const TYPES = Object.keys(RESOURCES)
  .filter((type) => isResourceType(type))
  .filter((type) => RESOURCES[type].inGraph);
const RECORD_TYPES = TYPES.filter((type) => isAboutPatients(factsOf(type)));
const SHARED_TYPES = TYPES.filter((type) => !RECORD_TYPES.includes(type));

let web: CrossReferenceServer;
let provider: IdentityProvider;
let gateway: Gateway;
/** A gateway with PANEL_ONLY and a panel of one patient. */
let panelGateway: Gateway;

beforeAll(async () => {
  web = await startCrossReferenceServer();
  provider = await startIdentityProvider();
  const callers = provider.tokenVerification();
  gateway = await startGateway(web, { callers });
  panelGateway = await startGateway(web, {
    callers,
    panel: { kind: 'ids', ids: [OWN] },
    server: { isPanelOnly: true },
  });
});

afterAll(async () => {
  await Promise.all([gateway.close(), panelGateway.close(), provider.close(), web.close()]);
});

/** Returns every typed field and the raw form of the patient's records of a type, as JSON. */
async function queryRecords(through: Gateway, type: ResourceType, scopes: string): Promise<string> {
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const authorization = await provider.bearer(scopes, { patient: OWN });
  const answers = await Promise.all(
    web.ownIds(type).map((id) => {
      const document = `{ found: ${field}(id: "${id}") ${allFieldsOf(type)} }`;
      return through.query(document, {}, { authorization });
    }),
  );
  expect(answers.filter(({ data }) => at(data, 'found') === null)).toEqual([]);
  return JSON.stringify(answers.map(({ data }) => data));
}

/** Returns the types whose references from this type FHIR binds to the same patient. The test data violates this: they point to another patient's records. */
function boundTargets(type: ResourceType): ReadonlySet<string> {
  const places = factsOf(type).samePatient.map((element) => ({ within: type, element }));
  return new Set(
    places.flatMap((place) =>
      [...(targetTypesAt(place) ?? [])].filter((target) => targetsSamePatient(place, target)),
    ),
  );
}

/** Returns the types of the records whose names the text contains. */
function typesNamedIn(text: string, types: readonly ResourceType[]): readonly ResourceType[] {
  return types.filter(
    (type) => text.includes(`"${type} ${DISPLAY_SUFFIX}"`) || text.includes(`of ${type} ${DISPLAY_SUFFIX}"`),
  );
}

describe.each(TYPES)('the references of a %s', (type) => {
  it('show all names to a caller who may read everything', async () => {
    const records = await queryRecords(gateway, type, 'user/*.rs');
    const referred = TYPES.filter((target) => records.includes(`${target}/foreign`));
    expect(typesNamedIn(records, TYPES)).toEqual(referred);
  });

  it.each<
    [who: string, scopes: string, through: () => Gateway, isVisible: (target: ResourceType) => boolean]
  >([
    [
      'a patient',
      'patient/*.rs',
      () => gateway,
      (target) => target === 'Encounter' && boundTargets(type).has(target),
    ],
    ['a caller with PANEL_ONLY', 'user/*.rs', () => panelGateway, (target) => boundTargets(type).has(target)],
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
    'show %s only names of shared resources, and of records that FHIR binds to the same patient [T1-I10]',
    async (_who, scopes, through, isVisible) => {
      const records = await queryRecords(through(), type, scopes);
      const referred = SHARED_TYPES.filter((target) => records.includes(`${target}/foreign`));
      expect(typesNamedIn(records, RECORD_TYPES).filter((target) => !isVisible(target))).toEqual([]);
      expect(typesNamedIn(records, SHARED_TYPES)).toEqual(referred);
    },
  );
});

it('a reference shows the name of the patient to that patient [T1-I10]', async () => {
  expect(await queryRecords(gateway, 'Observation', 'patient/Observation.rs')).toContain('Their own name');
  expect(await queryRecords(panelGateway, 'Observation', 'user/*.rs')).toContain('Their own name');
});
