import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, observation, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const subject = { reference: 'Patient/p1' };
const ISSUED = '2026-03-04T05:06:07Z';

/** Two records with a Period that has only an end. */
const ended = (resourceType: string, element: string, more: object = {}): object[] => {
  const record = (end: string): object =>
    Object.assign(
      { resourceType, id: `${element}-${end}`, subject, patient: subject, [element]: { end } },
      more,
    );
  return ['2026-01-05', '2026-02-05'].map(record);
};

describe('the date of a record without its preferred date element', () => {
  it.each([
    ['labResults', 'effective', observation('x', { issued: ISSUED }), ISSUED, 'issued'],
    [
      'labResults',
      'effective',
      observation('x', { effectivePeriod: { end: '2026-01' } }),
      '2026-01',
      'effectivePeriod',
    ],
    [
      'diagnosticReports',
      'effective',
      { resourceType: 'DiagnosticReport', id: 'x', status: 'final', subject, issued: ISSUED },
      ISSUED,
      'issued',
    ],
    [
      'documents',
      'date',
      {
        resourceType: 'DocumentReference',
        id: 'x',
        status: 'current',
        subject,
        content: [],
        context: { period: { start: '2025-12-24' } },
      },
      '2025-12-24',
      'context.period',
    ],
    [
      'immunizations',
      'occurrence',
      { resourceType: 'Immunization', id: 'x', status: 'completed', patient: subject, recorded: '2024-02' },
      '2024-02',
      'recorded',
    ],
  ])(
    'falls back to another date in %s, and names the element that %s came from [CS-15]',
    async (list, field, record, date, element) => {
      patient = await startHapiPatient([record]);
      const { data } = await patient.gateway.query(
        `{ patient(id: "p1") { ${list} { date: ${field} dateElement } } }`,
      );
      expect(at(data, 'patient', list)).toEqual([{ date, dateElement: element }]);
    },
  );

  it('is the end of a Period without a start, for the field, the order, since and until', async () => {
    patient = await startHapiPatient([
      ...ended('Procedure', 'performedPeriod'),
      ...ended('MedicationAdministration', 'effectivePeriod'),
      ...ended('DeviceUseStatement', 'timingPeriod'),
      ...ended('DeviceRequest', 'occurrencePeriod', { authoredOn: ' ' }),
      ...ended('ServiceRequest', 'occurrencePeriod'),
      ...ended('AllergyIntolerance', 'onsetPeriod'),
      ...ended('Condition', 'abatementPeriod'),
    ]);
    const fields = [
      'procedures performed',
      'medicationAdministrations effective',
      'deviceUses timing',
      'deviceRequests occurrence',
      'serviceRequests occurrence',
      'allergies onset',
      'conditions abatement',
    ].map((one) => one.split(' '));
    const { data, errors } = await patient.gateway.query(
      `{ patient(id: "p1") { ${fields
        .map(
          ([list = '', field = '']) => `${list} { date: ${field} }
            ${list}Since: ${list}(since: "2026-02") { date: ${field} }
            ${list}Until: ${list}(until: "2026-01", sort: OLDEST) { date: ${field} }`,
        )
        .join('\n')} } }`,
    );
    expect(errors).toBeUndefined();
    const [earlier, later] = [{ date: '2026-01-05' }, { date: '2026-02-05' }];
    expect(at(data, 'patient')).toEqual(
      Object.fromEntries(
        fields.flatMap(([list]) => [
          [list, [later, earlier]],
          [`${list}Since`, [later]],
          // What ended later can have begun before.
          [`${list}Until`, [earlier, later]],
        ]),
      ),
    );
  });

  it('ignores a Period without any date, in favor of the next element', async () => {
    patient = await startHapiPatient([observation('x', { effectivePeriod: {}, issued: ISSUED })]);
    const { data } = await patient.gateway.query('{ patient(id: "p1") { labResults { effective } } }');
    expect(at(data, 'patient', 'labResults')).toEqual([{ effective: ISSUED }]);
  });

  it('returns null for the date and dateElement of a record without a date', async () => {
    patient = await startHapiPatient([observation('x', {})]);
    const { data } = await patient.gateway.query(
      '{ patient(id: "p1") { labResults { effective dateElement } } }',
    );
    expect(at(data, 'patient', 'labResults')).toEqual([{ effective: null, dateElement: null }]);
  });
});
