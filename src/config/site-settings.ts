/** Reads the keys of one site, like the environment of a gateway that serves only its FHIR server. */
import { resolve } from 'node:path';
import { CONNECTION_VARIABLES, readConnection } from './connection.ts';
import {
  chooseAuditSink,
  readVariables,
  type ServerSettings,
  type SetVariables,
  type TokenVerification,
  toServerSettings,
  toTokenVerification,
} from './server-settings.ts';
import { CALLER_KEYS, LIST_KEYS, PATH_KEYS, SANDBOX_PROFILES, SECRET_KEYS, SITE_KEYS } from './site-keys.ts';
import { isMapping, type Keys } from './sites-file.ts';
import { type AuditSink, isProductionEnvironment } from './values.ts';

export interface ConfiguredSite extends ServerSettings {
  /** 1 to 63 of a–z, 0–9 and `-`. */
  readonly id: string;
  /** The name for people; null without one. */
  readonly name: string | null;
  /** Whether the site, and not the defaults of the file, names the private key. */
  readonly hasOwnKey: boolean;
  /** The key `inheritsIdempotencyKeys`; null without it. */
  readonly inheritsKeys: boolean | null;
  /** The name of the embedded sandbox to serve; null if the site has a FHIR server. */
  readonly sandbox: string | null;
  /** How the tokens of the site's own issuer are verified; null without one. */
  readonly callers: TokenVerification | null;
  readonly auditSink: AuditSink;
}

interface SiteContext {
  readonly id: string;
  /** The keys of the file that apply to every site without its own. */
  readonly defaults: Keys;
  /** The folder of the sites file. */
  readonly folder: string;
  readonly shared: SetVariables;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly problems: string[];
}

type OwnContext = Pick<SiteContext, 'id' | 'folder' | 'env' | 'problems'>;

interface ReadSite {
  /** Null if a value is invalid. */
  readonly site: ConfiguredSite | null;
  /** The problems of its variables. */
  readonly found: readonly string[];
}

export function readSite(own: Keys, context: SiteContext): ReadSite {
  const { id, shared, problems } = context;
  const report = (problem: string): void => void problems.push(`sites.${id}.${problem}`);
  const keys = mergeKeys(context.defaults, own);
  const sandbox = keys['sandbox'] ?? null;
  const callers = keys['callers'] ?? {};
  const inheritsKeys = keys['inheritsIdempotencyKeys'] ?? null;
  const name = toText(keys['name']);
  if (name === null || !NAME.test(name)) report('name: expected text of at most 200 characters in one line');
  if (sandbox !== null && !SANDBOX_PROFILES.some((profile) => profile === sandbox))
    report(`sandbox: expected one of ${SANDBOX_PROFILES.join(', ')}`);
  if (!isMapping(callers)) report(`callers: expected an object with ${Object.keys(CALLER_KEYS).join(', ')}`);
  if (inheritsKeys !== null && typeof inheritsKeys !== 'boolean')
    report('inheritsIdempotencyKeys: expected true or false');
  const variables = readOwnVariables(keys, context);
  const hasOwnIssuer = 'AUTH_ISSUER' in variables;
  if (!hasOwnIssuer && Object.values(CALLER_KEYS).some((variable) => variable in variables))
    report('callers.issuer is required with other keys of callers');
  const connected = CONNECTION_VARIABLES.filter((variable) => variable in variables);
  if (sandbox !== null && 'EPIC_BASE_URL' in variables)
    report('sandbox and baseUrl are both set: expected one of them');
  if (sandbox !== null && isProductionEnvironment(shared['NODE_ENV']))
    report('sandbox: expected a FHIR server (baseUrl), because NODE_ENV=production never uses the sandbox');
  if (sandbox === null && connected.length === 0) report('baseUrl or sandbox is required');
  const {
    values,
    epic,
    problems: found,
  } = readVariables(
    { ...inheritVariables(shared, variables), ...variables },
    sandbox === null && connected.length > 0 ? readConnection : () => null,
  );
  if (values === null) return { site: null, found };
  const site: ConfiguredSite = {
    ...toServerSettings(values, epic, id),
    id,
    name: name === '' ? null : name,
    hasOwnKey: OWN_KEYS.some((key) => isSet(own[key])),
    inheritsKeys: typeof inheritsKeys === 'boolean' ? inheritsKeys : null,
    sandbox: typeof sandbox === 'string' ? sandbox : null,
    callers: hasOwnIssuer && values.AUTH_MODE === 'jwt' ? toTokenVerification(values) : null,
    auditSink: chooseAuditSink(values, epic),
  };
  return { site, found };
}

/** Returns the variables of all sites that apply to a site with these of its own. */
function inheritVariables(shared: SetVariables, own: SetVariables): SetVariables {
  const withheld = new Set([
    // The keys and clients of the shared issuers must not count for the site's own.
    ...('AUTH_ISSUER' in own ? ['AUTH_JWKS_URL', 'AUTH_CLIENTS'] : []),
    // An issuer whose tokens have no `aud` has clients only.
    ...('AUTH_CLIENTS' in own ? ['AUTH_AUDIENCE'] : []),
    // Other sites can have an open FHIR server, which is the only one to need the secret.
    ...(own['EPIC_AUTH'] === 'none' ? [] : ['STATE_SECRET']),
  ]);
  return Object.fromEntries(Object.entries(shared).filter(([name]) => !withheld.has(name)));
}

const NAME = /^\P{Cc}{0,200}$/u;

/** The keys that name a private key. */
const OWN_KEYS = ['privateKeyFile', 'privateKeyEnv'] as const satisfies readonly (
  keyof typeof SITE_KEYS | keyof typeof SECRET_KEYS
)[];

/** The key of a site replaces the one of the defaults. `null` removes it, and so does the alternative to it. */
export function mergeKeys(defaults: Keys, own: Keys): Keys {
  const replaced = ALTERNATIVES.flatMap((keys) => (keys.some((key) => isSet(own[key])) ? keys : []));
  const inherited = Object.entries(defaults).filter(([key]) => !replaced.some((other) => other === key));
  return { ...Object.fromEntries(inherited), ...own };
}

/** Keys of which a site has one. */
const ALTERNATIVES = [
  ['sandbox', 'baseUrl'],
  ['privateKeyFile', 'privateKeyEnv'],
  ['clientSecretFile', 'clientSecretEnv'],
] as const;

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Returns the variables of the keys of a site and its secrets. */
export function readOwnVariables(keys: Keys, context: OwnContext): Record<string, string> {
  const { callers } = keys;
  return {
    ...toVariables(keys, SITE_KEYS, context),
    ...toVariables(isMapping(callers) ? callers : {}, CALLER_KEYS, context, 'callers.'),
    ...readSecrets(keys, context),
  };
}

/** Returns the variables of the keys. @param place where the keys are, such as `callers.` */
function toVariables(
  keys: Keys,
  variables: Readonly<Record<string, string>>,
  { id, folder, problems }: OwnContext,
  place = '',
): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [key, variable] of Object.entries(variables)) {
    const isList = LIST_KEYS.has(key);
    const text = isList && Array.isArray(keys[key]) ? joinList(keys[key]) : toText(keys[key]);
    if (text === null)
      problems.push(
        `sites.${id}.${place}${key}: expected ${isList ? 'text or a list of texts without commas' : 'text or a number'}`,
      );
    else if (text !== '') own[variable] = PATH_KEYS.has(key) ? resolve(folder, text) : text;
  }
  return own;
}

/** Returns the text of a value: empty without one, null if it is no text. Numbers of the file are texts. */
function toText(value: unknown): string | null {
  if (!isSet(value)) return '';
  return typeof value === 'string' ? value.trim() : null;
}

/** Returns a list in the form of a variable; null if an item would not be one there, or if it is empty. */
function joinList(items: readonly unknown[]): string | null {
  const texts = items.flatMap((item) =>
    typeof item === 'string' && item.trim() !== '' && !item.includes(',') ? item : [],
  );
  return items.length > 0 && texts.length === items.length ? texts.join(',') : null;
}

function readSecrets(keys: Keys, { id, env, problems }: OwnContext): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [key, variable] of Object.entries(SECRET_KEYS)) {
    const name = keys[key];
    if (!isSet(name)) continue;
    // The environment inherits names such as `constructor` from Object.prototype.
    const secret = typeof name === 'string' && Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
    if (secret === undefined || secret === '')
      problems.push(`sites.${id}.${key}: expected the name of an environment variable that is set`);
    else own[variable] = secret;
  }
  return own;
}
