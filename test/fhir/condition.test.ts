import { describe, expect, it } from 'vitest';
import {
  BY_CLINICAL_STATUS,
  conditionMeaning,
  conditionStatus,
  conditionVerification,
  isActiveCondition,
} from '../../src/fhir/condition.ts';
import type { Condition } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const SNOMED = 'http://snomed.info/sct';
const IPS = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';
const PROBLEM_LIST = [{ coding: [{ code: 'problem-list-item' }] }];
const VISIT = [{ coding: [{ code: 'encounter-diagnosis' }] }];

const condition = (others: object): Condition =>
  asSent({ resourceType: 'Condition', id: 'c', code: { text: 'Gout' }, category: PROBLEM_LIST, ...others });
const coded = (code: string, system?: string) => ({ coding: [{ code, ...(system && { system }) }] });

describe('whether a condition is active', () => {
  it.each<[string, object, boolean]>([
    ['is active', { clinicalStatus: coded('active') }, true],
    ['has recurred', { clinicalStatus: coded('recurrence') }, true],
    ['has relapsed', { clinicalStatus: coded('relapse') }, true],
    ['is inactive', { clinicalStatus: coded('inactive') }, false],
    ['is in remission', { clinicalStatus: coded('remission') }, false],
    ['is resolved', { clinicalStatus: coded('resolved') }, false],
    ['is active by its SNOMED CT code', { clinicalStatus: coded('55561003', SNOMED) }, true],
    ['is resolved by its SNOMED CT code', { clinicalStatus: coded('413322009', SNOMED) }, false],
    ['is active by its text', { clinicalStatus: { text: ' ACTIVE ' } }, true],
    ['is resolved by its text', { clinicalStatus: { text: 'Resolved' }, category: VISIT }, false],
    [
      'is in remission by the display of a local code',
      { clinicalStatus: { coding: [{ code: '7', display: 'In remission' }] } },
      false,
    ],
    [
      'has relapsed after it was resolved',
      { clinicalStatus: ['resolved', 'relapse'].map((code) => coded(code)) },
      true,
    ],
    ['is resolved by a bare code', { clinicalStatus: 'resolved' }, false],
    [
      'is active in capitals, off the problem list',
      { clinicalStatus: coded('Active'), category: VISIT },
      true,
    ],
    ['was refuted, by a bare code', { clinicalStatus: 'active', verificationStatus: 'refuted' }, false],
    ['was refuted, in capitals', { clinicalStatus: 'active', verificationStatus: coded('Refuted') }, false],
    ['has no status on the problem list', {}, true],
    ['has no status and an abatement date', { abatementDateTime: '2019' }, false],
    ['has no status and an abatement in words', { abatementString: 'after surgery' }, false],
    ['has no status and an abatement age', { abatementAge: { value: 40 } }, false],
    ['has no status and is a diagnosis of a visit', { category: VISIT }, false],
    ['has no status and no category', { category: undefined }, false],
    ['has an unknown status on the problem list', { clinicalStatus: { text: 'smouldering' } }, true],
    ['was refuted', { clinicalStatus: coded('active'), verificationStatus: coded('refuted') }, false],
    ['was entered in error, without a status', { verificationStatus: coded('entered-in-error') }, false],
    ['was entered in error, by its text', { verificationStatus: { text: 'Entered in Error' } }, false],
    [
      'states that there are no problems',
      { code: coded('160245001', SNOMED), clinicalStatus: coded('active') },
      false,
    ],
  ])('isActive is correct for a condition that %s [CS-48, CS-49]', (_what, others, expected) => {
    expect(isActiveCondition(condition(others))).toBe(expected);
  });

  it('isActive is false for a resource of another type', () => {
    expect(isActiveCondition({ resourceType: 'Observation', clinicalStatus: coded('active') })).toBe(false);
  });
});

describe('the clinical status of a condition', () => {
  it.each<[unknown, string | null]>([
    [coded('relapse'), 'RELAPSE'],
    [{ coding: [{ code: '12', system: 'urn:oid:1.2.3' }, { code: 'resolved' }] }, 'RESOLVED'],
    [{ text: 'Currently active' }, 'ACTIVE'],
    [{ text: 'not active' }, 'INACTIVE'],
    [{ text: 'active?' }, 'UNRECOGNIZED'],
    [coded('55561003'), 'UNRECOGNIZED'],
    [{ coding: [] }, null],
    [{ text: '  ' }, null],
    [undefined, null],
    ['active', 'ACTIVE'],
    ['In Remission', 'REMISSION'],
    [[coded('12'), 'Resolved'], 'RESOLVED'],
    [coded('RESOLVED'), 'RESOLVED'],
    [7, null],
  ])('the clinical status of a condition with %j is %s [CS-50]', (clinicalStatus, expected) => {
    expect(conditionStatus(asSent({ clinicalStatus }))).toBe(expected);
  });

  it('the verification status of a condition can be text', () => {
    expect(conditionVerification({ verificationStatus: { text: 'Ruled out' } })).toBe('REFUTED');
    expect(conditionVerification({ verificationStatus: { text: 'Differential' } })).toBe('DIFFERENTIAL');
  });
});

describe('the filter of conditions by clinical status', () => {
  const KINDS = {
    active: condition({ clinicalStatus: coded('active') }),
    recurrence: condition({ clinicalStatus: coded('recurrence') }),
    relapse: condition({ clinicalStatus: coded('relapse') }),
    inactive: condition({ clinicalStatus: coded('inactive') }),
    remission: condition({ clinicalStatus: coded('remission') }),
    resolved: condition({ clinicalStatus: { text: 'resolved' } }),
    without: condition({}),
    over: condition({ abatementString: 'in spring' }),
  };

  it.each<[string[], string]>([
    [['active'], 'active recurrence relapse without'],
    [['recurrence'], 'recurrence'],
    [['relapse'], 'relapse'],
    [['inactive'], 'inactive remission resolved'],
    [['remission'], 'remission'],
    [['resolved'], 'resolved'],
    [['relapse', 'resolved'], 'relapse resolved'],
  ])('a filter for %j keeps the statuses that it includes', (values, expected) => {
    const kept = Object.entries(KINDS).filter(([, one]) => BY_CLINICAL_STATUS.matches(one, values, []));
    expect(kept.map(([name]) => name).join(' ')).toBe(expected);
  });
});

describe('the meaning of a Condition', () => {
  it.each<[string, unknown, string]>([
    ['a condition', { text: 'Gout' }, 'CONDITION'],
    ['a condition without a code', undefined, 'CONDITION'],
    ['no known problems, by the SNOMED CT code', coded('160245001', SNOMED), 'NO_KNOWN_PROBLEMS'],
    [
      'no known problems, by the code of the patient summary',
      coded('no-known-problems', IPS),
      'NO_KNOWN_PROBLEMS',
    ],
    ['no known problems, as text', { text: 'No Known Problems.' }, 'NO_KNOWN_PROBLEMS'],
    [
      'no known problems, by the display of a local code',
      { coding: [{ system: 'urn:oid:1.2.840.114350.1', code: '9', display: 'No known problems' }] },
      'NO_KNOWN_PROBLEMS',
    ],
    ['not on file', coded('no-problem-info', IPS), 'NOT_ON_FILE'],
    ['unknown', coded('unknown', 'http://terminology.hl7.org/CodeSystem/data-absent-reason'), 'UNKNOWN'],
    [
      'a condition if the statement makes an exception',
      { text: 'No known problems except gout' },
      'CONDITION',
    ],
    [
      'a condition if the statement also has a diagnosis',
      { text: 'No known problems', ...coded('M10.9', 'http://hl7.org/fhir/sid/icd-10-cm') },
      'CONDITION',
    ],
    [
      'a condition if the code of a denial has other text',
      { text: 'Gout', ...coded('160245001', SNOMED) },
      'CONDITION',
    ],
    [
      'no known problems, by the code with SNOMED CT’s display',
      {
        coding: [
          { system: SNOMED, code: '160245001', display: 'No current problems or disability (situation)' },
        ],
      },
      'NO_KNOWN_PROBLEMS',
    ],
    ['a condition if the text ends with a question mark', { text: 'No known problems?' }, 'CONDITION'],
  ])('a Condition means %s [CS-52]', (_what, code, expected) => {
    expect(conditionMeaning(asSent({ code }))).toBe(expected);
  });
});
