import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { connectionEnv, problemsOf, type Variables } from './environment.ts';

const SECURITY = [...VARIABLES].flatMap(([name, { isSecurity }]) => (isSecurity === true ? [name] : []));
const OTHERS = [...VARIABLES.keys()].filter((name) => !SECURITY.includes(name));

/** Returns the problems and warnings if this name is set, in the .env file or only in the environment. */
function outcomeOf(name: string, place: 'file' | 'environment', given: Variables = {}) {
  const env = connectionEnv({ ...given, [name]: 'CANARY' });
  const fileNames = place === 'file' ? [name] : [];
  try {
    return { problems: [], warnings: loadConfig(env, fileNames).warnings };
  } catch {
    return { problems: problemsOf(env, fileNames), warnings: [] };
  }
}

const OTHER_PROGRAMS_VARIABLES = `
  PATH HOME PWD OLDPWD SHLVL USER LOGNAME MAIL SHELL
  TERM LANG TZ HOSTNAME HOSTTYPE POST SORT COST HOSTS
  http_proxy NO_PROXY NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_PATH npm_config_cache npm_package_version KUBERNETES_PORT AUTH_PORT
  AUTH_SERVICE_HOST AUDIT_PORT AUDIT_SERVICE_PORT STATE_PORT ROUTER_PORT METRICS_PATH SITE_URL STATUS_URL STORE_URL
  STATIC_URL AUTH_ROLE AUTH_TYPE OTEL_TRACES_SAMPLER OTEL_EXPORTER_OTLP_HEADERS OTEL_RESOURCE_ATTRIBUTES REDIS_URL
`
  .trim()
  .split(/\s+/);

const suggestion = (name: string, meant: string): string => `Unknown setting ${name}. Did you mean ${meant}?`;
const otherProgramHint = (meant: string): string => ` If it belongs to another program, set ${meant} too.`;

/**
 * Returns misspellings of a name: in case, in separators and, except in names as short as HOST, in one middle
 * letter.
 */
function misspellingsOf(name: string): string[] {
  const at = Math.floor(name.length / 2);
  const [before, one, after] = [name.slice(0, at), name.charAt(at), name.slice(at + 1)];
  const edited = [
    before + after,
    before + one + one + after,
    `${before}X${after}`,
    before + after.charAt(0) + one + after.slice(1),
    `${name}S`,
  ];
  return [name.toLowerCase(), name.replaceAll('_', '-'), ...(name.length < 5 ? [] : edited)].filter(
    (written) => !VARIABLES.has(written),
  );
}

describe('the settings that protect something [T6-T6]', () => {
  it('lists the settings that protect something', () => {
    expect(SECURITY).toEqual([
      'SITES_FILE',
      'DEFAULT_SITE',
      'EPIC_LINK_BASE_URL',
      'EPIC_AUTH',
      'EPIC_SCOPE',
      'PATIENT_PANEL',
      'PANEL_CACHE_SECONDS',
      'MRN_SYSTEM',
      'AUTH_MODE',
      'AUTH_ISSUER',
      'AUTH_LOCAL_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_CLIENTS',
      'AUTH_JWKS_URL',
      'AUTH_ALGORITHMS',
      'AUTH_CLOCK_TOLERANCE_SECONDS',
      'AUTH_SCOPE_CLAIM',
      'AUTH_SCOPE_MAP',
      'AUTH_PATIENT_CLAIM',
      'AUTH_CLIENT_CLAIM',
      'AUTH_SITE_CLAIM',
      'ROUTER_SECRET',
      'PANEL_ONLY',
      'PATIENT_SEES_CONFIDENTIALITY',
      'SMART_CLIENT_ID',
      'SMART_PATIENT_CLIENT_ID',
      'SMART_SCOPES',
      'SMART_PATIENT_SCOPES',
      'SMART_REDIRECT_URL',
      'SMART_CLIENT_AUTH',
      'SMART_RETURN_URLS',
      'SMART_APP_ORIGINS',
      'SMART_FRAME_ANCESTORS',
      'SESSION_SECRET',
      'SESSION_IDLE_MINUTES',
      'SESSION_MAX_HOURS',
      'SESSION_SAME_SITE',
      'DOCUMENT_LINK_SECONDS',
      'TRUSTED_DOCUMENTS',
      'INTROSPECTION',
      'LANDING_PAGE',
      'WRITES_ENABLED',
      'STATE_URL',
      'STATE_SECRET',
      'AUDIT_LOG',
      'AUDIT_REQUIRED',
      'AUDIT_SPOOL',
      'AUDIT_SPOOL_MAX_EVENTS',
      'AUDIT_TOKEN_FILE',
      'METRICS_HOST',
      'TELEMETRY_OPERATION_NAMES',
      'HOST',
      'CORS_ORIGINS',
      'NODE_ENV',
    ]);
  });

  it.each(SECURITY)('refuses to start if the name of %s is misspelled', (setting) => {
    for (const written of misspellingsOf(setting)) {
      expect(outcomeOf(written, 'file').problems).toEqual([suggestion(written, setting)]);
      expect(outcomeOf(written, 'environment').problems).toEqual([
        suggestion(written, setting) + otherProgramHint(setting),
      ]);
    }
  });
});

it.each(OTHERS)('warns with a suggestion if the name of %s is misspelled', (setting) => {
  for (const written of misspellingsOf(setting)) {
    const warned = { problems: [], warnings: [suggestion(written, setting)] };
    expect(outcomeOf(written, 'file')).toEqual(warned);
    expect(outcomeOf(written, 'environment')).toEqual(warned);
  }
});

describe('a misspelled setting [T6-T6]', () => {
  it('refuses a misspelled setting in the file even if the correct one is set, since either may be intended', () => {
    const given = { AUDIT_REQUIRED: 'false' };
    expect(outcomeOf('AUDIT_REQUIERD', 'file', given).problems).toEqual([
      suggestion('AUDIT_REQUIERD', 'AUDIT_REQUIRED'),
    ]);
  });

  it('only warns of a misspelled setting in the environment if the correct one is set', () => {
    expect(outcomeOf('AUTH_CODE', 'environment', { AUTH_MODE: 'none' })).toEqual({
      problems: [],
      warnings: [suggestion('AUTH_CODE', 'AUTH_MODE')],
    });
  });

  it('ignores a misspelled setting that is empty', () => {
    const env = connectionEnv({ AUDIT_REQUIERD: ' ' });
    expect(loadConfig(env, ['AUDIT_REQUIERD']).warnings).toEqual([]);
  });

  it('suggests the correct name along with the problems that the misspelling may cause', () => {
    expect(problemsOf({ EPIC_BASEURL: 'https://fhir.example.org', EPIC_CLIENT_ID: 'x' })).toContain(
      suggestion('EPIC_BASEURL', 'EPIC_BASE_URL'),
    );
  });

  it('suggests a name of four letters only for the file', () => {
    expect(outcomeOf('PROT', 'file').warnings).toEqual([suggestion('PROT', 'PORT')]);
    expect(outcomeOf('PROT', 'environment')).toEqual({ problems: [], warnings: [] });
  });

  it('never prints control or invisible characters of a name', () => {
    const start = 'Unknown setting with an invalid character. Did you mean ';
    expect(outcomeOf('\uFEFFPORT', 'file').warnings).toEqual([`${start}PORT?`]);
    expect(outcomeOf('AUDIT_\u202eREQUIRED', 'file').problems).toEqual([`${start}AUDIT_REQUIRED?`]);
  });
});

describe('an unknown name without a similar setting', () => {
  it('warns of an unknown name in the file, which contains only settings of the gateway', () => {
    expect(outcomeOf('COMPOSE_PROJECT_NAME', 'file').warnings).toEqual([
      'Unknown setting COMPOSE_PROJECT_NAME.',
    ]);
  });

  it.each(['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY'])(
    'accepts %s in the file, since a library of the gateway reads it',
    (name) => {
      expect(outcomeOf(name, 'file')).toEqual({ problems: [], warnings: [] });
    },
  );

  it('warns of an unknown name in the environment only if it has a prefix of the gateway', () => {
    expect(outcomeOf('EPIC_FAVOURITE', 'environment').warnings).toEqual(['Unknown setting EPIC_FAVOURITE.']);
  });

  it.each(OTHER_PROGRAMS_VARIABLES)('ignores %s in the environment', (name) => {
    expect(outcomeOf(name, 'environment')).toEqual({ problems: [], warnings: [] });
  });

  it('does not print an unknown name that may be a line of a key [T6-I5]', () => {
    const warning =
      'Unknown setting. Its name is not shown, because it does not look like a setting. Put multi-line values in quotes.';
    for (const line of ['CANARYwIBADANBgkqhkiG9w0BAQEFAASC', 'CANARY+/x', 'M'.repeat(65)]) {
      expect(outcomeOf(line, 'file').warnings).toEqual([warning]);
    }
    const env = connectionEnv({ CANARYa: '=', CANARYb: '=' });
    expect(loadConfig(env, ['CANARYa', 'CANARYb']).warnings).toEqual([warning]);
  });
});
