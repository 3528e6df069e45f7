import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import type { DocumentReference, Stored } from '../../src/fhir/types.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';
import { FOREIGN, OWN } from '../support/cross-reference-records.ts';
import { startCrossReferenceServer } from '../support/cross-reference-server.ts';

const NOPAT = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' };

let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  provider = await startIdentityProvider();
  gateway = await startGateway(sandbox, { callers: provider.tokenVerification() });
});

afterAll(async () => {
  await gateway.close();
  await provider.close();
  await sandbox.close();
});

/** Returns the element by which a Binary names the resource that protects it. */
function protectedBy(reference: string): object {
  return { securityContext: { reference } };
}

/** Returns the data for a caller with these scopes; the patient is the launch patient of `patient/` scopes. */
async function dataFor(
  scopes: string,
  document: string,
  through = gateway,
  patient = CAMILA_LOPEZ,
): Promise<unknown> {
  const authorization = await provider.bearer(scopes, { patient });
  const { data, errors } = await through.query(document, {}, { authorization });
  expect(errors).toBeUndefined();
  return data;
}

function isNotForPatients({ securityLabel = [] }: DocumentReference): boolean {
  return securityLabel.some(({ coding = [] }) => coding.some(({ code }) => code === 'NOPAT'));
}

/** Returns Camila's notes with the label NOPAT. */
function withheldNotes(): Stored<DocumentReference>[] {
  return sandbox.chart(CAMILA_LOPEZ, 'DocumentReference').filter(isNotForPatients);
}

describe('a note with the label NOPAT [T1-I8]', () => {
  const paths: readonly (readonly [way: string, document: (id: string) => string])[] = [
    [
      'by its id',
      (id) => `{ found: documentReference(id: "${id}") { id title resource content { text data } } }`,
    ],
    [
      'as an entity',
      (id) =>
        `{ found: _entities(representations: [{ __typename: "DocumentReference", id: "${id}" }]) { ... on DocumentReference { id title resource content { text data } } } }`,
    ],
    [
      'in the list of documents',
      () =>
        `{ found: patient(id: "${CAMILA_LOPEZ}") { documents(first: 100) { id title resource content { text data } } } }`,
    ],
    [
      'in the list of notes, page by page',
      () =>
        `{ found: patient(id: "${CAMILA_LOPEZ}") { clinicalNotesConnection(first: 100) { nodes { id title resource content { text data } } edges { node { id } } } } }`,
    ],
  ];

  it.each(paths)(
    'shows a NOPAT note to staff and not to the patient %s, including its content',
    async (_way, document) => {
      const notes = withheldNotes();
      expect(notes.length).toBeGreaterThan(0);
      for (const { id, content } of notes) {
        const seen = JSON.stringify(await dataFor('user/*.rs', document(id)));
        expect(seen).toContain(id);
        const shown = JSON.stringify(await dataFor('patient/*.rs', document(id)));
        expect(shown).not.toContain(id);
        for (const { attachment } of content) expect(shown).not.toContain(attachment.url);
      }
    },
  );

  it('sends the same requests and warnings for a NOPAT note as for an unknown id', async () => {
    const [note = { id: '' }] = withheldNotes();
    const answers = await Promise.all(
      [note.id, 'eNotThere'].map(async (id) => {
        const authorization = await provider.bearer('patient/*.rs', { patient: CAMILA_LOPEZ });
        return gateway.query(`{ found: documentReference(id: "${id}") { id } }`, {}, { authorization });
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('shows a NOPAT note to a patient whose token has a user/ scope for its type', async () => {
    const [note = { id: '' }] = withheldNotes();
    const document = `{ found: documentReference(id: "${note.id}") { id securityLabels { code } } }`;
    const found = { id: note.id, securityLabels: [{ code: 'NOPAT' }] };
    expect(await dataFor('patient/*.rs user/DocumentReference.rs', document)).toEqual({ found });
    expect(await dataFor('patient/*.rs user/Observation.rs', document)).toEqual({ found: null });
  });
});

describe('a labeled record of every type [T1-I8]', () => {
  const TYPES = Object.keys(RESOURCES)
    .filter((type): type is ResourceType => isResourceType(type))
    .filter((type) => RESOURCES[type].inGraph);

  it('shows staff the labels of a record, and hides a labeled record from patients', async () => {
    const web = await startCrossReferenceServer('labelled');
    const through = await startGateway(web, { callers: provider.tokenVerification() });
    for (const type of TYPES) {
      const id = type === 'Patient' ? FOREIGN : `${FOREIGN}-${type}-0`;
      const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
      const document = `{ found: ${field}(id: "${id}") { securityLabels { system code display } } }`;
      const [ofStaff, ofPatient] = await Promise.all(
        ['user/*.rs', 'patient/*.rs'].map(async (scopes) => {
          const authorization = await provider.bearer(scopes, { patient: OWN });
          return through.query(document, {}, { authorization });
        }),
      );
      const [label] = [at(ofStaff?.data, 'found', 'securityLabels', 0)];
      expect({ type, code: typeof at(label, 'code'), system: typeof at(label, 'system') }).toEqual({
        type,
        code: 'string',
        system: 'string',
      });
      expect({ type, found: ofPatient?.data }).toEqual({ type, found: { found: null } });
    }
    await through.close();
    await web.close();
  });
});

describe('the content of a document', () => {
  const NOTE_TEXT = 'Text of the note';
  const own = { subject: { reference: `Patient/${CAMILA_LOPEZ}` } };
  const binary = (id: string, more: object) => ({
    resourceType: 'Binary',
    id,
    contentType: 'text/plain',
    data: Buffer.from(NOTE_TEXT).toString('base64'),
    ...more,
  });
  const document = (id: string, more: object = {}) => ({
    resourceType: 'DocumentReference',
    id: `of-${id}`,
    status: 'current',
    ...own,
    content: [{ attachment: { contentType: 'text/plain', url: `Binary/${id}` } }],
    ...more,
  });
  const report = (id: string) => ({
    resourceType: 'DiagnosticReport',
    id: `report-${id}`,
    ...own,
    presentedForm: [{ contentType: 'text/plain', url: `Binary/${id}` }],
  });
  /** The Binaries by id. A document and a report reference each of them. */
  const BINARIES: Readonly<Record<string, object>> = {
    plain: {},
    labelled: { meta: { security: [NOPAT] } },
    'of-own-patient': protectedBy(`Patient/${CAMILA_LOPEZ}`),
    'of-other-patient': protectedBy('Patient/other'),
    'of-itself': protectedBy('DocumentReference/of-of-itself'),
    'of-withheld': protectedBy('DocumentReference/withheld'),
    'of-own-visit': protectedBy('Encounter/own'),
    'of-other-visit': protectedBy('Encounter/other'),
    'of-unknown': protectedBy('Encounter/nowhere'),
    'of-somebody': { securityContext: { display: 'Somebody' } },
  };
  const SEEN: ReadonlySet<string> = new Set(['plain', 'of-own-patient', 'of-itself', 'of-own-visit']);

  let server: RecordServer;
  let through: Gateway;

  beforeAll(async () => {
    server = await startRecordServer([
      ...Object.entries(BINARIES).map(([id, more]) => binary(id, more)),
      ...Object.keys(BINARIES).map((id) => document(id)),
      ...Object.keys(BINARIES).map((id) => report(id)),
      document('plain', { id: 'withheld', securityLabel: [{ coding: [NOPAT] }] }),
      { resourceType: 'Encounter', id: 'own', ...own },
      { resourceType: 'Encounter', id: 'other', subject: { reference: 'Patient/other' } },
    ]);
    through = await startGateway(server, { callers: provider.tokenVerification() });
  });

  afterAll(async () => {
    await through.close();
    await server.close();
  });

  it.each(Object.keys(BINARIES))(
    'shows content to staff, and to the patient unless a label or a security context hides it: %s',
    async (id) => {
      const query = `{ note: documentReference(id: "of-${id}") { content { text html data } } report: diagnosticReport(id: "report-${id}") { documents { text } } }`;
      const isShown = SEEN.has(id);
      expect(at(await dataFor('user/*.rs', query, through), 'note', 'content', 'text')).toBe(NOTE_TEXT);
      const shown = await dataFor('patient/*.rs', query, through);
      expect(at(shown, 'note', 'content', 'text')).toBe(isShown ? NOTE_TEXT : null);
      expect(at(shown, 'note', 'content', 'data') === null).toBe(!isShown);
      expect(at(shown, 'report', 'documents', 0, 'text')).toBe(isShown ? NOTE_TEXT : null);
    },
  );

  it('checks access for each document that shares the content, in any order of selection [T1-I9]', async () => {
    const fields = [
      'note: documentReference(id: "of-labelled") { content { text } }',
      'report: diagnosticReport(id: "report-labelled") { documents { text } }',
    ];
    for (const selected of [fields, fields.toReversed()]) {
      const shown = await dataFor(
        'patient/*.rs user/DocumentReference.rs',
        `{ ${selected.join(' ')} }`,
        through,
      );
      expect(at(shown, 'note', 'content', 'text')).toBe(NOTE_TEXT);
      expect(at(shown, 'report', 'documents', 0, 'text')).toBeNull();
    }
  });

  it('hides content from the patient if the operation has read another document with a label [T1-I9]', async () => {
    const query =
      '{ withheld: documentReference(id: "withheld") { id } report: diagnosticReport(id: "report-plain") { documents { text data } } }';
    expect(at(await dataFor('user/*.rs', query, through), 'report', 'documents', 0, 'text')).toBe(NOTE_TEXT);
    expect(await dataFor('patient/*.rs', query, through)).toEqual({
      withheld: null,
      report: { documents: [{ text: null, data: null }] },
    });
  });

  it('sends no further request for content without a security context', async () => {
    server.requests.splice(0);
    await dataFor(
      'patient/*.rs',
      '{ note: documentReference(id: "of-plain") { content { text } } }',
      through,
    );
    expect(server.requests).toEqual(['DocumentReference/of-plain', 'Binary/plain']);
  });
});
