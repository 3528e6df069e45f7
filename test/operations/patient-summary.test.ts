/** Queries the International Patient Summary of a patient (`Patient/[id]/$summary`). */
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { RESOURCE_TYPES } from '../../src/fhir/resources.ts';
import { at, matching } from '../support/expected.ts';
import { startGateway } from '../support/gateway.ts';
import { startRecordServer } from '../support/record-server.ts';
import {
  allergy,
  closeSummaries,
  documentOf,
  NOT_SHOWN,
  queryFor,
  startSummary,
  SUBJECT,
  titlesIn,
  URN,
} from '../support/summary-server.ts';
import { ask } from '../support/upstream.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});
afterEach(closeSummaries);

describe('the summary that Epic compiles', () => {
  it('has sections with their text and records, by one read and one operation', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway(sandbox);
    opened.push(sandbox, gateway);
    const { data, errors, calls, extensions } = await ask(gateway, sandbox, queryFor(CAMILA_LOPEZ));
    expect(errors).toBeUndefined();
    expect(calls).toEqual([`Patient/${CAMILA_LOPEZ}`, `Patient/${CAMILA_LOPEZ}/$summary`]);
    expect(extensions?.fhir).toMatchObject({ estimatedRequests: 2, warnings: [] });
    expect(at(data, 'patientSummary')).toMatchObject({
      title: 'International Patient Summary',
      statusCode: 'final',
      isEnteredInError: false,
    });
    expect(at(data, 'patientSummary', 'sections', 0)).toMatchObject({
      title: 'Allergies and Intolerances',
      code: { coding: [{ code: '48765-2' }] },
      text: { text: matching(/AllergyIntolerance/), html: matching(/<li>/) },
    });
    const [first] = sandbox.chart(CAMILA_LOPEZ, 'AllergyIntolerance');
    expect(at(data, 'patientSummary', 'sections', 0, 'entries', 0)).toMatchObject({
      type: 'AllergyIntolerance',
      resource: { patient: { reference: `Patient/${CAMILA_LOPEZ}` } },
    });
    expect(at(data, 'patientSummary', 'sections', 0, 'entries', 0, 'resource', 'id')).not.toBe(first?.id);
  });

  it('is null for an unknown patient, without a request for the summary', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway(sandbox);
    opened.push(sandbox, gateway);
    const { data, errors, calls } = await ask(gateway, sandbox, queryFor('eUnknown'));
    expect({ data, errors }).toEqual({ data: { patientSummary: null }, errors: undefined });
    expect(calls).toEqual(['Patient/eUnknown']);
  });

  it('is UPSTREAM_REJECTED on a server that does not offer it', async () => {
    const server = await startRecordServer([{ resourceType: 'Patient', id: 'p' }], JSON.stringify, {
      Patient: ['_id'],
    });
    const gateway = await startGateway(server);
    opened.push(server, gateway);
    const { data, errors } = await gateway.query(queryFor('p'));
    expect(data).toEqual({ patientSummary: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_REJECTED']);
    expect(server.requests).toEqual(['Patient/p']);
  });
});

describe('what a caller sees of a summary [T1-I24]', () => {
  const HIDDEN = allergy(2, { meta: { security: [{ code: 'NOPAT' }] } });

  it('is all of it, with safe text, for a caller who may see the whole chart', async () => {
    const { queryAs, kept } = await startSummary(documentOf([allergy(1), HIDDEN]));
    const { data, errors } = await queryAs('user/*.rs');
    expect(errors).toBeUndefined();
    expect(titlesIn(data)).toEqual(['Allergen 1', 'Allergen 2']);
    const html = at(data, 'patientSummary', 'sections', 0, 'text', 'html');
    expect(html).toContain('Penicillin');
    expect(html).not.toContain('script');
    const audited = JSON.stringify(kept.take());
    expect(audited).toContain('/Patient/p');
    expect(audited).not.toContain('local-1');
  });

  it('excludes labeled records, and every text, for the patient', async () => {
    const { queryAs } = await startSummary(documentOf([allergy(1), HIDDEN]));
    const { data, extensions } = await queryAs('patient/*.rs');
    expect(titlesIn(data)).toEqual(['Allergen 1']);
    expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_TEXT_WITHHELD']);
  });

  const EVERY_KNOWN_TYPE = RESOURCE_TYPES.map((type) => `user/${type}.rs`).join(' ');

  it.each([
    ['labels hide what a read returns', 'user/*.s patient/*.r'],
    ['labels hide other categories', 'user/*.rs?category=food patient/*.rs'],
    ['a read is limited to a category', 'user/*.r?category=food user/*.s user/Patient.r'],
    ['the scopes name types', EVERY_KNOWN_TYPE],
    ['the scopes name types, and labels hide others', `patient/*.rs ${EVERY_KNOWN_TYPE}`],
  ])('excludes every text if %s', async (_reason, scopes) => {
    for (const entries of [[], [HIDDEN]]) {
      const { queryAs } = await startSummary(documentOf(entries));
      const { data, errors } = await queryAs(scopes);
      expect(errors).toBeUndefined();
      expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    }
  });

  it('excludes the text next to a record that the caller may not see', async () => {
    const statement = { resourceType: 'MedicationStatement', subject: { reference: SUBJECT } };
    const summary = documentOf([{ fullUrl: `${URN}7`, resource: statement }]);
    const { queryAs } = await startSummary(summary, { panel: ['p'] });
    const { data, extensions } = await queryAs('user/*.rs');
    expect(titlesIn(data)).toEqual([]);
    expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual([
      'SUMMARY_TEXT_WITHHELD',
      'TYPES_NOT_PERMITTED',
    ]);
  });

  it('excludes types without a scope, with a warning that names them', async () => {
    const { queryAs } = await startSummary(documentOf([allergy(1)]));
    const { data, extensions } = await queryAs('user/Patient.rs');
    expect(titlesIn(data)).toEqual([]);
    expect(extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: 'TYPES_NOT_PERMITTED', message: matching(/: AllergyIntolerance\.$/) }),
    );
  });

  it('lacks the reasons of empty sections unless scopes cover the whole chart', async () => {
    const section = [{ title: 'Allergies', emptyReason: { text: 'Nil Known' } }];
    const { queryAs } = await startSummary(documentOf([], { section }));
    const partial = await queryAs('user/Patient.rs');
    expect(at(partial.data, 'patientSummary', 'sections', 0, 'emptyReason')).toBeNull();
    expect(partial.extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['SUMMARY_TEXT_WITHHELD']);
    const unread = await queryAs('user/*.s user/Patient.r');
    expect(at(unread.data, 'patientSummary', 'sections', 0, 'emptyReason')).toBeNull();
    for (const scopes of ['user/*.rs', 'user/*.r', 'patient/*.rs']) {
      const { data, extensions } = await queryAs(scopes);
      expect(at(data, 'patientSummary', 'sections', 0, 'emptyReason')).toEqual({ text: 'Nil Known' });
      expect(extensions?.fhir.warnings).toEqual([]);
    }
  });

  it('is nothing for another patient, who causes no request', async () => {
    const { queryAs, server } = await startSummary(documentOf([allergy(1)]));
    const { data, errors } = await queryAs('patient/*.rs', 'other');
    expect({ data, errors }).toEqual({ data: { patientSummary: null }, errors: undefined });
    expect(server.requests.filter(({ url }) => url.startsWith('/fhir/Patient'))).toEqual([]);
  });

  it('is nothing for the patient if a label hides the document', async () => {
    for (const labeled of [
      documentOf([], { confidentiality: 'R' }),
      documentOf([], { meta: { security: [{ code: 'NOPAT' }] } }),
      documentOf([], {}, { meta: { security: [{ code: 'NOPAT' }] } }),
      documentOf([], {}, { meta: { security: 'R' } }),
      documentOf([], {}, { meta: { security: ['R'] } }),
      documentOf([], {}, { meta: { security: [[{ code: 'R' }]] } }),
      documentOf([], {}, { meta: [{ versionId: '1' }, { security: [{ code: 'R' }] }] }),
      documentOf([], { meta: { security: [7] } }),
      documentOf([], { confidentiality: ['N', 'R'] }),
    ]) {
      const { queryAs } = await startSummary(labeled);
      const hidden = await queryAs('patient/*.rs');
      expect(hidden.data).toEqual({ patientSummary: null });
      expect(hidden.extensions?.fhir.warnings).toEqual([NOT_SHOWN]);
      expect(at((await queryAs('user/*.rs')).data, 'patientSummary', 'title')).toBe('A summary');
    }
  });

  it('excludes records of another patient, together with the text next to them [CS-121]', async () => {
    const foreign = [
      allergy(2, { patient: { reference: 'Patient/other' } }),
      allergy(3, { patient: { reference: `${URN}another` } }),
      allergy(4, { patient: undefined }),
      { fullUrl: `${URN}5`, resource: { resourceType: 'Patient', id: 'other' } },
      { fullUrl: `${URN}6`, resource: { resourceType: 'Group', id: 'others', name: 'Study' } },
    ];
    const { queryAs } = await startSummary(documentOf([allergy(1), ...foreign]));
    const { data, extensions } = await queryAs('user/*.rs');
    expect(titlesIn(data)).toEqual(['Allergen 1']);
    expect(at(data, 'patientSummary', 'sections', 0, 'text')).toBeNull();
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual([
      'FOREIGN_RECORDS',
      'SUMMARY_TEXT_WITHHELD',
    ]);
  });

  it.each<[title: string, status: string, resource: object]>([
    [
      'Penicillin',
      'active, refuted',
      {
        resourceType: 'AllergyIntolerance',
        patient: { reference: SUBJECT },
        clinicalStatus: { coding: [{ code: 'active' }] },
        verificationStatus: { coding: [{ code: 'refuted' }] },
        code: { text: 'Penicillin' },
      },
    ],
    [
      'Do not give: Warfarin',
      'active, order, do not perform',
      {
        resourceType: 'MedicationRequest',
        subject: { reference: SUBJECT },
        status: 'active',
        intent: 'order',
        doNotPerform: true,
        medicationCodeableConcept: { text: 'Warfarin' },
      },
    ],
    [
      'MMR',
      'not-done',
      {
        resourceType: 'Immunization',
        patient: { reference: SUBJECT },
        status: 'not-done',
        vaccineCode: { text: 'MMR' },
      },
    ],
    [
      'Asthma',
      'resolved',
      {
        resourceType: 'Condition',
        subject: { reference: SUBJECT },
        clinicalStatus: { coding: [{ code: 'resolved' }] },
        code: { text: 'Asthma' },
      },
    ],
    [
      'Metformin',
      'stopped',
      {
        resourceType: 'MedicationStatement',
        subject: { reference: SUBJECT },
        status: 'stopped',
        medicationReference: { display: 'Metformin' },
      },
    ],
  ])('names %s with the status %s [CS-123]', async (title, status, resource) => {
    const { queryAs } = await startSummary(
      documentOf([{ fullUrl: `${URN}7`, resource: { id: 'local-7', ...resource } }]),
    );
    const { data, errors } = await queryAs('system/*.rs');
    expect(errors).toBeUndefined();
    expect(at(data, 'patientSummary', 'sections', 0, 'entries')).toMatchObject([{ title, status }]);
  });

  it('reduces records entered in error for the patient, and flags them for everybody', async () => {
    const { queryAs } = await startSummary(
      documentOf([allergy(1, { verificationStatus: { coding: [{ code: 'entered-in-error' }] } })], {
        status: 'entered-in-error',
      }),
    );
    const { data } = await queryAs('patient/*.rs');
    expect(at(data, 'patientSummary')).toMatchObject({ isEnteredInError: true });
    const entry = at(data, 'patientSummary', 'sections', 0, 'entries', 0);
    expect(entry).toMatchObject({ isEnteredInError: true, title: null });
    expect(JSON.stringify(entry)).not.toContain('Allergen');
  });
});
