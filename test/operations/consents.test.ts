import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const consent = (id: string, more: object = {}): object => ({
  resourceType: 'Consent',
  id,
  status: 'active',
  scope: { coding: [{ code: 'patient-privacy' }] },
  category: [{ text: 'Release of information' }],
  patient: { reference: 'Patient/p1' },
  ...more,
});

/** Returns the selected fields of a consent with these elements. */
async function queryConsent(selection: string, more: object): Promise<unknown> {
  patient = await startHapiPatient([consent('c', more)]);
  const { data, errors } = await patient.gateway.query(
    `{ patient(id: "p1") { consents(first: 9) { ${selection} } } }`,
  );
  expect(errors).toBeUndefined();
  return at(data, 'patient', 'consents', 0);
}

describe('the list of consents', () => {
  it('shows rejected and proposed consents with their status, newest first, and leaves out errors [CS-67]', async () => {
    patient = await startHapiPatient([
      consent('old', { dateTime: '2020-01-01', status: 'rejected' }),
      consent('new', { dateTime: '2026-01-01', status: 'proposed' }),
      consent('wrong', { status: 'entered-in-error' }),
    ]);
    const { ids, warnings, searches } = await patient.list('consents(first: 9)');
    expect(ids).toEqual(['new', 'old']);
    expect(warnings).toEqual(['ENTERED_IN_ERROR_LEFT_OUT patient.consents']);
    expect(searches).toHaveLength(1);
  });
});

describe('a consent', () => {
  it('never names what a rule denies', async () => {
    const denied = { provision: { type: 'deny', code: [{ text: 'CPR' }] } };
    expect(await queryConsent('title provisions { type text codes { text } }', denied)).toEqual({
      title: 'Release of information',
      provisions: [{ type: 'DENY', text: 'Deny: CPR', codes: [{ text: 'CPR' }] }],
    });
  });

  it('shows each rule with its type, followed by its exceptions [CS-66]', async () => {
    const provision = {
      period: { start: '2026-01-01' },
      provision: [
        {
          type: 'deny',
          action: [{ text: 'Disclose' }],
          purpose: [{ code: 'HRESCH', display: 'healthcare research' }],
          actor: [{ role: { text: 'Recipient' }, reference: { display: 'Acme Labs' } }],
          dataPeriod: { start: '2020', end: '2021' },
          provision: [{ type: 'permit', class: [{ display: 'Reports' }], period: { end: '2027' } }],
        },
        { type: 'refuse', code: [{ text: 'Photos' }] },
      ],
    };
    expect(
      await queryConsent('provisions { depth type typeCode text period { start } }', { provision }),
    ).toEqual({
      provisions: [
        {
          depth: 0,
          type: null,
          typeCode: null,
          text: 'Rule without a type: from 2026-01-01',
          period: { start: '2026-01-01' },
        },
        {
          depth: 1,
          type: 'DENY',
          typeCode: 'deny',
          text: 'Deny: Disclose, for healthcare research, by Acme Labs (Recipient), data of 2020 – 2021',
          period: null,
        },
        {
          depth: 2,
          type: 'PERMIT',
          typeCode: 'permit',
          text: 'Permit: Reports, until 2027',
          period: { start: null },
        },
        {
          depth: 1,
          type: 'UNRECOGNIZED',
          typeCode: 'refuse',
          text: 'Rule of the type "refuse": Photos',
          period: null,
        },
      ],
    });
  });

  it('names whom and what a rule is about by reference if nothing has words', async () => {
    const provision = {
      type: 'deny',
      actor: [
        {
          role: { coding: [{ code: 'PRCP', display: 'recipient' }] },
          reference: { reference: 'Organization/o' },
        },
        { reference: { reference: 'Practitioner/x' } },
      ],
      data: [{ meaning: 'related', reference: { reference: 'Task/t' } }],
    };
    expect(await queryConsent('provisions { text }', { provision })).toEqual({
      provisions: [
        { text: 'Deny: by Organization/o (recipient), by Practitioner/x, data: Task/t (related)' },
      ],
    });
  });

  it.each([
    [{ actor: [{ reference: { identifier: { system: 'x', value: '123' } } }] }, 'by someone not named'],
    [{ actor: [{ role: { text: 'Payer' }, reference: {} }] }, 'by Payer'],
    [{ data: [{ reference: { identifier: { value: '123' } } }] }, 'data: something not named'],
    [
      { code: [{ coding: [{ system: 'x' }] }], purpose: [{ system: 'x' }] },
      'something not named, for something not named',
    ],
    [{ period: { extension: [] } }, 'until a time not given'],
  ])('never seems to apply to everyone or everything: %j [CS-66]', async (limit, words) => {
    const provision = [
      { type: 'Deny', ...limit },
      { type: 'permit', ...limit },
    ];
    expect(await queryConsent('provisions { text }', { provision })).toEqual({
      provisions: [{ text: `Deny: ${words}` }, { text: `Permit: ${words}` }],
    });
  });

  it('says Deny for a rule without any details', async () => {
    expect(await queryConsent('provisions { text }', { provision: [{ type: 'deny' }] })).toEqual({
      provisions: [{ text: 'Deny' }],
    });
  });

  it.each([
    [{ policyRule: { text: 'OPTIN' }, policy: [{ uri: 'urn:p' }] }, 'OPTIN'],
    [{ policy: [{ uri: 'urn:p' }, { authority: 'https://example.org' }] }, 'urn:p, https://example.org'],
    [{}, null],
  ])('shows the policy in words: %j', async (more, policyText) => {
    expect(await queryConsent('policyText', more)).toEqual({ policyText });
  });

  it.each([
    [[{ verified: true }], true],
    [[{ verified: false }], false],
    [[{ verified: true }, { verified: false }], null],
    [[], null],
  ])('is verified only if all entries say so: %j', async (verification, isVerified) => {
    expect(await queryConsent('isVerified', { verification })).toEqual({ isVerified });
  });
});
