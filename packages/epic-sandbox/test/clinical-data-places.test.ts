import { describe, expect, it } from 'vitest';
import { LOCATIONS } from '../src/data/clinical/location.ts';
import { PRACTITIONER_ROLES } from '../src/data/clinical/practitioner-role.ts';
import { ORGANIZATIONS } from '../src/data/organizations.ts';
import { DIRECTORY_PRACTITIONERS, PRACTITIONERS } from '../src/data/practitioners.ts';
import { codingsIn, KNOWN_REFERENCES, referencesIn } from './support/clinical-record.ts';

const EVERYTHING = [...LOCATIONS, ...PRACTITIONER_ROLES, ...ORGANIZATIONS, ...DIRECTORY_PRACTITIONERS];

describe('practitioners, organizations and locations', () => {
  it('there are more practitioners and locations than one _id search of ten accepts', () => {
    expect(LOCATIONS.length).toBeGreaterThan(10);
    expect(DIRECTORY_PRACTITIONERS.length).toBeGreaterThan(10);
    expect(PRACTITIONER_ROLES.length).toBeGreaterThan(10);
  });

  it("shared resources have unique ids in Epic's form", () => {
    const ids = EVERYTHING.map(({ id }) => id);
    expect(ids.filter((id) => !/^e[\w.-]{20,58}3$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shared resources refer only to each other', () => {
    const unknown = referencesIn(EVERYTHING).filter(({ reference }) => !KNOWN_REFERENCES.has(reference));
    expect(unknown).toEqual([]);
  });

  it("every practitioner has one or two roles, with a NUCC specialty in addition to the site's", () => {
    const owners = PRACTITIONER_ROLES.map(({ practitioner }) => practitioner?.reference);
    expect(new Set(owners)).toEqual(new Set(DIRECTORY_PRACTITIONERS.map(({ id }) => `Practitioner/${id}`)));
    expect(owners.length).toBeGreaterThan(DIRECTORY_PRACTITIONERS.length);
    for (const { specialty } of PRACTITIONER_ROLES) {
      const nucc = codingsIn(specialty).filter(
        ({ system }) => system === 'http://nucc.org/provider-taxonomy',
      );
      expect(nucc.map(({ code = '' }) => /^[\dA-Z]{9}X$/.test(code))).toEqual([true]);
    }
  });

  it('roles are at locations of their organization', () => {
    const owners = new Map(
      LOCATIONS.map((one) => [`Location/${one.id}`, one.managingOrganization?.reference]),
    );
    for (const { organization, location = [] } of PRACTITIONER_ROLES) {
      expect(location.length).toBeGreaterThan(0);
      expect(new Set(location.map(({ reference = '' }) => owners.get(reference)))).toEqual(
        new Set([organization?.reference]),
      );
    }
  });

  it('units are part of the hospital, and clinics have an address', () => {
    const units = LOCATIONS.filter(({ partOf }) => partOf !== undefined);
    const clinics = LOCATIONS.filter(({ address }) => address !== undefined);
    expect(units.length).toBeGreaterThan(5);
    expect(new Set(units.map(({ partOf }) => partOf?.reference))).toEqual(
      new Set([`Location/${LOCATIONS[0].id}`]),
    );
    expect(clinics.length).toBeGreaterThan(5);
    expect(LOCATIONS.some(({ status }) => status === 'suspended')).toBe(true);
  });

  it('practitioners have unique NPIs', () => {
    const numbers = DIRECTORY_PRACTITIONERS.map(({ identifier }) => identifier?.[0]?.value ?? '');
    expect(numbers.filter((value) => !/^1990000\d{3}$/.test(value))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("general practitioners come first, so further practitioners don't change any patient's own", () => {
    expect(DIRECTORY_PRACTITIONERS.slice(0, PRACTITIONERS.length)).toEqual(PRACTITIONERS);
  });
});
