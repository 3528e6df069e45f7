import { afterEach, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { LIST_MODIFIERS, modified, PATIENT, record } from '../support/modified-records.ts';
import { type RecordOfServer, startRecordServer } from '../support/record-server.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function gatewayFor(...records: readonly RecordOfServer[]): Promise<Gateway> {
  const server = await startRecordServer([record('Patient', PATIENT), ...records]);
  const gateway = await startGateway(server);
  opened.push(server, gateway);
  return gateway;
}

/** The ids that a list shows, by its field, and the warnings of what it leaves out. */
async function shownBy(gateway: Gateway, selections: string) {
  const { data, errors, extensions } = await gateway.query(`{ patient(id: "${PATIENT}") { ${selections} } }`);
  expect(errors).toBeUndefined();
  const warnings = extensions?.fhir.warnings.filter(({ code }) => code.endsWith('_LEFT_OUT')) ?? [];
  return { patient: at(data, 'patient'), warnings };
}

/** A message with these words. */
function saying(words: string): unknown {
  return expect.stringContaining(words);
}

describe('each list', () => {
  it.each(LIST_MODIFIERS)(
    '$list leaves out $modifier.codes by $modifier.element, with a warning, unless asked',
    async ({ list, modifier }) => {
      const { type } = PATIENT_LISTS[list];
      const { reason } = modifier;
      const gateway = await gatewayFor(
        record(type, 'plain'),
        modified(type, 'one', modifier),
        modified(type, 'two', modifier),
      );
      const { patient, warnings } = await shownBy(
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
          message: saying('leaves out 2 records'),
          path: ['patient', field],
        })),
      );
    },
  );
});

describe('a list', () => {
  it('counts each reason in a warning of its own', async () => {
    const gateway = await gatewayFor(
      record('Condition', 'plain', { verificationStatus: { coding: [{ code: 'confirmed' }] } }),
      record('Condition', 'wrong', { verificationStatus: { text: 'Entered in error' } }),
      record('Condition', 'ruled-out', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
    );
    const { patient, warnings } = await shownBy(gateway, 'conditions(include: [REFUTED]) { id }');
    expect(at(patient, 'conditions')).toEqual(expect.arrayContaining([{ id: 'plain' }, { id: 'ruled-out' }]));
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['ENTERED_IN_ERROR_LEFT_OUT', saying('leaves out 1 record that was entered in error')],
    ]);
  });

  it('shows what its status argument names', async () => {
    const gateway = await gatewayFor(
      record('Encounter', 'e', { status: 'entered-in-error' }),
      record('Encounter', 'f', { status: 'finished' }),
    );
    const { patient, warnings } = await shownBy(gateway, 'encounters(status: [ENTERED_IN_ERROR]) { id }');
    expect(at(patient, 'encounters')).toEqual([{ id: 'e' }]);
    expect(warnings).toEqual([]);
  });

  it('counts only what its other arguments select', async () => {
    const error = { status: 'entered-in-error' };
    const gateway = await gatewayFor(
      record('Procedure', 'old', { ...error, performedDateTime: '1999-01-01' }),
      record('Procedure', 'new', { ...error, performedDateTime: '2024-01-01' }),
    );
    const { patient, warnings } = await shownBy(gateway, 'procedures(since: "2020-01-01") { id }');
    expect(at(patient, 'procedures')).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([saying('leaves out 1 record ')]);
  });

  it('does not count what the caller may not see, since nobody may learn that it is there', async () => {
    const foreign = record('Goal', 'g', {
      lifecycleStatus: 'entered-in-error',
      subject: { reference: 'Patient/other' },
      description: { text: `about Patient/${PATIENT}` },
    });
    const gateway = await gatewayFor({
      ...foreign,
      note: [{ authorReference: { reference: `Patient/${PATIENT}` } }],
    });
    const { warnings } = await shownBy(gateway, 'goals { id }');
    expect(warnings).toEqual([]);
  });
});

describe('a list of medications', () => {
  const INTENTS = ['plan', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'];

  it('keeps plans and every kind of order, with intent and reported', async () => {
    const gateway = await gatewayFor(
      ...INTENTS.map((intent) =>
        record('MedicationRequest', intent, { status: 'active', intent, reportedBoolean: intent === 'plan' }),
      ),
      record('MedicationRequest', 'p', { status: 'active', intent: 'proposal' }),
    );
    const { patient } = await shownBy(gateway, 'medications { id intent reported }');
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

  it('shows those on hold and of unknown status with the active ones, marked', async () => {
    const statuses = ['active', 'on-hold', 'unknown', 'paused', 'stopped', 'completed', 'cancelled', 'draft'];
    const gateway = await gatewayFor(
      ...statuses.map((status) => record('MedicationRequest', status, { status })),
      record('MedicationRequest', 'none'),
    );
    const { patient } = await shownBy(
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

describe('a list of vaccinations', () => {
  it('shows those that were given, and with an argument why others were not', async () => {
    const gateway = await gatewayFor(
      record('Immunization', 'given', { status: 'completed' }),
      record('Immunization', 'refused', { status: 'not-done', statusReason: { text: 'Patient declined' } }),
    );
    const { patient, warnings } = await shownBy(
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
  it('shows plans of any intent', async () => {
    const intents = ['proposal', 'plan', 'order', 'option'];
    const gateway = await gatewayFor(...intents.map((intent) => record('CarePlan', intent, { intent })));
    const { patient } = await shownBy(gateway, 'carePlans { id }');
    expect(at(patient, 'carePlans')).toEqual(expect.arrayContaining(intents.map((id) => ({ id }))));
  });
});
