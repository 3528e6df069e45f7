/** Queries patient summaries that are incomplete, contradictory or unusual. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, matching } from '../support/expected.ts';
import {
  allergy,
  closeSummaries,
  documentOf,
  NOT_SHOWN,
  PATIENT_ENTRY,
  SSN,
  startSummary,
  SUBJECT,
  subjectWith,
  titlesIn,
  type Entry,
  URN,
} from '../support/summary-server.ts';

afterEach(closeSummaries);

const statementOf = (number: number, more: object): Entry => ({
  fullUrl: `${URN}${number}`,
  resource: { resourceType: 'MedicationStatement', subject: { reference: SUBJECT }, ...more },
});

describe('odd summaries', () => {
  it.each<[what: string, body: object]>([
    ['a searchset', { ...documentOf([]), type: 'searchset' }],
    ['no Composition', { resourceType: 'Bundle', type: 'document', entry: [PATIENT_ENTRY] }],
    ['no entries', { resourceType: 'Bundle', type: 'document' }],
    ['no Bundle', { resourceType: 'Patient', id: 'p' }],
    ['no subject', documentOf([], { subject: undefined })],
    ['another subject', documentOf([], { subject: { reference: 'Patient/other' } })],
    ['a subject that is no patient', documentOf([], { subject: { reference: `${URN}0` } })],
    [
      'a local subject with another identifier',
      documentOf([], {}, {}, subjectWith({ identifier: [{ system: 'urn:mrn', value: '2' }] })),
    ],
    [
      'a local subject with a value of another system',
      documentOf([], {}, {}, subjectWith({ identifier: [{ system: 'urn:other', value: '1' }] })),
    ],
    [
      'a local subject with a masked SSN',
      documentOf([], {}, {}, subjectWith({ identifier: [{ system: SSN, value: '***-**-****' }] })),
    ],
    ['a local subject without an identifier', documentOf([], {}, {}, subjectWith({ identifier: undefined }))],
    ['a local subject born on another day', documentOf([], {}, {}, subjectWith({ birthDate: '1931-05-05' }))],
    [
      'a local subject with the id but born in another month',
      documentOf([], {}, {}, subjectWith({ id: 'p', birthDate: '1980-06' })),
    ],
  ])('fail if there is %s [CS-122]', async (_what, body) => {
    const { queryAs } = await startSummary(body);
    const { data, errors } = await queryAs('user/*.rs');
    expect(data).toEqual({ patientSummary: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_INVALID_RESPONSE']);
  });

  it.each(['4102', '4107'])(
    'are missing, with a warning, if Epic answers with the issue %s',
    async (code) => {
      const issue = [{ severity: 'fatal', code: 'processing', details: { coding: [{ code }] } }];
      const outcome = { resourceType: 'OperationOutcome', issue };
      const { queryAs } = await startSummary(outcome, { httpStatus: 404 });
      const { data, errors, extensions } = await queryAs('user/*.rs');
      expect({ data, errors }).toEqual({ data: { patientSummary: null }, errors: undefined });
      expect(extensions?.fhir.warnings.map((warning) => warning.code)).toEqual([code]);
      const restricted = await queryAs('patient/*.rs');
      expect(restricted.data).toEqual({ patientSummary: null });
      expect(restricted.extensions?.fhir.warnings).toEqual([NOT_SHOWN]);
    },
  );

  it('show what they have: nested sections, unresolved entries, records of other types and without an id', async () => {
    const statement = {
      fullUrl: `${URN}7`,
      resource: {
        resourceType: 'MedicationStatement',
        status: 'entered-in-error',
        subject: { reference: 'Patient/p' },
      },
    };
    const { queryAs } = await startSummary(
      documentOf([allergy(1, { id: undefined }), statement], {
        section: [
          'odd',
          {
            title: 'Outer',
            entry: [{ reference: `${URN}1` }, { reference: 'Nothing/here' }, 'odd', {}],
            section: [{ title: 'Inner', entry: [{ reference: `${URN}7` }], emptyReason: { text: 'odd' } }],
          },
          { title: 12, text: { div: 3 }, code: 'odd', entry: 'odd' },
        ],
      }),
    );
    const full = await queryAs('system/*.rs');
    expect(full.errors).toBeUndefined();
    const sections = at(full.data, 'patientSummary', 'sections');
    expect(sections).toMatchObject([
      { title: 'Outer', entries: [{ type: 'AllergyIntolerance', title: 'Allergen 1' }] },
      { title: 'Inner', entries: [{ type: 'MedicationStatement', isEnteredInError: true }] },
      { title: null, code: null, text: null, entries: [] },
    ]);
    const limited = await queryAs('patient/*.rs');
    expect(titlesIn(limited.data, 1)).toEqual([]);
    expect(limited.extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: 'TYPES_NOT_PERMITTED', message: matching(/: other types\.$/) }),
    );
  });

  it.each<[what: string, more: object]>([
    ['the id', { id: 'p', identifier: undefined }],
    ['an identifier', { identifier: ['odd', { value: '1' }, { system: 'urn:mrn', value: ' 1 ' }] }],
    ['an identifier and a partial date of birth', { birthDate: '1980-05' }],
    ['an identifier and no date of birth', { birthDate: undefined }],
  ])('are shown if the local subject has %s of the patient [CS-122]', async (_what, more) => {
    const { queryAs } = await startSummary(documentOf([allergy(1)], {}, {}, subjectWith(more)));
    const { data, errors } = await queryAs('user/*.rs');
    expect(errors).toBeUndefined();
    expect(titlesIn(data)).toEqual(['Allergen 1']);
  });

  it('warn of entries without a record, unless one may be hidden from the caller [CS-124]', async () => {
    for (const missing of [
      { display: 'Penicillin' },
      { reference: `${URN}1/_history/2` },
      { reference: 'Nothing/x' },
    ]) {
      const entry = [{ reference: `${URN}1` }, missing];
      const versioned = allergy(1, { meta: { versionId: '1' } });
      const { queryAs } = await startSummary(documentOf([versioned], { section: [{ title: 'Odd', entry }] }));
      const full = await queryAs('user/*.rs');
      expect(titlesIn(full.data)).toEqual(['Allergen 1']);
      expect(full.extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_INCOMPLETE']);
      expect(JSON.stringify(full.extensions)).not.toContain('Penicillin');
      expect((await queryAs('patient/*.rs')).extensions?.fhir.warnings).toEqual([]);
    }
  });

  it('show records to which entries refer by version [CS-124]', async () => {
    const withoutUrls = [
      allergy(1, { id: '1' }),
      allergy(2, { id: '2', meta: { versionId: '1' } }),
      allergy(3, { id: '2', meta: { versionId: '2' } }),
    ].map(({ resource }) => ({ resource }));
    const entry = [
      'AllergyIntolerance/1/_history/2',
      'AllergyIntolerance/2/_history/2',
      'AllergyIntolerance/2/_history/1',
      `${URN}4/_history/7`,
    ].map((reference) => ({ reference }));
    const section = [{ title: 'Versions', entry }];
    const { queryAs } = await startSummary(documentOf([...withoutUrls, allergy(4)], { section }));
    for (const scopes of ['user/*.rs', 'patient/*.rs']) {
      const { data, extensions } = await queryAs(scopes);
      expect(titlesIn(data)).toEqual(['Allergen 1', 'Allergen 3', 'Allergen 2', 'Allergen 4']);
      expect(extensions?.fhir.warnings).toEqual([]);
    }
  });

  it('show a record that entries repeat, and 2,000 entries of all sections', async () => {
    const entry = Array.from({ length: 1500 }, () => ({ reference: `${URN}1` }));
    const { queryAs, kept } = await startSummary(
      documentOf([allergy(1)], {
        section: [
          { title: 'One', entry },
          { title: 'Two', entry },
        ],
      }),
    );
    const { data, extensions } = await queryAs('user/*.rs');
    expect([titlesIn(data, 0), titlesIn(data, 1)]).toMatchObject([{ length: 1500 }, { length: 500 }]);
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_INCOMPLETE']);
    expect(JSON.stringify(kept.take())).toContain('/Patient/p');
  });

  it('name a medication by the Medication of the document, if the caller may see it', async () => {
    const medication = { resourceType: 'Medication', code: { text: 'Aspirin' } };
    const summary = documentOf([
      statementOf(7, { medicationReference: { reference: `${URN}9` } }),
      statementOf(8, { medicationReference: { reference: `${URN}9`, display: 'ASA 100' } }),
    ]);
    const { queryAs } = await startSummary({
      ...summary,
      entry: [...summary.entry, { fullUrl: `${URN}9`, resource: medication }],
    });
    expect(titlesIn((await queryAs('system/*.rs')).data)).toEqual(['Aspirin', 'ASA 100']);
  });

  it('use no further resource once one has named a record', async () => {
    const request = {
      resourceType: 'MedicationRequest',
      subject: { reference: SUBJECT },
      medicationReference: [{ reference: `${URN}8` }, { reference: `${URN}9` }],
    };
    const medication = { resourceType: 'Medication', code: { text: 'Aspirin' } };
    const summary = documentOf([{ fullUrl: `${URN}7`, resource: request }], {
      section: [{ title: 'Medication', entry: [{ reference: `${URN}7` }] }],
    });
    const { queryAs } = await startSummary({
      ...summary,
      entry: [...summary.entry, { fullUrl: `${URN}8`, resource: medication }, allergy(9)],
    });
    const { data, extensions } = await queryAs(
      'user/Patient.rs user/MedicationRequest.rs user/Medication.rs',
    );
    expect(titlesIn(data)).toEqual(['Aspirin']);
    expect(extensions?.fhir.warnings).toEqual([]);
  });

  it('show sections at any depth', async () => {
    const nested = Array.from({ length: 12 }).reduce<object>(
      (section, _, index) => ({ title: `${12 - index}`, section: [section] }),
      { title: 'Innermost', entry: [{ reference: `${URN}1` }] },
    );
    const { queryAs } = await startSummary(documentOf([allergy(1)], { section: [nested] }));
    const { data } = await queryAs('user/*.rs');
    expect(at(data, 'patientSummary', 'sections')).toHaveLength(13);
    expect(titlesIn(data, 12)).toEqual(['Allergen 1']);
  });

  it('fail only the text that is too large to convert', async () => {
    const div = `<div>${'word '.repeat(600_000)}</div>`;
    const { queryAs } = await startSummary(
      documentOf([allergy(1)], { section: [{ title: 'Long', text: { div } }] }),
    );
    const { data, errors } = await queryAs('user/*.rs');
    expect(at(data, 'patientSummary', 'sections', 0)).toMatchObject({ title: 'Long', text: { text: null } });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['CONTENT_TOO_LARGE']));
  });
});
