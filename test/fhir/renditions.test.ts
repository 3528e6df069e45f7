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
    ['Epic’s HTML of a note that it gives as RTF too', 'text/html', [['text/rtf'], ['text/html']]],
    ['plain text before RTF', 'text/plain', [['application/rtf'], ['text/plain']]],
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
      'text that is the PDF in words',
      'text/plain',
      [
        ['application/pdf', 'Operative report', 90_000],
        ['text/plain', 'Operative report', 1_000],
      ],
    ],
    [
      'HTML whose title differs from that of the PDF in case and extension only',
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
    ['words next to a detached signature', 'text/html', [['application/pkcs7-signature'], ['text/html']]],
    ['words next to an archive', 'text/rtf', [['application/zip'], ['text/rtf']]],
    ['a known format of text before an unknown one', 'text/rtf', [['text/markdown'], ['text/rtf']]],
    ['a CDA next to text', 'application/xml', [['text/plain'], ['application/xml']]],
    ['a PDF before a CDA', 'application/pdf', [['text/xml'], ['application/pdf']]],
    ['a scan next to text', 'image/tiff', [['text/plain; charset=utf-8'], ['image/tiff']]],
    ['words before a recording', 'text/plain', [['audio/mpeg'], ['text/plain']]],
    [
      'a PDF before an unknown type',
      'application/pdf',
      [['application/octet-stream'], ['Application/PDF; x=y']],
    ],
  ])('is %s', (_what, best, renditions) => {
    for (const order of [renditions, renditions.toReversed()]) {
      const sorted = renditionsOf(order.map(attachment));
      expect(sorted).toHaveLength(renditions.length);
      expect(String(sorted[0]?.contentType).toLowerCase()).toMatch(new RegExp(`^${best}`));
    }
  });

  it('keeps all renditions, the document before its cover note before what cannot be shown', () => {
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

  it('has something to fetch', () => {
    const empty = [{ contentType: 'application/pdf' }, { contentType: 'text/html', url: ' ' }, {}];
    const inline = { contentType: 'text/plain', data: 'YQ==' };
    expect(renditionsOf([...empty, inline])).toEqual([inline]);
  });
});

describe('the renditions in words', () => {
  it('leave out the PDF next to them', () => {
    const renditions = [['application/pdf'], ['text/rtf'], ['text/plain']] as const;
    expect(typesOf(textRenditionsOf(renditions.map(attachment)))).toEqual(['text/plain', 'text/rtf']);
  });
});

describe('the size of a rendition', () => {
  it.each<[what: string, attachment: object, size: number | null]>([
    ['what the server says', { size: 12, data: 'YQ==' }, 12],
    ['that of inline data', { data: 'YWJjZA==' }, 4],
    ['unknown', { url: 'Binary/a' }, null],
    ['unknown where it is no whole number', { size: '12.5', url: 'Binary/a' }, null],
  ])('is %s', (_what, parts, size) => {
    expect(sizeOf(parts)).toBe(size);
  });
});
