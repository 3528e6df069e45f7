/** The offline explorer at /explorer: GraphiQL with a panel that shows what each answer cost. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { type BundledFile, readBundle, type Representation } from './bundle.ts';
import { type ExampleOperation, readExamples } from './examples.ts';

/** With this header, where the explorer is served, an answer tells what was asked of the FHIR server. */
export const EXPLAIN_HEADER = 'x-explain';

export interface ExplorerOptions {
  /** The operation that is there at first. */
  readonly document: string;
  /** Whether callers sign in, so that a header for the token is there to be filled in. */
  readonly signsIn: boolean;
}

/** What the page asks for when it starts. */
interface StartData {
  readonly document: string;
  readonly signsIn: boolean;
  readonly examples: readonly ExampleOperation[];
}

const PAGE = 'page.html';

/**
 * Everything comes from the gateway itself, and the page has no inline script. Styles are the exception: Monaco, the editor in GraphiQL,
 * writes style elements and attributes, and takes no nonce for them. Its icons are data: URLs in its style sheets.
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

/** Compares weakly, because a proxy that compresses makes a weak tag of a strong one. */
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
