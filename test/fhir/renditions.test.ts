import { describe, expect, it } from 'vitest';
import { renditionsOf, sizeOf, textRenditionsOf } from '../../src/fhir/renditions.ts';
import type { Attachment } from '../../src/fhir/types.ts';

type Parts = readonly [contentType: string, title?: string, size?: number];

function attachment([contentType, title, size]: Parts): Attachment {
  return {
    contentType,
    url: `Binary/${contentType}-${title}-${size}`,
    ...(title !== undefined && { title }),
    ...(size !== undefined && { size }),
  };
}

function typesOf(attachments: readonly Attachment[]): unknown[] {
  return attachments.map(({ contentType }) => contentType);
}

describe('the best rendition', () => {
  it.each<[what: string, best: string, renditions: readonly Parts[]]>([
    ['HTML rather than RTF, as in Epic’s notes', 'text/html', [['text/rtf'], ['text/html']]],
    ['plain text rather than RTF', 'text/plain', [['application/rtf'], ['text/plain']]],
    ['a PDF next to a plain cover note', 'application/pdf', [['text/plain'], ['application/pdf']]],
    ['a PDF next to an HTML cover note', 'application/pdf', [['text/html'], ['application/pdf']]],
    [
      'a PDF next to a cover note with another title',
      'application/pdf',
      [
        ['text/plain', 'Cover note', 20_000],
        ['application/pdf', 'Operative report', 90_000],
      ],
    ],
    [
      'a PDF next to a few lines with its own title',
      'application/pdf',
      [
        ['text/plain', 'Operative report', 999],
        ['application/pdf', 'Operative report', 90_000],
      ],
    ],
    [
      'text with the title of the PDF and enough content',
      'text/plain',
      [
        ['application/pdf', 'Operative report', 90_000],
        ['text/plain', 'Operative report', 1_000],
      ],
    ],
    [
      'HTML whose title differs from the PDF’s only in case and extension',
      'text/html',
      [
        ['application/pdf', 'OPERATIVE  Report.pdf'],
        ['text/html', 'Operative report.html', 4_000],
      ],
    ],
    [
      'a PDF next to text of unknown size to which the server copied its title',
      'application/pdf',
      [
        ['text/plain', 'Discharge Summary'],
        ['application/pdf', 'Discharge Summary'],
      ],
    ],
    ...['image/jpg', 'image/gif', 'application/octet-stream', 'application/x-vendor', ''].map(
      (type): [string, string, readonly Parts[]] => [
        `a file of type '${type}' next to a few words`,
        type,
        [
          ['text/plain', 'Letter', 40],
          [type, 'letter.pdf', 90_000],
        ],
      ],
    ),
    ['text next to a detached signature', 'text/html', [['application/pkcs7-signature'], ['text/html']]],
    ['text next to an archive', 'text/rtf', [['application/zip'], ['text/rtf']]],
    ['a known text format rather than an unknown one', 'text/rtf', [['text/markdown'], ['text/rtf']]],
    ['a CDA next to text', 'application/xml', [['text/plain'], ['application/xml']]],
    ['a PDF rather than a CDA', 'application/pdf', [['text/xml'], ['application/pdf']]],
    ['a scan next to text', 'image/tiff', [['text/plain; charset=utf-8'], ['image/tiff']]],
    ['text rather than a recording', 'text/plain', [['audio/mpeg'], ['text/plain']]],
    [
      'a PDF rather than an unknown type',
      'application/pdf',
      [['application/octet-stream'], ['Application/PDF; x=y']],
    ],
  ])('the best rendition is %s [CS-99]', (_what, best, renditions) => {
    for (const order of [renditions, renditions.toReversed()]) {
      const sorted = renditionsOf(order.map(attachment));
      expect(sorted).toHaveLength(renditions.length);
      expect(String(sorted[0]?.contentType).toLowerCase()).toMatch(new RegExp(`^${best}(;|$)`));
    }
  });

  it('all renditions are kept: the document, then its cover note, then recordings and archives', () => {
    const renditions = [
      attachment(['audio/mpeg']),
      attachment(['text/plain', 'Cover']),
      attachment(['image/jpeg', 'Page 1']),
      attachment(['application/pdf', 'Letter']),
      attachment(['text/html', 'Letter']),
    ];
    expect(typesOf(renditionsOf(renditions))).toEqual([
      'application/pdf',
      'image/jpeg',
      'text/html',
      'text/plain',
      'audio/mpeg',
    ]);
  });

  it('renditions without URL and data are dropped', () => {
    const empty = [{ contentType: 'application/pdf' }, { contentType: 'text/html', url: ' ' }, {}];
    const inline = { contentType: 'text/plain', data: 'YQ==' };
    expect(renditionsOf([...empty, inline])).toEqual([inline]);
  });
});

describe('the text renditions', () => {
  it('the text renditions leave out a PDF', () => {
    const renditions = [['application/pdf'], ['text/rtf'], ['text/plain']] as const;
    expect(typesOf(textRenditionsOf(renditions.map(attachment)))).toEqual(['text/plain', 'text/rtf']);
  });
});

describe('the size of a rendition', () => {
  it.each<[what: string, attachment: object, size: number | null]>([
    ['the server’s value', { size: 12, data: 'YQ==' }, 12],
    ['the size of inline data', { data: 'YWJjZA==' }, 4],
    ['unknown', { url: 'Binary/a' }, null],
    ['null if it is not an integer', { size: '12.5', url: 'Binary/a' }, null],
  ])('the size of a rendition is %s', (_what, parts, size) => {
    expect(sizeOf(parts)).toBe(size);
  });
});
