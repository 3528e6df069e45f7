/** The instructions that follow a new key: what to configure, what to register at Epic, and how long to wait. */
import type { KeyPair, PublicJwk } from './key-pair.ts';

/** Epic caches a key set for up to 29 hours, whatever its caching headers say (docs/epic.md). */
const CACHE_HOURS = 29;

interface NewKey {
  readonly pair: KeyPair;
  /** The file of the private key. */
  readonly path: string;
  /** The file of the public key set; null if it was printed. */
  readonly keySetFile: string | null;
}

export function creationInstructions({ pair, path, keySetFile }: NewKey): string {
  return `
${keyNotice(pair, path)}

1. Configure the gateway, in its environment or in .env, without EPIC_KEY_ID:

${indentLines([`EPIC_PRIVATE_KEY_FILE=${path}`, ...algorithmLine(pair)])}

   With a sites file, set the keys of the same meaning (privateKeyFile, signingAlgorithm) of the site or of \`defaults\`.

2. Publish the key set. The gateway serves it at /.well-known/jwks.json: make this path reachable over public https,
   without redirects or sign-in. Or put ${keySetFile ?? 'the key set printed below'} on any such host.
   For npm run doctor, set EPIC_JWKS_URL to the URL of the key set.

3. At fhir.epic.com, Build Apps, your app (Application Audience: Backend Systems):
     - paste the URL into "Non-Production JWK Set URL", for the sandbox and the test systems of sites;
     - for production, create another key pair, and paste its URL into "Production JWK Set URL".
   Save. A site can have its own URL: "Review & Manage Downloads", the site, "JWK Set URL".

4. Wait until the registration takes effect: up to 1 hour for the sandbox, up to 12 hours for a site. Then run:

     npm run doctor   (in the package or the image: doctor)

`;
}

interface Rotation extends NewKey {
  readonly oldKey: PublicJwk;
  /** The file of these steps. */
  readonly stepsFile: string;
  /** Settings to remove when the new key starts to sign. */
  readonly obsolete: readonly string[];
  /** Whether the old key uses another algorithm. */
  readonly changesAlgorithm: boolean;
}

export function rotationInstructions(rotation: Rotation): string {
  return `
${keyNotice(rotation.pair, rotation.path)}
These steps are also in ${rotation.stepsFile}, because they take more than ${CACHE_HOURS} hours.

${rotationSteps(rotation)}`;
}

/** No request fails during these steps, because Epic has fetched each key before it signs. */
export function rotationSteps(rotation: Rotation): string {
  const { pair, path, oldKey, obsolete, keySetFile, changesAlgorithm } = rotation;
  const lost = obsolete.length === 0 ? '' : ` Remove ${obsolete.join(' and ')}.`;
  return `Rotating from key ${oldKey.kid} to key ${pair.publicJwk.kid}

1. Publish the new key next to the old one, which keeps signing. Add this to the environment of every replica, and restart them:

${indentLines([`EPIC_SECOND_PUBLIC_KEY=${JSON.stringify(pair.publicJwk)}`])}

   If the key set is on another host, put ${keySetFile ?? 'the key set printed below'} there.
   Check that both keys are published (npm run doctor, or the URL of the key set in a browser).

2. Wait ${CACHE_HOURS} hours: Epic can cache the key set without the new key for that long.

3. Sign with the new key, and keep the old one published for replicas that still sign with it. Change the environment
   of every replica, and restart them one after the other:${lost}

${indentLines([
  `EPIC_PRIVATE_KEY_FILE=${path}`,
  `EPIC_SECOND_PUBLIC_KEY=${JSON.stringify(oldKey)}`,
  ...(changesAlgorithm ? [`EPIC_SIGNING_ALG=${pair.algorithm}`] : []),
])}

   npm run doctor shows whether the gateway gets a token. If it does not, undo this step: the old key still works.

4. When no replica signs with the old key anymore, remove EPIC_SECOND_PUBLIC_KEY, restart, and destroy the old private key.
`;
}

function keyNotice({ publicJwk, description }: KeyPair, path: string): string {
  return `A new private key is in ${path} (${description}), readable only by its owner (0600).
Only the gateway needs it: never commit it, never send it. Its kid is ${publicJwk.kid}, the thumbprint of the key.`;
}

/** RS384 is the default of EPIC_SIGNING_ALG. */
function algorithmLine({ algorithm }: KeyPair): string[] {
  return algorithm === 'RS384' ? [] : [`EPIC_SIGNING_ALG=${algorithm}`];
}

function indentLines(settings: readonly string[]): string {
  return settings.map((setting) => `     ${setting}`).join('\n');
}
