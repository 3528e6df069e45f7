/** What people do with new keys: which lines go into the environment, what goes where at Epic, in which order, and how long to wait. */
import type { KeyPair, PublicJwk } from './key-pair.ts';

/** Epic keeps a key set for up to 29 h, whatever it is told; docs/epic.md. */
const CACHE_HOURS = 29;

interface NewKey {
  readonly pair: KeyPair;
  /** The file of the private key. */
  readonly path: string;
  /** Where the public key set was written; null: it was printed. */
  readonly keySetFile: string | null;
}

export function creationInstructions({ pair, path, keySetFile }: NewKey): string {
  return `
${keyNotice(pair, path)}

1. Tell the gateway, in its environment or in .env, and leave EPIC_KEY_ID out:

${indentLines([`EPIC_PRIVATE_KEY_FILE=${path}`, ...algorithmLine(pair)])}

2. Publish the key set. The gateway serves it at /.well-known/jwks.json: let that one path be reached over public https,
   without a redirect and without a login. Or put ${keySetFile ?? 'what is printed below'} on any such host.
   For npm run doctor, set EPIC_JWKS_URL to its URL.

3. At fhir.epic.com, Build Apps, your app (Application Audience: Backend Systems):
     - paste the URL into "Non-Production JWK Set URL", for the sandbox and the test systems of sites;
     - for production make another pair, and paste the URL of that into "Production JWK Set URL".
   Save. A site can have a URL of its own: "Review & Manage Downloads", the site, "JWK Set URL".

4. Wait until it has got there: up to 1 hour for the sandbox, up to 12 hours for a site. Then:

     npm run doctor   (of the package or the image: doctor)

`;
}

interface Rotation extends NewKey {
  readonly oldKey: PublicJwk;
  /** Where these steps are kept. */
  readonly stepsFile: string;
  /** What the environment has to lose when the new key signs. */
  readonly obsolete: readonly string[];
  /** Whether the old key signs by another algorithm. */
  readonly changesAlgorithm: boolean;
}

export function rotationInstructions(rotation: Rotation): string {
  return `
${keyNotice(rotation.pair, rotation.path)}
These steps are in ${rotation.stepsFile} too: there are more than ${CACHE_HOURS} hours between them.

${rotationSteps(rotation)}`;
}

/** No request fails on the way: whichever key signs, Epic has had the time to learn of it. */
export function rotationSteps(rotation: Rotation): string {
  const { pair, path, oldKey, obsolete, keySetFile, changesAlgorithm } = rotation;
  const lost = obsolete.length === 0 ? '' : ` Take away ${obsolete.join(' and ')}.`;
  return `Changing over from key ${oldKey.kid} to key ${pair.publicJwk.kid}

1. Publish the new key beside the old one, which goes on signing. Add to the environment of every replica, and restart them:

${indentLines([`EPIC_SECOND_PUBLIC_KEY=${JSON.stringify(pair.publicJwk)}`])}

   Where the key set is on another host, put ${keySetFile ?? 'what is printed below'} there.
   See that both are published (npm run doctor, or the URL of the key set in a browser).

2. Wait ${CACHE_HOURS} hours: for so long Epic can keep the key set that it has, without the new key.

3. Sign with the new key, and keep the old one published for the replicas that still sign with it. Change the environment
   of every replica, and restart them one after the other:${lost}

${indentLines([
  `EPIC_PRIVATE_KEY_FILE=${path}`,
  `EPIC_SECOND_PUBLIC_KEY=${JSON.stringify(oldKey)}`,
  ...(changesAlgorithm ? [`EPIC_SIGNING_ALG=${pair.algorithm}`] : []),
])}

   npm run doctor shows whether a token comes. If none does, undo this step: the old key is still good.

4. When no replica signs with the old key any more, take EPIC_SECOND_PUBLIC_KEY away, restart, and destroy the old private key.
`;
}

function keyNotice({ publicJwk, description }: KeyPair, path: string): string {
  return `A new private key is in ${path} (${description}), for its owner alone to read (0600).
It is for the gateway alone: never commit it, never send it. Its kid is ${publicJwk.kid}, its thumbprint.`;
}

/** RS384 is what the gateway signs by where nothing is said. */
function algorithmLine({ algorithm }: KeyPair): string[] {
  return algorithm === 'RS384' ? [] : [`EPIC_SIGNING_ALG=${algorithm}`];
}

function indentLines(settings: readonly string[]): string {
  return settings.map((setting) => `     ${setting}`).join('\n');
}
