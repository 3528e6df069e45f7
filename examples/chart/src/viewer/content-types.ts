/** The types of contents: how the app shows them, and what people call them. */
import { formatSize } from '../formatting.ts';
import { mimeTypeOf } from './content.ts';

/** `text`: the gateway converts it to text or to safe HTML. `file`: the app only offers a download. */
type Presentation = 'pdf' | 'image' | 'text' | 'file';

const TYPES: Readonly<Record<string, readonly [name: string, presentation: Presentation]>> = {
  'application/pdf': ['PDF', 'pdf'],
  'image/png': ['PNG image', 'image'],
  'image/jpeg': ['JPEG image', 'image'],
  'image/gif': ['GIF image', 'image'],
  'image/webp': ['WebP image', 'image'],
  'image/tiff': ['TIFF image', 'file'],
  'text/html': ['Formatted text', 'text'],
  'text/plain': ['Text', 'text'],
  'text/rtf': ['RTF', 'text'],
  'application/rtf': ['RTF', 'text'],
  'text/xml': ['CDA document', 'text'],
  'application/xml': ['CDA document', 'text'],
  'application/hl7-cda+xml': ['CDA document', 'text'],
  'application/msword': ['Word document', 'file'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['Word document', 'file'],
};

export function presentationOf(contentType: string | null): Presentation {
  return TYPES[mimeTypeOf(contentType)]?.[1] ?? 'file';
}

/** Returns `PDF, 1.2 MB`. Returns a type that the table lacks unchanged. */
export function describeContent({ contentType, size }: ContentFacts): string {
  const type = mimeTypeOf(contentType);
  const name = TYPES[type]?.[0] ?? (type === '' ? 'Unknown type' : type);
  return size === null ? name : `${name}, ${formatSize(size)}`;
}

interface ContentFacts {
  readonly contentType: string | null;
  readonly size: number | null;
}
