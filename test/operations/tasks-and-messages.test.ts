import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const subject = { reference: 'Patient/p1' };
const task = (id: string, more: object = {}): object => ({
  resourceType: 'Task',
  id,
  status: 'requested',
  intent: 'order',
  for: subject,
  ...more,
});
const message = (id: string, more: object = {}): object => ({
  resourceType: 'Communication',
  id,
  status: 'completed',
  subject,
  ...more,
});

/** Returns the selected fields of the first record of a list. */
async function queryFirst(list: string, selection: string, records: readonly object[]): Promise<unknown> {
  patient = await startHapiPatient(records);
  const { data, errors } = await patient.gateway.query(`{ patient(id: "p1") { ${list} { ${selection} } } }`);
  expect(errors).toBeUndefined();
  return at(data, 'patient', list.replace(/\(.*/, ''), 0);
}

describe('the list of tasks', () => {
  it('sorts tasks by when they were created, and leaves out errors and proposals, with warnings [CS-41]', async () => {
    patient = await startHapiPatient([
      task('old', { authoredOn: '2026-01-01' }),
      task('new', { authoredOn: '2026-05-01', status: 'failed' }),
      task('idea', { authoredOn: '2026-04-01', intent: 'proposal' }),
      task('mistake', { authoredOn: '2026-04-01', status: 'entered-in-error' }),
      task('changed', { lastModified: '2026-03-01T09:00:00Z' }),
    ]);
    const { ids, warnings } = await patient.list('tasks(first: 10)');
    expect(ids).toEqual(['new', 'changed', 'old']);
    expect(warnings.toSorted()).toEqual([
      'ENTERED_IN_ERROR_LEFT_OUT patient.tasks',
      'PROPOSED_LEFT_OUT patient.tasks',
    ]);
  });
});

describe('a task', () => {
  it('shows its status, what it is about, when it is due, and who is responsible', async () => {
    expect(
      await queryFirst(
        'tasks',
        `name status statusCode statusReason { text } businessStatus { text } intent priority due { end }
         focus { display } for { resource { id } } requester { display } owner { display }`,
        [
          task('t', {
            status: 'parked',
            statusReason: { text: 'No answer' },
            businessStatus: { text: 'Called twice' },
            priority: 'asap',
            code: {},
            description: 'Call the patient',
            focus: { display: 'Potassium 6.1' },
            requester: { display: 'Dr. Fox' },
            owner: { display: 'Nurse Owl' },
            restriction: { period: { end: '2026-06-01' } },
          }),
        ],
      ),
    ).toEqual({
      name: 'Call the patient',
      status: 'UNRECOGNIZED',
      statusCode: 'parked',
      statusReason: { text: 'No answer' },
      businessStatus: { text: 'Called twice' },
      intent: 'ORDER',
      priority: 'ASAP',
      due: { end: '2026-06-01' },
      focus: { display: 'Potassium 6.1' },
      for: { resource: { id: 'p1' } },
      requester: { display: 'Dr. Fox' },
      owner: { display: 'Nurse Owl' },
    });
  });

  it('shows each input and output as text, and references as references', async () => {
    expect(
      await queryFirst('tasks', 'inputs { type { text } text reference { reference } } outputs { text }', [
        task('t', {
          input: [
            { type: { text: 'Form' }, valueReference: { reference: 'Questionnaire/q', display: 'PHQ-9' } },
            { type: { text: 'Form' }, valueReference: { reference: 'Questionnaire/q' } },
          ],
          output: [
            { valueDuration: { value: 1.5, unit: 'h' } },
            { valueMoney: { value: 12.5, currency: 'USD' } },
          ],
        }),
      ]),
    ).toEqual({
      inputs: [
        { type: { text: 'Form' }, text: 'PHQ-9', reference: { reference: 'Questionnaire/q' } },
        { type: { text: 'Form' }, text: null, reference: { reference: 'Questionnaire/q' } },
      ],
      outputs: [{ text: '1.5 h' }, { text: '12.5 USD' }],
    });
  });
});

describe('the list of messages', () => {
  it('sorts messages by when they were sent, and leaves out those that were not sent, with a warning [CS-41]', async () => {
    patient = await startHapiPatient([
      message('old', { sent: '2026-01-01T09:00:00Z' }),
      message('new', { sent: '2026-05-01T09:00:00Z' }),
      message('unsent', { status: 'not-done' }),
    ]);
    const { ids, warnings } = await patient.list('communications(first: 10)');
    expect(ids).toEqual(['new', 'old']);
    expect(warnings).toEqual(['NOT_DONE_LEFT_OUT patient.communications']);
  });
});

describe('a message', () => {
  it('shows why it was not sent', async () => {
    expect(
      await queryFirst('communications(include: [NOT_DONE])', 'name status statusReason { text } sent', [
        message('m', {
          status: 'not-done',
          statusReason: { text: 'Wrong number' },
          category: [{ text: 'Reminder' }],
        }),
      ]),
    ).toEqual({ name: 'Reminder', status: 'NOT_DONE', statusReason: { text: 'Wrong number' }, sent: null });
  });

  it('shows its texts, attachments and references, and whom it is from and to', async () => {
    expect(
      await queryFirst(
        'communications',
        `sender { display } recipients { display } about { display }
         payloads { text attachment { title text } reference { display } }`,
        [
          message('m', {
            sender: { display: 'Clinic' },
            recipient: [{ display: 'Ann' }],
            about: [{ display: 'Referral' }],
            payload: [
              { contentString: 'Please call us.' },
              {
                contentAttachment: {
                  contentType: 'text/plain',
                  title: 'Map',
                  data: Buffer.from('Turn left.').toString('base64'),
                },
              },
              { contentReference: { display: 'Leaflet' } },
            ],
          }),
        ],
      ),
    ).toEqual({
      sender: { display: 'Clinic' },
      recipients: [{ display: 'Ann' }],
      about: [{ display: 'Referral' }],
      payloads: [
        { text: 'Please call us.', attachment: null, reference: null },
        { text: null, attachment: { title: 'Map', text: 'Turn left.' }, reference: null },
        { text: null, attachment: null, reference: { display: 'Leaflet' } },
      ],
    });
  });
});
