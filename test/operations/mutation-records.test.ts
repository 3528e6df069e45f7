import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, MOOD_SCREENING } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { callsOf, inputFor, memoryStore, newKey, TAKEN_AT, write } from '../support/writing.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway(sandbox, { store: memoryStore() });
});

afterEach(() => {
  sandbox.clearFaults();
  sandbox.reset();
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Returns the resource that the sandbox received with the last create. */
function lastSubmitted(): unknown {
  return sandbox.created.at(-1)?.submitted;
}

describe('createClinicalNote', () => {
  it('sends a note as one plain-text attachment, and returns it as stored', async () => {
    const input = {
      ...inputFor('createClinicalNote', sandbox),
      text: 'S: feels better – <b> 37,2 °C & up\n\tP: same.',
    };
    const { payload, errors } = await write(gateway, 'createClinicalNote', input);
    expect(errors).toBeUndefined();
    expect(payload).toEqual({
      status: 'CREATED',
      id: sandbox.created.at(-1)?.id,
      note: {
        title: 'Progress Notes',
        textStatus: 'FINAL',
        content: { text: matching(/^S: feels better – <b> 37,2 °C & up\s+P: same\.$/) },
      },
    });
    expect(lastSubmitted()).toEqual({
      resourceType: 'DocumentReference',
      status: 'current',
      docStatus: 'final',
      type: {
        coding: [{ system: 'http://loinc.org', code: '11506-3', display: 'Progress note' }],
        text: 'Progress note',
      },
      category: [
        {
          coding: [
            {
              system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
              code: 'clinical-note',
              display: 'Clinical Note',
            },
          ],
        },
      ],
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      content: [
        { attachment: { contentType: 'text/plain', data: Buffer.from(input.text).toString('base64') } },
      ],
      context: { encounter: [{ reference: `Encounter/${String(at(input, 'encounterId'))}` }] },
    });
  });

  it.each([
    'CONSULTATION',
    'DISCHARGE_SUMMARY',
    'HISTORY_AND_PHYSICAL',
    'PROCEDURE',
    'PROGRESS',
    'EMERGENCY_DEPARTMENT',
    'TELEPHONE_ENCOUNTER',
  ])('accepts a note of type %s', async (type) => {
    const input = { ...inputFor('createClinicalNote', sandbox), type, status: 'PRELIMINARY' };
    const { payload } = await write(gateway, 'createClinicalNote', input);
    expect(payload).toMatchObject({ status: 'CREATED', note: { textStatus: 'PRELIMINARY' } });
  });
});

describe('addAllergy and addProblem', () => {
  it('sends an unconfirmed allergy and a provisional problem', async () => {
    await write(gateway, 'addAllergy', {
      ...inputFor('addAllergy', sandbox),
      criticality: 'HIGH',
      onset: '2020',
    });
    expect(lastSubmitted()).toMatchObject({
      clinicalStatus: { coding: [{ code: 'active' }] },
      verificationStatus: { coding: [{ code: 'unconfirmed' }] },
      category: ['medication'],
      criticality: 'high',
      code: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '7980' }] },
      patient: { reference: `Patient/${CAMILA_LOPEZ}` },
      onsetDateTime: '2020',
      reaction: [
        {
          manifestation: [
            { coding: [{ system: 'http://snomed.info/sct', code: '247472004', display: 'Hives' }] },
          ],
          severity: 'moderate',
        },
      ],
    });
    const problem = { system: 'ICD10CM', code: 'E11.9', name: 'Type 2 diabetes mellitus' };
    await write(gateway, 'addProblem', { patientId: CAMILA_LOPEZ, problem });
    expect(lastSubmitted()).toMatchObject({
      verificationStatus: { coding: [{ code: 'provisional' }] },
      category: [{ coding: [{ code: 'problem-list-item' }] }],
      code: {
        coding: [
          { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E11.9', display: 'Type 2 diabetes mellitus' },
        ],
        text: 'Type 2 diabetes mellitus',
      },
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
    });
  });

  it('lists new allergies and problems only after a clinician reconciles them', async () => {
    const allergy = inputFor('addAllergy', sandbox, DERRICK_LIN);
    const problem = inputFor('addProblem', sandbox, DERRICK_LIN);
    const written = [
      await write(gateway, 'addAllergy', allergy),
      await write(gateway, 'addProblem', problem),
    ];
    expect(written.map(({ errors }) => errors)).toEqual([undefined, undefined]);
    const names = [String(at(allergy, 'substance', 'name')), String(at(problem, 'problem', 'name'))];
    const listed = async (): Promise<boolean[]> => {
      const { data } = await gateway.query(
        `{ patient(id: "${DERRICK_LIN}") { allergies(first: 100) { name } problems(first: 100) { name } } }`,
      );
      return names.map((name) => JSON.stringify(data).includes(name));
    };
    expect(await listed()).toEqual([false, false]);
    sandbox.reconcile();
    expect(await listed()).toEqual([true, true]);
  });
});

describe('createPatient', () => {
  it('creates a patient whom searches find from then on', async () => {
    const input = inputFor('createPatient', sandbox);
    const { payload } = await write(gateway, 'createPatient', input);
    const family = String(at(input, 'name', 'family'));
    expect(payload).toEqual({
      outcome: 'CREATED',
      id: matching(/./),
      patient: { fullName: `Nora ${family}`, birthDate: '1990-02-28', gender: 'FEMALE' },
    });
    const { data } = await gateway.query(
      `{ patients(filter: { family: "${family}", given: "Nora", birthDate: "1990-02-28" }) { id } }`,
    );
    expect(data['patients']).toEqual([{ id: at(payload, 'id') }]);
  });

  it('returns an existing patient as MATCHED', async () => {
    const input = inputFor('createPatient', sandbox);
    const [created, matched] = [
      await write(gateway, 'createPatient', input),
      await write(gateway, 'createPatient', input),
    ];
    expect(matched.payload).toMatchObject({ outcome: 'MATCHED', id: at(created.payload, 'id') });
  });

  it('accepts identifiers of a new patient, and does not return the social security number', async () => {
    const identifiers = [{ system: '2.16.840.1.113883.4.1', value: '900-12-3456' }];
    const input = { ...inputFor('createPatient', sandbox), identifiers };
    const { payload, errors } = await write(gateway, 'createPatient', input);
    expect([errors, at(payload, 'outcome')]).toEqual([undefined, 'CREATED']);
    expect(lastSubmitted()).toMatchObject({
      identifier: [{ use: 'official', system: 'urn:oid:2.16.840.1.113883.4.1', value: '900-12-3456' }],
    });
    const { data } = await gateway.query(`{ patient(id: "${String(at(payload, 'id'))}") { resource } }`);
    expect(JSON.stringify(data)).not.toContain('3456');
  });
});

describe('answerQuestionnaire', () => {
  it('sends the answers as the form arranges them, after reading the encounter and the form', async () => {
    const input = inputFor('answerQuestionnaire', sandbox);
    const { payload, errors } = await write(gateway, 'answerQuestionnaire', input);
    expect(errors).toBeUndefined();
    expect(at(payload, 'status')).toBe('CREATED');
    expect(at(payload, 'response', 'allItems')).toMatchObject([
      { linkId: '1', answers: [] },
      { linkId: '1.1', answers: [{ valueText: 'Not at all' }] },
      { linkId: '1.2', answers: [{ valueText: 'Several days' }] },
      { linkId: '3', answers: [{ valueText: 'Yes' }] },
      { linkId: '3.1' },
    ]);
    expect(callsOf(sandbox)).toEqual([
      `GET /Encounter/${String(at(input, 'encounterId'))}`,
      `GET /Questionnaire/${MOOD_SCREENING.id}`,
      'POST /QuestionnaireResponse',
    ]);
    const coding = { system: 'http://loinc.org', code: 'LA6568-5', display: 'Not at all' };
    expect(lastSubmitted()).toMatchObject({
      resourceType: 'QuestionnaireResponse',
      questionnaire: `${sandbox.baseUrl}/Questionnaire/${MOOD_SCREENING.id}`,
      status: 'completed',
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      authored: TAKEN_AT,
      item: [
        {
          linkId: '1',
          item: [
            { linkId: '1.1', text: 'I had little interest in what I do', answer: [{ valueCoding: coding }] },
            { linkId: '1.2' },
          ],
        },
        { linkId: '3', answer: [{ valueBoolean: true, item: [{ linkId: '3.1' }] }] },
      ],
    });
    expect(at(lastSubmitted(), 'source')).toBeUndefined();
  });

  it('writes nothing if the answers do not fit the form, and accepts the key for answers that do', async () => {
    const input = inputFor('answerQuestionnaire', sandbox);
    const key = newKey();
    const answers = [{ linkId: '1.1', values: ['never'] }];
    const refused = await write(gateway, 'answerQuestionnaire', { ...input, answers }, key);
    expect(refused.errors?.map(({ extensions }) => [extensions.code, extensions.problems])).toEqual([
      ['BAD_USER_INPUT', [{ path: 'input.answers.0.values', message: matching(/question "1\.1"/) }]],
    ]);
    expect(sandbox.created).toEqual([]);
    expect((await write(gateway, 'answerQuestionnaire', input, key)).errors).toBeUndefined();
  });

  it('writes nothing if the CapabilityStatement does not offer to create answers', async () => {
    const statement = {
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      rest: [
        { mode: 'server', resource: [{ type: 'QuestionnaireResponse', interaction: [{ code: 'read' }] }] },
      ],
    };
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'json', body: statement, times: 9 });
    const without = await startGateway(sandbox, { store: memoryStore() });
    const input = inputFor('answerQuestionnaire', sandbox);
    const { errors } = await write(without, 'answerQuestionnaire', input);
    expect(errors?.map(({ extensions, message }) => [extensions.code, message])).toEqual([
      ['FORBIDDEN', matching(/does not offer to create QuestionnaireResponse/)],
    ]);
    expect(callsOf(sandbox)).toEqual([]);
    await without.close();
  });
});
