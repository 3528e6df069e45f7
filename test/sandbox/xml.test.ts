import { describe, expect, it } from 'vitest';
import { withDecimal } from '../../src/sandbox/data/clinical/decimal.ts';
import { toXml } from '../../src/sandbox/xml.ts';

describe('the XML form of a resource', () => {
  it('has a value attribute for each primitive, an element for each item, and url as an attribute of extensions', () => {
    expect(
      toXml({
        resourceType: 'Patient',
        id: 'x',
        active: true,
        extension: [{ url: 'http://example.com/a', extension: [{ url: 'b', valueInteger: 1 }] }],
        name: [{ given: ['A', 'B'] }, { text: '<"&\r\n>' }],
      }),
    ).toBe(
      '<?xml version="1.0" encoding="utf-8"?><Patient xmlns="http://hl7.org/fhir"><id value="x"/><active value="true"/>' +
        '<extension url="http://example.com/a"><extension url="b"><valueInteger value="1"/></extension></extension>' +
        '<name><given value="A"/><given value="B"/></name><name><text value="&lt;&quot;&amp;&#13;&#10;&gt;"/></name></Patient>',
    );
  });

  it('puts what JSON has in _name into the primitive', () => {
    const communication = {
      language: { text: 'English' },
      preferred: true,
      _preferred: { extension: [{ url: 'u', valueCode: 'c' }] },
    };
    expect(toXml({ resourceType: 'Patient', communication: [communication] })).toContain(
      '<communication><language><text value="English"/></language><preferred value="true"><extension url="u"><valueCode value="c"/></extension></preferred></communication>',
    );
  });

  it('names a resource within a resource', () => {
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

  it('keeps the zeros of a decimal', () => {
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
