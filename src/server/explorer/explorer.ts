/** Serves the offline explorer at /explorer: GraphiQL with a panel that shows the cost of each response. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { type BundledFile, readBundle, type Representation } from './bundle.ts';
import { type ExampleOperation, readExamples } from './examples.ts';

/** If the explorer is served, this header makes a response list its FHIR requests. */
export const EXPLAIN_HEADER = 'x-explain';

export interface ExplorerOptions {
  /** The initial operation. */
  readonly document: string;
  /** Whether callers sign in. The page then shows a header for the token. */
  readonly signsIn: boolean;
}

/** The data that the page loads when it starts. */
interface StartData {
  readonly document: string;
  readonly signsIn: boolean;
  readonly examples: readonly ExampleOperation[];
}

const PAGE = 'page.html';

/**
 * Allows only resources of the gateway itself, and no inline scripts. Inline styles are the exception: Monaco, GraphiQL's editor, writes style elements
 * and attributes, and supports no nonce. Its icons are data: URLs in its style sheets.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function addExplorer(app: FastifyInstance, { document, signsIn }: ExplorerOptions): void {
  for (const file of readBundle()) {
    const path = file.name === PAGE ? '/explorer' : `/explorer/${file.name}`;
    app.get(path, async (request, reply) => {
      const { encoding, etag, content } = chooseRepresentation(request, file);
      setHeaders(reply, file.type).headers({ etag, vary: 'accept-encoding' });
      if (isUnchanged(request, etag)) return reply.code(304).send();
      if (encoding !== 'identity') void reply.header('content-encoding', encoding);
      return reply.send(await content());
    });
  }
  app.get('/explorer/', (_request, reply) => reply.redirect('/explorer'));
  const start: StartData = { document, signsIn, examples: readExamples() };
  app.get('/explorer/start.json', (_request, reply) => setHeaders(reply, 'application/json').send(start));
}

function chooseRepresentation(request: FastifyRequest, { representations }: BundledFile): Representation {
  const encodings = representations.map(({ encoding }) => encoding);
  const chosen = new Negotiator(request.raw).encoding(encodings) ?? 'identity';
  return representations.find(({ encoding }) => encoding === chosen) ?? representations[0];
}

/** Compares weakly, because a compressing proxy turns a strong ETag into a weak one. */
function isUnchanged(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match']?.split(',') ?? [];
  return known.some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, '')));
}

function setHeaders(reply: FastifyReply, type: string): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('cache-control', 'no-cache')
    .type(type);
}
