/** Queries the comments on records of every type with comments: text, author and time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';
import { ENTITIES, OBJECT_TYPES } from '../support/schema-files.ts';

const NOTE = [
  { text: 'Seen by phone', authorString: 'Nurse Öztürk', time: '2026-03-01T08:00:00+01:00' },
  { authorString: 'Nobody', time: '2026-03-02' },
  {
    text: ' Dose halved ',
    authorReference: { reference: 'Practitioner/x', display: 'Dr Mbeki' },
    time: '2026-03-03',
  },
  { text: 'Unsigned' },
  null,
];
const EXPECTED = [
  {
    text: 'Seen by phone',
    author: { reference: null, display: 'Nurse Öztürk' },
    time: '2026-03-01T08:00:00+01:00',
  },
  { text: 'Dose halved', author: { reference: 'Practitioner/x', display: 'Dr Mbeki' }, time: '2026-03-03' },
  { text: 'Unsigned', author: null, time: null },
];

const TYPES = [...ENTITIES].filter((type) =>
  OBJECT_TYPES.get(type)?.fields?.some(({ name }) => name.value === 'annotations'),
);

/** A resource names its patient in `subject` or `patient`. */
const PATIENT = { reference: 'Patient/a' };

let server: RecordServer;
let gateway: Gateway;

beforeAll(async () => {
  const records = TYPES.map((type) => ({
    resourceType: type,
    id: `${type}-1`,
    subject: PATIENT,
    patient: PATIENT,
    note: NOTE,
    ...(type === 'AllergyIntolerance' && { reaction: [{ note: NOTE }] }),
    ...(type === 'FamilyMemberHistory' && { condition: [{ code: { text: 'Gout' }, note: NOTE }] }),
    ...(type === 'CarePlan' && { activity: [{ progress: NOTE }] }),
  }));
  server = await startRecordServer([{ resourceType: 'Patient', id: 'a' }, ...records]);
  gateway = await startGateway(server);
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

function lookupFieldOf(type: string): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

const ANNOTATION = '{ text author { reference display } time }';

describe('annotations', () => {
  it('offers annotations on every type that has notes', () => {
    const withNotes = [...OBJECT_TYPES].filter(([, { fields }]) =>
      fields?.some(({ name }) => name.value === 'notes'),
    );
    const withAnnotations = [...OBJECT_TYPES].filter(([, { fields }]) =>
      fields?.some(({ name }) => name.value === 'annotations'),
    );
    expect(withAnnotations.length).toBeGreaterThan(10);
    expect(withAnnotations.map(([type]) => type)).toEqual(withNotes.map(([type]) => type));
  });

  it.each(TYPES)(
    'returns the author and time of each comment on a %s, and its text also in `notes` [CS-104]',
    async (type) => {
      const { data, errors } = await gateway.query(
        `{ record: ${lookupFieldOf(type)}(id: "${type}-1") { notes annotations ${ANNOTATION} } }`,
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({ record: { notes: EXPECTED.map(({ text }) => text), annotations: EXPECTED } });
    },
  );

  it.each([
    [
      'allergyIntolerance',
      'AllergyIntolerance',
      `reactions { annotations ${ANNOTATION} }`,
      'reactions.0.annotations',
    ],
    [
      'familyMemberHistory',
      'FamilyMemberHistory',
      `conditions { annotations ${ANNOTATION} }`,
      'conditions.0.annotations',
    ],
    [
      'carePlan',
      'CarePlan',
      `activities { progressAnnotations ${ANNOTATION} }`,
      'activities.0.progressAnnotations',
    ],
  ])('returns the annotations on the parts of a record: %s', async (lookup, type, selection, path) => {
    const { data, errors } = await gateway.query(`{ record: ${lookup}(id: "${type}-1") { ${selection} } }`);
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty(`record.${path}`, EXPECTED);
  });
});
