import { describe, expect, it } from 'vitest';
import { createAuthorization } from '../../src/access/authorization.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';
import { at } from '../support/expected.ts';
import { appointment, NARRATIVE, NOPAT, SERVER, shown } from './redacted-record.ts';

describe('the narrative of a record', () => {
  it.each<[what: string, record: object]>([
    ['another patient with a display', appointment({ reference: 'Patient/b', display: 'Bob B' })],
    ['another patient without a display', appointment({ reference: 'Patient/b' })],
    [
      'a record with a display',
      {
        resourceType: 'Observation',
        id: 'x',
        encounter: { reference: 'Encounter/e', display: 'HIV clinic' },
      },
    ],
    [
      'only its patient, and contains a hidden resource',
      {
        resourceType: 'Observation',
        id: 'x',
        contained: [{ resourceType: 'Condition', id: 'c', meta: { security: [NOPAT] } }],
        subject: { reference: 'Patient/a' },
      },
    ],
  ])('loses the narrative of a record that references %s', (_what, record) => {
    const redacted = shown({ ...record, text: NARRATIVE });
    expect(redacted).not.toHaveProperty('text');
    expect(JSON.stringify(redacted)).not.toContain('Bob');
  });

  it('loses the narratives of contained resources too', () => {
    const contained = [{ resourceType: 'Practitioner', id: 'p', text: NARRATIVE }];
    const redacted = shown({ ...appointment({ reference: 'Patient/b', display: 'Bob B' }), contained });
    expect(at(redacted, 'contained')).toEqual([{ resourceType: 'Practitioner', id: 'p' }]);
  });

  it('keeps the narrative of a record without redactions', () => {
    const record = { ...appointment({ reference: 'Practitioner/p', display: 'Dr. P' }), text: NARRATIVE };
    expect(shown(record)).toEqual(record);
  });
});

it('never shows the credentials in the address of a Device [T1-I14]', () => {
  const device = { resourceType: 'Device', id: 'd', patient: { reference: 'Patient/a' } };
  for (const scopes of ['patient/*.rs', 'system/*.rs'])
    expect(shown({ ...device, url: 'https://anna:SECRET@pump.example/status' }, { scopes })).toEqual({
      ...device,
      url: 'https://pump.example/status',
    });
});

it('redact returns the same object each time and leaves the original unchanged', () => {
  const record = asSent<Stored<Resource>>(appointment({ reference: 'Patient/b', display: 'Bob B' }));
  const before = structuredClone(record);
  const authorization = createAuthorization({
    caller: callerWith('patient/*.rs', { patient: 'a' }),
    members: null,
    patientSees: 'N',
    server: SERVER,
  });
  expect(authorization.redact(record)).toBe(authorization.redact(record));
  expect(record).toEqual(before);
});

it('redact returns a record without redactions itself, not a copy', () => {
  const record = asSent<Stored<Resource>>(appointment({ reference: 'Practitioner/p', display: 'Dr. P' }));
  for (const scopes of ['patient/*.rs', 'user/*.rs']) {
    const caller = callerWith(scopes, { patient: 'a' });
    const authorization = createAuthorization({ caller, members: null, patientSees: 'N', server: SERVER });
    expect(authorization.redact(record)).toBe(record);
  }
});

describe('an Endpoint [T1-I14]', () => {
  const endpoint = {
    resourceType: 'Endpoint',
    id: 'e',
    status: 'active',
    address: 'https://imaging.example',
  };
  const secret = {
    ...endpoint,
    header: ['Authorization: Basic SECRET'],
    _header: [{ extension: [{ url: 'urn:x', valueString: 'SECRET' }] }],
    text: { div: '<div>SECRET</div>' },
  };
  const bundle = { resourceType: 'Bundle', id: 'b', entry: [{ resource: secret }] };

  it.each(['patient/*.rs', 'user/*.rs', 'system/*.rs'])('never shows %s its headers', (scopes) => {
    expect(JSON.parse(JSON.stringify(shown(secret, { scopes })))).toEqual(endpoint);
    const study = { resourceType: 'ImagingStudy', id: 's', subject: { reference: 'Patient/a' } };
    const containing = shown({ ...study, contained: [secret, bundle] }, { scopes });
    expect(JSON.stringify(containing)).not.toContain('SECRET');
    expect(at(containing, 'contained', 0, 'address')).toBe(endpoint.address);
    expect(at(containing, 'contained', 1, 'entry', 0, 'resource', 'id')).toBe('e');
  });

  it.each([
    ['https://anna:SECRET@imaging.example/wado', 'https://imaging.example/wado'],
    ['https://SECRET@imaging.example:8443', 'https://imaging.example:8443'],
    ['https://imaging.example/wado?apikey=SECRET#SECRET', 'https://imaging.example/wado'],
    ['jdbc:sqlserver://imaging.example;user=sa;password=SECRET', 'jdbc:sqlserver://imaging.example'],
    ['MLLP://anna:SECRET@10.0.0.1:2575', 'MLLP://10.0.0.1:2575'],
    ['https://anna:SEC/RET@imaging.example/wado', undefined],
    ['https://anna:SEC@RET@imaging.example/wado', undefined],
    ['https://anna:SEC?RET@imaging.example', undefined],
    ['https:\\\\anna:SECRET@imaging.example', undefined],
    ['anna:SECRET@imaging.example', undefined],
    ['mailto:anna:SECRET@imaging.example', undefined],
    [['https://anna:SECRET@imaging.example'], undefined],
    ['mailto:imaging@direct.example', 'mailto:imaging@direct.example'],
    ['imaging@direct.example', 'imaging@direct.example'],
    ['https://imaging.example/$find&access_token=SECRET', 'https://imaging.example/$find'],
    ['jdbc:oracle:thin:anna/SECRET', undefined],
    ['jdbc:oracle:thin:anna/SECRET//imaging.example', undefined],
    ['anna:SECRET', undefined],
    ['imaging.example:8443/wado&apikey=SECRET', 'imaging.example:8443/wado'],
    ['urn:oid:1.2.3', 'urn:oid:1.2.3'],
    ['ARCHIVE', 'ARCHIVE'],
  ])('shows its address %j as %j', (address, expected) => {
    const extended = { extension: [{ url: 'urn:x', valueString: 'SECRET' }] };
    const found = shown({ ...secret, address, _address: extended }, { scopes: 'system/*.rs' });
    expect(JSON.parse(JSON.stringify(found))).toEqual({ ...endpoint, address: expected });
  });
});
