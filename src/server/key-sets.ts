/** Serves the public key sets with which FHIR servers verify client assertions. Epic fetches them without a token. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createSigningKeys, type PublicKeySet } from '../auth/signing-keys.ts';
import type { SiteConfig } from '../config/sites.ts';
import { errorBody } from './error-responses.ts';
import { type Sites, siteOf } from './sites.ts';

const PATH = '/.well-known/jwks.json';
/** How long Epic may cache a key set. Epic's own limit is 29 hours. */
const MAX_AGE_SECONDS = 3_600;

/**
 * Adds the key set of the gateway, and with a sites file the key set of each site that has its own key. A site without one and a site that
 * does not exist give the same response.
 */
export function addKeySets(app: FastifyInstance, sites: Sites): void {
  app.get(PATH, async (_request, reply) => send(reply, await sites.keySet(null)));
  if (sites.only === null)
    app.get(`/sites/:site${PATH}`, async (request, reply) =>
      send(reply, await sites.keySet(siteOf(request))),
    );
}

function send(reply: FastifyReply, keys: PublicKeySet | null): FastifyReply {
  if (keys !== null) return reply.header('cache-control', `public, max-age=${MAX_AGE_SECONDS}`).send(keys);
  const message = 'This path has no key set. Keys that sites share are at /.well-known/jwks.json.';
  return reply.header('cache-control', 'no-store').code(404).send(errorBody('NOT_FOUND', message));
}

/** Returns the key set of a site that has a key of its own; null for another. */
export async function readOwnKeySet(config: SiteConfig): Promise<PublicKeySet | null> {
  return config.hasOwnKey ? readKeySet(config) : null;
}

/** Returns the keys that sites have from the defaults of the file. A site can publish them under an id of its own. */
export async function readSharedKeySet(configs: readonly SiteConfig[]): Promise<PublicKeySet> {
  const sets = await Promise.all(configs.filter(({ hasOwnKey }) => !hasOwnKey).map(readKeySet));
  const keys = sets.flatMap((set) => set?.keys ?? []);
  return { keys: [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()] };
}

/** Returns null if the site signs nothing. */
async function readKeySet({ epic }: SiteConfig): Promise<PublicKeySet | null> {
  if (epic?.authentication.kind !== 'private_key_jwt') return null;
  const { published } = await createSigningKeys(epic.authentication);
  return published;
}
