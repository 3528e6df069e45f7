/** How much of a document's content is passed on, whether it is a Binary or stands in the document. */
import { GatewayError } from '../errors.ts';

/** What a number of bytes comes to in base64. */
export function inBase64(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

export function contentTooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'CONTENT_TOO_LARGE',
    `The content is larger than ${maxBytes} bytes, the most that this gateway passes on.`,
  );
}
