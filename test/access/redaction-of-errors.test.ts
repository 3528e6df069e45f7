import { describe, expect, it } from 'vitest';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { createAuthorization } from '../../src/access/authorization.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';
import { at } from '../support/expected.ts';

const SERVER = createServerUrls({ baseUrl: 'https://ehr.example.org/R4' });

/** Redacts a resource for a caller with the patient `a`, and returns it as JSON. */
function shown(resource: object, scopes: string, members: readonly string[] | null = null): unknown {
  const caller = callerWith(scopes, { patient: 'a' });
  const authorization = createAuthorization({ caller, members, patientSees: 'N', server: SERVER });
  return JSON.parse(JSON.stringify(authorization.redact(asSent<Stored<Resource>>(resource))));
}

const SUBJECT = { subject: { reference: 'Patient/a' } };
const ERROR = {
  resourceType: 'Observation',
  id: 'o',
  status: 'entered-in-error',
  ...SUBJECT,
  valueString: 'HIV positive',
};
const ID_AND_STATUS = { resourceType: 'Observation', id: 'o', status: 'entered-in-error' };

describe('a record entered in error', () => {
  it('shows patients only the id and status of a record entered in error, and staff the whole record', () => {
    expect(shown(ERROR, 'patient/*.rs')).toEqual(ID_AND_STATUS);
    expect(shown(ERROR, 'user/*.rs')).toEqual(ERROR);
    expect(shown(ERROR, 'system/Observation.r')).toEqual(ERROR);
  });

  it.each<[how: string, verificationStatus: unknown, code: unknown]>([
    ['as text', { text: 'Error' }, { coding: [{ code: 'entered-in-error' }] }],
    [
      'as a display without a code',
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
            display: 'Entered in Error',
          },
        ],
      },
      { coding: [{ code: 'entered-in-error' }] },
    ],
    ['as a code in capitals', 'Entered-In-Error', 'entered-in-error'],
  ])(
    'recognizes "entered in error" %s, and shows patients only id and status [CS-51]',
    (_how, verificationStatus, code) => {
      const allergy = {
        resourceType: 'AllergyIntolerance',
        id: 'x',
        patient: { reference: 'Patient/a' },
        verificationStatus,
        code: { text: 'Penicillin' },
      };
      expect(shown(allergy, 'patient/*.rs')).toEqual({
        resourceType: 'AllergyIntolerance',
        id: 'x',
        verificationStatus: code,
      });
      expect(shown(allergy, 'user/*.rs')).toEqual(allergy);
    },
  );

  it('shows only id and status if the user/ scope does not cover the record', () => {
    expect(shown(ERROR, 'patient/*.rs user/*.rs', ['b'])).toEqual(ID_AND_STATUS);
    expect(shown(ERROR, 'patient/*.rs user/*.rs', ['a'])).toEqual(ERROR);
    expect(shown(ERROR, 'patient/*.rs user/Condition.rs')).toEqual(ID_AND_STATUS);
  });

  it.each<[where: string, contained: object, path: readonly (string | number)[]]>([
    ['a record', ERROR, ['contained', 0]],
    [
      'a Bundle in a record',
      { resourceType: 'Bundle', id: 'b', entry: [{ resource: ERROR }] },
      ['contained', 0, 'entry', 0, 'resource'],
    ],
  ])(
    'reduces an error contained in %s to id and status for patients, and removes the narrative',
    (_where, contained, path) => {
      const report = {
        resourceType: 'DiagnosticReport',
        id: 'd',
        status: 'final',
        ...SUBJECT,
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">HIV positive</div>' },
        contained: [contained],
      };
      const redacted = shown(report, 'patient/*.rs');
      expect(at(redacted, ...path)).toEqual(ID_AND_STATUS);
      expect(at(redacted, 'status')).toBe('final');
      expect(JSON.stringify(redacted)).not.toContain('HIV');
      expect(shown(report, 'user/*.rs')).toEqual(report);
    },
  );

  it('reduces a contained error of a type outside the graph to id and status for patients', () => {
    const plan = {
      resourceType: 'CarePlan',
      id: 'p',
      ...SUBJECT,
      contained: [
        {
          resourceType: 'NutritionOrder',
          id: 'n',
          status: 'entered-in-error',
          note: 'HIV',
          patient: SUBJECT.subject,
        },
      ],
    };
    expect(at(shown(plan, 'patient/*.rs'), 'contained', 0)).toEqual({
      resourceType: 'NutritionOrder',
      id: 'n',
      status: 'entered-in-error',
    });
  });

  it('reduces an erroneous shared medication to id and status for patients', () => {
    const medication = {
      resourceType: 'Medication',
      id: 'm',
      status: 'entered-in-error',
      code: { text: 'x' },
    };
    expect(shown(medication, 'patient/*.rs')).toEqual({
      resourceType: 'Medication',
      id: 'm',
      status: 'entered-in-error',
    });
  });
});
