import { describe, expect, it } from 'vitest';
import { cdaToHtml } from '../../src/cda/reader.ts';
import { convertNote } from '../../src/conversion.ts';

const DISCHARGE = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="CDA.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc">
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <code code="18842-5" displayName="Discharge summary"/>
  <title>Discharge &amp; transfer</title>
  <recordTarget><patientRole><patient><name>Never in the text</name></patient></patientRole></recordTarget>
  <component><structuredBody>
    <component><section>
      <code code="10160-0" displayName="Medications"/>
      <title>Medications</title>
      <text>
        <table border="1">
          <caption>At discharge</caption>
          <thead><tr><th>Drug</th><th>Dose</th></tr></thead>
          <tbody>
            <tr><td><content ID="m1" styleCode="Bold">Warfarin</content></td><td>2.5 mg<br/>at night</td></tr>
            <tr><td><content revised="delete">Aspirin</content></td><td>100 mg</td></tr>
          </tbody>
        </table>
        <paragraph>Target INR 2<sub>low</sub>, 10<sup>9</sup>/L<footnote ID="f1">by telephone</footnote>.</paragraph>
        <paragraph>See <linkHtml href="https://ehr.example/inr">the chart</linkHtml><footnoteRef IDREF="f1"/></paragraph>
      </text>
      <entry><substanceAdministration><text><reference value="#m1"/>Never in the text</text></substanceAdministration></entry>
    </section></component>
    <component><section>
      <title>Problems</title>
      <text>
        <list listType="ordered" styleCode="BigRoman"><caption>Active</caption><item>Gout</item><item><caption>Heart</caption> failure</item></list>
        <list><item>one<list><item>inner</item></list></item></list>
        <renderMultiMedia referencedObject="x"><caption>ECG of 3 May</caption></renderMultiMedia>
      </text>
      <component><section><title>Resolved</title><text>First line
Second &lt;line&gt;</text></section></component>
    </section></component>
    <component><section nullFlavor="NASK"><code displayName="Allergies"/><text nullFlavor="NASK"/></section></component>
    <component><section><title>Plan</title></section></component>
  </structuredBody></component>
</ClinicalDocument>`;

function converted(written: string | Uint8Array<ArrayBuffer>, contentType = 'application/xml') {
  const bytes = typeof written === 'string' ? new TextEncoder().encode(written) : written;
  return convertNote({ bytes, format: 'cda', contentType, forms: ['text', 'html'] });
}

function textOf(written: string): string {
  const { text } = converted(written);
  if (text === null) throw new Error('There is no text.');
  return text;
}

function body(narrative: string): string {
  return `<ClinicalDocument><component><structuredBody><component><section><title>T</title><text>${narrative}</text></section></component></structuredBody></component></ClinicalDocument>`;
}

describe('a CDA document [CS-102]', () => {
  it('the plain text has the narrative blocks in order, with all titles', () => {
    expect(textOf(DISCHARGE)).toBe(
      [
        'Discharge & transfer',
        '',
        'Medications',
        '',
        'At discharge',
        'Drug | Dose',
        'Warfarin | 2.5 mg; at night',
        '~~Aspirin~~ | 100 mg',
        '',
        'Target INR 2low, 10^9/L [1: by telephone].',
        '',
        'See the chart[1]',
        '',
        'Problems',
        '',
        'Active',
        '',
        'I. Gout',
        'II. Heart failure',
        '',
        '- one',
        '  - inner',
        '',
        '[Media not shown as text] ECG of 3 May',
        '',
        'Resolved',
        '',
        'First line',
        'Second <line>',
        '',
        'Allergies',
        '',
        '(not asked)',
        '',
        '(not asked)',
        '',
        'Plan',
        '',
        '(This section has no text.)',
      ].join('\n'),
    );
  });

  it('the safe HTML has headings, tables, lists and links', () => {
    const { html } = converted(DISCHARGE);
    for (const part of [
      '<h1>Discharge &amp; transfer</h1>',
      '<h2>Medications</h2>',
      '<h3>Resolved</h3>',
      '<caption>At discharge</caption>',
      '<strong>Warfarin</strong>',
      '<del>Aspirin</del>',
      '<ol type="I">',
      '<a href="https://ehr.example/inr" rel="noopener noreferrer nofollow">the chart</a>',
      'Second &lt;line&gt;',
    ])
      expect(html).toContain(part);
  });

  it.each(['application/xml', 'text/xml; charset=utf-8'])(
    'a document with or without a namespace prefix is read as %s',
    (type) => {
      const prefixed = DISCHARGE.replace(/<(\/?)(?![?!])/g, '<$1cda:').replaceAll('<cda:/', '</cda:');
      expect(converted(prefixed, type)).toEqual(converted(DISCHARGE, type));
    },
  );

  it('a document is read in its declared encoding', () => {
    const latin2 = Buffer.from([...Buffer.from('<?xml version="1.0" encoding="ISO-8859-2"?>' + body('@'))]);
    const at = latin2.indexOf('@');
    latin2[at] = 0xb3;
    expect(converted(new Uint8Array(latin2)).text).toBe('T\n\nł');
  });

  it.each<[what: string, xml: string]>([
    ['other XML', '<Bundle><title>x</title></Bundle>'],
    ['text that is not XML', 'plain words'],
    ['an empty string', ''],
    ['a document within another element', `<wrapper>${body('x')}</wrapper>`],
  ])('%s is not CDA, and has neither form', (_what, xml) => {
    expect(converted(xml)).toMatchObject({ text: null, html: null, tooLong: [] });
  });

  it.each([
    ['application/pdf', 'B64', 'JVBERi0='],
    ['image/tiff', 'B64', 'SUkqAA=='],
  ])('a body of type %s is reported instead of shown', (mediaType, representation, data) => {
    const xml = `<ClinicalDocument><title>Scan</title><component><nonXMLBody><text mediaType="${mediaType}" representation="${representation}">${data}</text></nonXMLBody></component></ClinicalDocument>`;
    expect(textOf(xml)).toBe(`Scan\n\n[The body of this document is ${mediaType} and not shown as text.]`);
  });

  it.each<[what: string, text: string, message: string]>([
    [
      'is in a separate file',
      '<text><reference value="a.pdf"/></text>',
      '[The body of this document is a separate file and not shown as text.]',
    ],
    [
      'is a plain-text file',
      '<text mediaType="text/plain"> <reference value="a.txt"/> </text>',
      '[The body of this document is a separate file and not shown as text.]',
    ],
    ['is empty', '<text mediaType="text/plain"> </text>', '(There is no text.)'],
    [
      'has only a media type',
      '<text mediaType="application/pdf"/>',
      '[The body of this document is application/pdf and not shown as text.]',
    ],
  ])('the text states that the body %s', (_what, text, message) => {
    const xml = `<ClinicalDocument><title>Scan</title><component><nonXMLBody>${text}</nonXMLBody></component></ClinicalDocument>`;
    expect(textOf(xml)).toBe(`Scan\n\n${message}`);
  });

  it.each([
    '<ClinicalDocument><title>Scan</title></ClinicalDocument>',
    '<ClinicalDocument><title>Scan</title><component><structuredBody/></component></ClinicalDocument>',
  ])('the text states that there is none: %s', (xml) => {
    expect(textOf(xml)).toBe('Scan\n\n(This document has no text.)');
  });

  it.each([
    ['alone', 'Strikethrough'],
    ['after two spaces', 'Bold  xStrike'],
    ['after a line end', ' Bold&#10;Strikethrough'],
    ['after a no-break space', 'Bold&#160;Strikethrough'],
    ['after 70,000 spaces', `Bold${' '.repeat(70_000)}xStrike`],
  ])('the text with a style code that strikes it out is struck out: %s', (_where, codes) => {
    expect(textOf(body(`<content styleCode="${codes}">Aspirin</content>`))).toBe('T\n\n~~Aspirin~~');
  });

  it.each(['Bold Underline', 'Bold&#10;Underline', 'Bold&#160;Underline'])(
    'the text with the style codes "%s" has both styles',
    (codes) => {
      const { html } = converted(body(`<content styleCode="${codes}">Aspirin</content>`));
      expect(html).toContain('<strong><u>Aspirin</u></strong>');
    },
  );

  it('a title with markup is kept whole', () => {
    const xml = body('x').replace(
      '<title>T<',
      '<title>Al<content>ler<sub>gi</sub></content>es<br/>today<script>z</script><',
    );
    expect(textOf(xml)).toBe('Allergies today\n\nx');
  });

  it.each(['OTH', 'UNC', 'TRC', 'DER', 'QS', 'X"<'])(
    'the text of a section with the nullFlavor %s is shown',
    (code) => {
      const flavor = `nullFlavor="${code.replace('"', '&quot;').replace('<', '&lt;')}"`;
      const xml = body('x').replace('<section>', `<section ${flavor}>`).replace('<text>', `<text ${flavor}>`);
      expect(textOf(xml)).toBe('T\n\nx');
      expect(textOf(xml.replace('x</text>', '</text>'))).toBe('T\n\n(There is no text.)');
      expect(textOf(xml.replace(/<text.*<\/text>/, ''))).toBe('T\n\n(This section has no text.)');
    },
  );

  it('a body of plain text keeps its lines', () => {
    const xml = `<ClinicalDocument><title>Letter</title><component><nonXMLBody><text mediaType="text/plain">Dear Dr Ng,
no change.</text></nonXMLBody></component></ClinicalDocument>`;
    expect(textOf(xml)).toBe('Letter\n\nDear Dr Ng,\nno change.');
  });
});

describe('a hostile CDA document', () => {
  it('declared entities are not expanded', () => {
    const lines = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`);
    const xml = `<!DOCTYPE x [ <!ENTITY l0 "lol"> ${lines.join('\n')} ]>${body('a &l9; b')}`;
    expect(textOf(xml)).toBe('T\n\na &l9; b');
  });

  it.each(['SYSTEM "file:///etc/passwd"', 'SYSTEM "http://127.0.0.1:9/x"', 'PUBLIC "x" "file:///etc/hosts"'])(
    'external entities are not read: %s',
    (source) => {
      const xml = `<!DOCTYPE x [ <!ENTITY x ${source}> ]>${body('a &x; b')}`;
      expect(textOf(xml)).toBe('T\n\na &x; b');
    },
  );

  it.each([
    '<linkHtml href="javascript:alert(1)">x</linkHtml>',
    '<linkHtml href="&#106;avascript:alert(1)">x</linkHtml>',
    '<linkHtml href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;">x</linkHtml>',
    '<content onclick="alert(1)" styleCode="&quot;&gt;&lt;script&gt;">x</content>',
    '<script>alert(1)</script>x',
    '<td colspan="1&quot; onclick=&quot;alert(1)">x</td>',
    '<list styleCode="constructor" listType="ordered"><item>x</item></list>',
    '<constructor>x</constructor><__proto__/>',
    '<renderMultiMedia referencedObject="x"/><iframe src="https://x.example"/>',
  ])('nothing that runs or loads is left: %s', (narrative) => {
    const { html, text } = converted(body(narrative));
    expect(html).not.toBeNull();
    expect(html).not.toMatch(/alert|script|onclick|data:|iframe|src=/i);
    expect(text).toMatch(/x|Media/);
  });

  it('markup in text is shown as text', () => {
    const { html } = converted(
      body('&lt;script&gt;alert(1)&lt;/script&gt;<![CDATA[<img src=x onerror=alert(2)>]]>'),
    );
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;');
  });

  it('a document that nests too deep is cut off, and says so', () => {
    const deep = `before <content>${'<content>'.repeat(100_000)}deep`;
    expect(textOf(body(deep))).toBe(
      'T\n\nbefore\n\n[The rest of this document is nested too deep and not shown.]',
    );
    expect(cdaToHtml('<x>'.repeat(100_000))).toBeNull();
    expect(cdaToHtml(body(`${'<content>'.repeat(100)}deep${'</content>'.repeat(100)}`))).toContain('deep');
  });

  it('a document that ends in the middle says so', () => {
    const cut = body('all of <content>the words').replace(/<\/text>.*/, '');
    expect(textOf(cut)).toBe('T\n\nall of the words\n\n[The document is cut off here.]');
  });
});
