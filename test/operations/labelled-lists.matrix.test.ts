import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Confidentiality } from '../../src/access/security-labels.ts';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';

/** The labels that hide a record from patients, by the highest confidentiality that patients may see. */
const HIDDEN: readonly (readonly [highest: Confidentiality, hidden: readonly string[]])[] = [
  ['N', ['NOPAT', 'R', 'V']],
  ['R', ['NOPAT', 'V']],
  ['V', ['NOPAT']],
];
const ROWS = HIDDEN.flatMap(([highest, hidden]) =>
  Object.keys(PATIENT_LISTS).map((list) => [list, highest, hidden] as const),
);

let sandbox: Sandbox;
let provider: IdentityProvider;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  provider = await startIdentityProvider();
});

afterAll(async () => {
  await provider.close();
  await sandbox.close();
});

interface LabeledRecord {
  readonly id: unknown;
  /** As JSON. */
  readonly labels: string;
}

/** Returns all records of a list of a patient, page by page, with their labels. */
async function listFor(
  list: string,
  scopes: string,
  patient: string,
  through: Gateway,
): Promise<LabeledRecord[]> {
  const found: LabeledRecord[] = [];
  const authorization = await provider.bearer(scopes, { patient });
  const document = `query ($after: String) {
    found: patient(id: "${patient}") {
      page: ${list}Connection(first: 100, after: $after) {
        nodes { id securityLabels { code } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;
  for (let after: unknown = null; ;) {
    const { data, errors } = await through.query(document, { after }, { authorization });
    expect(errors).toBeUndefined();
    const page = at(data, 'found', 'page');
    const nodes = at(page, 'nodes');
    if (!Array.isArray(nodes)) throw new Error(`${list} has no page`);
    const all: readonly unknown[] = nodes;
    for (const node of all)
      found.push({ id: at(node, 'id'), labels: JSON.stringify(at(node, 'securityLabels')) });
    after = at(page, 'pageInfo', 'endCursor');
    if (at(page, 'pageInfo', 'hasNextPage') !== true) return found;
  }
}

describe('a list of a patient', () => {
  it.each(ROWS)(
    'shows in %s the records that staff see, except those hidden from patients who see up to %s',
    async (list, highest, hidden) => {
      const server = { patientSees: highest };
      const gateway = await startGateway(sandbox, { callers: provider.tokenVerification(), server });
      const isHidden = ({ labels }: LabeledRecord) => hidden.some((code) => labels.includes(`"${code}"`));
      for (const { id } of sandbox.patients.slice(0, 7)) {
        const ofStaff = await listFor(list, 'user/*.rs', id, gateway);
        const ofPatient = await listFor(list, 'patient/*.rs', id, gateway);
        expect(ofPatient).toEqual(ofStaff.filter((listed) => !isHidden(listed)));
      }
      await gateway.close();
    },
  );

  it('covers records of each label with the sandbox', () => {
    const types = new Set(Object.values(PATIENT_LISTS).map(({ type }) => type));
    const charts = sandbox.patients
      .slice(0, 7)
      .flatMap(({ id }) => [...types].flatMap((type) => sandbox.chart(id, type)));
    const labels = JSON.stringify(charts.map((record) => [record.meta, at(record, 'securityLabel')]));
    for (const code of ['NOPAT', 'R', 'V', 'N']) expect(labels).toContain(`"code":"${code}"`);
  });
});
