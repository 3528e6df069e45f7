import { describe, expect, it } from 'vitest';
import { withDecimal } from '../src/data/clinical/decimal.ts';
import { toXml } from '../src/xml.ts';
import { PATIENTS, RECORD } from './support/clinical-record.ts';

/** Returns the value with the members of every object in reverse order. */
function reverseMembers<T>(value: T): T;
function reverseMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => reverseMembers(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Reflect.ownKeys(value)
      .toReversed()
      .map((key) => [key, reverseMembers(Reflect.get(value, key))]),
  );
}

describe('FHIR XML', () => {
  it('primitives have a value attribute, each item is an element, and an extension has its url as an attribute', () => {
    expect(
      toXml({
        resourceType: 'Patient',
        id: 'x',
        active: true,
        extension: [{ url: 'http://example.com/a', extension: [{ url: 'b', valueInteger: 1 }] }],
        name: [{ given: ['A', 'B'] }, { text: '<"&\r\n>' }],
      }),
    ).toBe(
      '<?xml version="1.0" encoding="utf-8"?><Patient xmlns="http://hl7.org/fhir"><id value="x"/>' +
        '<extension url="http://example.com/a"><extension url="b"><valueInteger value="1"/></extension></extension>' +
        '<active value="true"/><name><given value="A"/><given value="B"/></name><name><text value="&lt;&quot;&amp;&#13;&#10;&gt;"/></name></Patient>',
    );
  });

  it('the members of _name become part of the primitive', () => {
    const communication = {
      language: { text: 'English' },
      preferred: true,
      _preferred: { extension: [{ url: 'u', valueCode: 'c' }] },
    };
    expect(toXml({ resourceType: 'Patient', communication: [communication] })).toContain(
      '<communication><language><text value="English"/></language><preferred value="true"><extension url="u"><valueCode value="c"/></extension></preferred></communication>',
    );
  });

  it('a nested resource has its own element', () => {
    expect(
      toXml({
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [{ resource: { resourceType: 'Patient', id: 'x' } }],
      }),
    ).toContain(
      '<entry><resource><Patient xmlns="http://hl7.org/fhir"><id value="x"/></Patient></resource></entry>',
    );
  });

  it("elements are in the order of FHIR's definitions at every depth, whatever the order in JSON", () => {
    const observation = {
      component: [{ valueQuantity: { unit: 'mm[Hg]', value: 120 }, code: { text: 'Systolic' } }],
      effectiveDateTime: '2026-05-01',
      code: { text: 'Blood pressure', coding: [{ code: '85354-9', system: 'http://loinc.org' }] },
      status: 'final' as const,
      id: 'x',
      resourceType: 'Observation' as const,
    };
    expect(toXml(observation)).toContain(
      '<id value="x"/><status value="final"/><code><coding><system value="http://loinc.org"/><code value="85354-9"/></coding>' +
        '<text value="Blood pressure"/></code><effectiveDateTime value="2026-05-01"/><component><code><text value="Systolic"/></code>' +
        '<valueQuantity><value value="120"/><unit value="mm[Hg]"/></valueQuantity></component></Observation>',
    );
  });

  it('a narrative stays XHTML', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Diet &amp; exercise</p></div>';
    const plan = {
      status: 'active',
      intent: 'plan',
      subject: {},
      text: { div, status: 'generated' },
    } as const;
    expect(toXml({ resourceType: 'CarePlan', ...plan })).toContain(
      `<text><status value="generated"/>${div}</text>`,
    );
  });

  it("an element's id is an attribute, and a primitive without a value keeps its extension", () => {
    const name = { id: 'n1', given: ['A'], _given: [null, { id: 'g2', extension: [{ url: 'u' }] }] };
    expect(toXml({ resourceType: 'Patient', id: 'x', name: [name] })).toContain(
      '<id value="x"/><name id="n1"><given value="A"/><given id="g2"><extension url="u"/></given></name>',
    );
  });

  it.each([{ type: 'Patient', all: PATIENTS }, ...RECORD])(
    'the element order covers all elements of $type in charts',
    ({ all }) => {
      for (const resource of all.slice(0, 60)) {
        expect(toXml(reverseMembers(resource))).toBe(toXml(resource));
      }
    },
  );

  it('decimals keep trailing zeros', () => {
    expect(
      toXml({
        resourceType: 'Observation',
        status: 'final',
        code: {},
        valueQuantity: withDecimal({ unit: '%' }, '7.0'),
      }),
    ).toContain('<valueQuantity><value value="7.0"/><unit value="%"/></valueQuantity>');
  });
});
