import { describe, expect, it } from 'vitest';
import { isUnderBaseUrl } from '../../src/http/base-url.ts';

const BASE = 'https://fhir.example.org/api/FHIR/R4';

describe('isUnderBaseUrl', () => {
  it.each([
    BASE,
    `${BASE}/`,
    `${BASE}/Patient/a`,
    `${BASE}?sessionID=1`,
    `${BASE}/Patient?sessionID=1#x`,
    'https://fhir.example.org:443/api/FHIR/R4/Patient',
    'https://FHIR.example.org/api/FHIR/R4/Patient',
    `${BASE}/x/../Patient`,
    `${BASE}/Patient?next=https://evil.example.org`,
  ])('accepts %s as a URL under the base URL', (url) => {
    expect(isUnderBaseUrl(new URL(url), BASE)).toBe(true);
    expect(isUnderBaseUrl(new URL(url), `${BASE}/`)).toBe(true);
  });

  it.each([
    'http://fhir.example.org/api/FHIR/R4/Patient',
    'https://fhir.example.org:8443/api/FHIR/R4/Patient',
    'https://evil.example.org/api/FHIR/R4/Patient',
    'https://fhir.example.org.evil.example.org/api/FHIR/R4/Patient',
    'https://sub.fhir.example.org/api/FHIR/R4/Patient',
    'https://fhir.example.org/api/FHIR/R4x',
    'https://fhir.example.org/api/FHIR/R4.evil/Patient',
    'https://fhir.example.org/api/FHIR/r4/Patient',
    'https://fhir.example.org/api/FHIR/STU3/Patient',
    'https://fhir.example.org/',
    `${BASE}/../STU3/Patient`,
    `${BASE}/%2e%2e/STU3/Patient`,
    `${BASE}/..\\STU3/Patient`,
    'https://user@fhir.example.org/api/FHIR/R4/Patient',
    'https://:word@fhir.example.org/api/FHIR/R4/Patient',
    'ftp://fhir.example.org/api/FHIR/R4/Patient',
    'data:text/plain,x',
  ])('rejects %s as a URL under the base URL', (url) => {
    expect(isUnderBaseUrl(new URL(url), BASE)).toBe(false);
  });

  it('accepts every URL of the origin if the base URL has no path', () => {
    expect(isUnderBaseUrl(new URL('https://fhir.example.org/Patient'), 'https://fhir.example.org')).toBe(
      true,
    );
    expect(isUnderBaseUrl(new URL('https://fhir.example.com/Patient'), 'https://fhir.example.org')).toBe(
      false,
    );
  });
});
