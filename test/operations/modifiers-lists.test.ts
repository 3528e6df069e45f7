import { afterEach, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { LIST_MODIFIERS, createModifiedRecord, PATIENT, createRecord } from '../support/modified-records.ts';
import { type RecordOfServer, startRecordServer } from '../support/record-server.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function startGatewayWith(...records: readonly RecordOfServer[]): Promise<Gateway> {
  const server = await startRecordServer([createRecord('Patient', PATIENT), ...records]);
  const gateway = await startGateway(server);
  opened.push(server, gateway);
  return gateway;
}

/** Returns the selected lists of the patient, and the warnings about records they leave out. */
async function queryLists(gateway: Gateway, selections: string) {
  const { data, errors, extensions } = await gateway.query(`{ patient(id: "${PATIENT}") { ${selections} } }`);
  expect(errors).toBeUndefined();
  const warnings = extensions?.fhir.warnings.filter(({ code }) => code.endsWith('_LEFT_OUT')) ?? [];
  return { patient: at(data, 'patient'), warnings };
}

/** Matches a message that contains the text. */
function messageWith(text: string): unknown {
  return expect.stringContaining(text);
}

describe('each list of a patient', () => {
  it.each(LIST_MODIFIERS)(
    'leaves out $modifier.codes by $modifier.element with a warning, unless `include` selects them: $list [CS-21, CS-24, CS-42]',
    async ({ list, modifier }) => {
      const { type } = PATIENT_LISTS[list];
      const { reason } = modifier;
      const gateway = await startGatewayWith(
        createRecord(type, 'plain'),
        createModifiedRecord(type, 'one', modifier),
        createModifiedRecord(type, 'two', modifier),
      );
      const { patient, warnings } = await queryLists(
        gateway,
        `bare: ${list}(first: 10) { id } pages: ${list}Connection(first: 10) { nodes { id } }
       all: ${list}(first: 10, include: [${reason}]) { id isEnteredInError }`,
      );
      expect(at(patient, 'bare')).toEqual([{ id: 'plain' }]);
      expect(at(patient, 'pages', 'nodes')).toEqual([{ id: 'plain' }]);
      const isEnteredInError = reason === 'ENTERED_IN_ERROR';
      expect(at(patient, 'all')).toEqual(
        expect.arrayContaining([
          { id: 'plain', isEnteredInError: false },
          { id: 'one', isEnteredInError },
          { id: 'two', isEnteredInError },
        ]),
      );
      const code = `${reason}_LEFT_OUT`;
      expect(warnings).toEqual(
        ['bare', 'pages'].map((field) => ({
          code,
          resourceType: type,
          message: messageWith('leaves out 2 records'),
          path: ['patient', field],
        })),
      );
    },
  );
});

describe('a list of a patient', () => {
  it('counts each reason for which a list omits records in a separate warning', async () => {
    const gateway = await startGatewayWith(
      createRecord('Condition', 'plain', { verificationStatus: { coding: [{ code: 'confirmed' }] } }),
      createRecord('Condition', 'wrong', { verificationStatus: { text: 'Entered in error' } }),
      createRecord('Condition', 'ruled-out', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
    );
    const { patient, warnings } = await queryLists(gateway, 'conditions(include: [REFUTED]) { id }');
    expect(at(patient, 'conditions')).toEqual(expect.arrayContaining([{ id: 'plain' }, { id: 'ruled-out' }]));
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['ENTERED_IN_ERROR_LEFT_OUT', messageWith('leaves out 1 record that was entered in error')],
    ]);
  });

  it('lists records whose status the status argument names', async () => {
    const gateway = await startGatewayWith(
      createRecord('Encounter', 'e', { status: 'entered-in-error' }),
      createRecord('Encounter', 'f', { status: 'finished' }),
    );
    const { patient, warnings } = await queryLists(gateway, 'encounters(status: [ENTERED_IN_ERROR]) { id }');
    expect(at(patient, 'encounters')).toEqual([{ id: 'e' }]);
    expect(warnings).toEqual([]);
  });

  it('counts only omitted records that match the other arguments of the list', async () => {
    const error = { status: 'entered-in-error' };
    const gateway = await startGatewayWith(
      createRecord('Procedure', 'old', { ...error, performedDateTime: '1999-01-01' }),
      createRecord('Procedure', 'new', { ...error, performedDateTime: '2024-01-01' }),
    );
    const { patient, warnings } = await queryLists(gateway, 'procedures(since: "2020-01-01") { id }');
    expect(at(patient, 'procedures')).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([messageWith('leaves out 1 record ')]);
  });

  it('does not count omitted records that the caller may not see, so that their existence stays hidden', async () => {
    const foreign = createRecord('Goal', 'g', {
      lifecycleStatus: 'entered-in-error',
      subject: { reference: 'Patient/other' },
      description: { text: `about Patient/${PATIENT}` },
    });
    const gateway = await startGatewayWith({
      ...foreign,
      note: [{ authorReference: { reference: `Patient/${PATIENT}` } }],
    });
    const { warnings } = await queryLists(gateway, 'goals { id }');
    expect(warnings).toEqual([]);
  });
});

describe('a list of medications', () => {
  const INTENTS = ['plan', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'];

  it('lists plans and every kind of order as medications, with intent and reported [CS-25]', async () => {
    const gateway = await startGatewayWith(
      ...INTENTS.map((intent) =>
        createRecord('MedicationRequest', intent, {
          status: 'active',
          intent,
          reportedBoolean: intent === 'plan',
        }),
      ),
      createRecord('MedicationRequest', 'p', { status: 'active', intent: 'proposal' }),
    );
    const { patient } = await queryLists(gateway, 'medications { id intent reported }');
    expect(at(patient, 'medications')).toEqual(
      expect.arrayContaining(
        INTENTS.map((id) => ({
          id,
          intent: id.toUpperCase().replace('-', '_'),
          reported: id === 'plan',
        })),
      ),
    );
    expect(at(patient, 'medications', INTENTS.length)).toBeUndefined();
  });

  it('shows medications on hold or of unknown status with the active ones, but not as active [CS-29]', async () => {
    const statuses = ['active', 'on-hold', 'unknown', 'paused', 'stopped', 'completed', 'cancelled', 'draft'];
    const gateway = await startGatewayWith(
      ...statuses.map((status) => createRecord('MedicationRequest', status, { status })),
      createRecord('MedicationRequest', 'none'),
    );
    const { patient } = await queryLists(
      gateway,
      'current: medications(status: [ACTIVE]) { id isActive } held: medications(status: [ON_HOLD]) { id }',
    );
    expect(at(patient, 'current')).toEqual([
      { id: 'active', isActive: true },
      { id: 'none', isActive: null },
      { id: 'on-hold', isActive: null },
      { id: 'paused', isActive: null },
      { id: 'unknown', isActive: null },
    ]);
    expect(at(patient, 'held')).toEqual([{ id: 'on-hold' }]);
  });
});

describe('a list of immunizations', () => {
  it('lists immunizations that were given, and with `include` also the reason why others were not [CS-31]', async () => {
    const gateway = await startGatewayWith(
      createRecord('Immunization', 'given', { status: 'completed' }),
      createRecord('Immunization', 'refused', {
        status: 'not-done',
        statusReason: { text: 'Patient declined' },
      }),
    );
    const { patient, warnings } = await queryLists(
      gateway,
      'given: immunizations { id } all: immunizations(include: [NOT_DONE]) { id statusReason { text } }',
    );
    expect(at(patient, 'given')).toEqual([{ id: 'given' }]);
    expect(at(patient, 'all')).toEqual([
      { id: 'given', statusReason: null },
      { id: 'refused', statusReason: { text: 'Patient declined' } },
    ]);
    expect(warnings).toHaveLength(1);
  });
});

describe('a list of care plans', () => {
  it('lists care plans of any intent [CS-26]', async () => {
    const intents = ['proposal', 'plan', 'order', 'option'];
    const gateway = await startGatewayWith(
      ...intents.map((intent) => createRecord('CarePlan', intent, { intent })),
    );
    const { patient } = await queryLists(gateway, 'carePlans { id }');
    expect(at(patient, 'carePlans')).toEqual(expect.arrayContaining(intents.map((id) => ({ id }))));
  });
});
