/** Issues a token, and says how to use it. */
import { relative } from 'node:path';
import { joinNames } from '../config/problems.ts';
import { FIRST_QUERY } from '../graphql/plugins/first-query.ts';
import type { TokenCommand } from './arguments.ts';
import { openLocalIssuer } from './local-issuer.ts';
import { type IssuingSettings, readIssuingSettings } from './settings.ts';
import { DEFAULT_MINUTES, patientOf, scopeOf, type TokenGrant } from './token-grant.ts';

export interface TokenEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Receives the token. */
  readonly writeOutput: (text: string) => void;
  /** Receives everything else. */
  readonly writeMessage: (text: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** @throws LocalIssuerError */
export async function issueToken(
  { grant: requested, folder }: Extract<TokenCommand, { readonly name: 'issue' }>,
  { env, writeOutput, writeMessage, now }: TokenEnvironment,
): Promise<void> {
  const settings = readIssuingSettings(env);
  const issuer = await openLocalIssuer(folder ?? settings.folder, now);
  const audience = requested.audience ?? settings.audience ?? undefined;
  const grant = { ...requested, audience };
  const token = await issuer.issue(grant, settings.claims);
  writeMessage(describeToken(grant, { ...settings, folder: issuer.folder, isNew: issuer.isNew, now: now() }));
  writeOutput(`${token}\n`);
}

interface IssuedIn extends IssuingSettings {
  /** Whether the keys were just created. */
  readonly isNew: boolean;
  readonly now: number;
}

function describeToken(grant: TokenGrant, issued: IssuedIn): string {
  const { as, minutes = DEFAULT_MINUTES } = grant;
  const { isNew, now, replaced } = issued;
  const folder = nameFolder(issued.folder);
  const holder = patientOf(as) === null ? `a ${as}` : 'a patient';
  const until = new Date(now + minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const settings = [
    `AUTH_LOCAL_ISSUER=${folder}`,
    ...(grant.audience === undefined ? [] : [`AUTH_AUDIENCE=${grant.audience}`]),
  ];
  const created = isNew
    ? `Created the keys of a local issuer in ${folder}. A gateway that runs with other keys accepts them within 30 seconds.\n`
    : '';
  const without =
    replaced.length === 0
      ? ''
      : `, without ${joinNames(replaced)}, which ${replaced.length > 1 ? 'are' : 'is'} set now`;
  return `${created}Issued a token for ${holder} with ${scopeOf(grant)} until ${until}.

A gateway accepts it with ${settings.length > 1 ? 'these settings' : 'this setting'}, in its environment or in .env${without}:

${settings.map((line) => `  ${line}\n`).join('')}
Send a query with the token in TOKEN:

  ${composeCurl(grant, issued)}

`;
}

/** Returns a path that works from the current folder, from which the gateway is started too. */
function nameFolder(folder: string): string {
  const inside = relative('.', folder);
  return inside === '' || inside.startsWith('..') ? folder : inside;
}

function composeCurl({ as, sites = [] }: TokenGrant, { port }: IssuedIn): string {
  const patient = patientOf(as);
  const query = patient === null ? FIRST_QUERY : `{ patient(id: \\"${patient}\\") { id fullName } }`;
  const [site] = sites;
  const path = site === undefined ? '/graphql' : `/sites/${site}/graphql`;
  return `curl -s http://localhost:${port}${path} -H 'content-type: application/json' -H "authorization: Bearer $TOKEN" -d '{"query":"${query}"}'`;
}
