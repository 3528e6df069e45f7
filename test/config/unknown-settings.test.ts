import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { connectionEnv, problemsOf, type Variables } from './environment.ts';

const SECURITY = [...VARIABLES].flatMap(([name, { isSecurity }]) => (isSecurity === true ? [name] : []));
const OTHERS = [...VARIABLES.keys()].filter((name) => !SECURITY.includes(name));

/** The problems and the warnings of an environment with a name in it, which is in the file or not. */
function outcomeOf(name: string, place: 'file' | 'environment', given: Variables = {}) {
  const env = connectionEnv({ ...given, [name]: 'MARKED' });
  const fileNames = place === 'file' ? [name] : [];
  try {
    return { problems: [], warnings: loadConfig(env, fileNames).warnings };
  } catch {
    return { problems: problemsOf(env, fileNames), warnings: [] };
  }
}

const OF_OTHER_PROGRAMS = `
  PATH HOME PWD OLDPWD SHLVL USER LOGNAME MAIL SHELL
  TERM LANG TZ HOSTNAME HOSTTYPE POST SORT COST HOSTS
  http_proxy NO_PROXY NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_PATH npm_config_cache npm_package_version KUBERNETES_PORT AUTH_PORT
  AUTH_SERVICE_HOST AUDIT_PORT AUDIT_SERVICE_PORT STATE_PORT ROUTER_PORT METRICS_PATH SITE_URL STATUS_URL STORE_URL
  STATIC_URL AUTH_ROLE AUTH_TYPE OTEL_TRACES_SAMPLER OTEL_EXPORTER_OTLP_HEADERS OTEL_RESOURCE_ATTRIBUTES REDIS_URL
`
  .trim()
  .split(/\s+/);

const question = (name: string, meant: string): string => `Unknown setting ${name}. Did you mean ${meant}?`;
const elsewhere = (meant: string): string => ` If it belongs to another program, set ${meant} too.`;

/** Ways to misspell a name: in its case, its separators and, unless it is as short as HOST, in one letter of its middle. */
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

describe('the settings that guard something', () => {
  it('are these', () => {
    expect(SECURITY).toEqual([
      'EPIC_LINK_BASE_URL',
      'EPIC_AUTH',
      'EPIC_SCOPE',
      'PATIENT_PANEL',
      'MRN_SYSTEM',
      'AUTH_MODE',
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'AUTH_JWKS_URL',
      'AUTH_ALGORITHMS',
      'AUTH_CLOCK_TOLERANCE_SECONDS',
      'AUTH_SCOPE_CLAIM',
      'AUTH_PATIENT_CLAIM',
      'AUTH_CLIENT_CLAIM',
      'ROUTER_SECRET',
      'PANEL_ONLY',
      'PATIENT_SEES_CONFIDENTIALITY',
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

  it.each(SECURITY)('%s stops the start when its name is misspelt', (setting) => {
    for (const written of misspellingsOf(setting)) {
      expect(outcomeOf(written, 'file').problems).toEqual([question(written, setting)]);
      expect(outcomeOf(written, 'environment').problems).toEqual([
        question(written, setting) + elsewhere(setting),
      ]);
    }
  });
});

it.each(OTHERS)('%s is suggested in a warning when its name is misspelt', (setting) => {
  for (const written of misspellingsOf(setting)) {
    const warned = { problems: [], warnings: [question(written, setting)] };
    expect(outcomeOf(written, 'file')).toEqual(warned);
    expect(outcomeOf(written, 'environment')).toEqual(warned);
  }
});

describe('a misspelt setting', () => {
  it('stops the start in the file even if the setting itself is set, since either can be meant', () => {
    const given = { AUDIT_REQUIRED: 'false' };
    expect(outcomeOf('AUDIT_REQUIERD', 'file', given).problems).toEqual([
      question('AUDIT_REQUIERD', 'AUDIT_REQUIRED'),
    ]);
  });

  it('is only a warning in the environment if the setting itself is set', () => {
    expect(outcomeOf('AUTH_CODE', 'environment', { AUTH_MODE: 'none' })).toEqual({
      problems: [],
      warnings: [question('AUTH_CODE', 'AUTH_MODE')],
    });
  });

  it('does not count where it is empty, as no setting does', () => {
    const env = connectionEnv({ AUDIT_REQUIERD: ' ' });
    expect(loadConfig(env, ['AUDIT_REQUIERD']).warnings).toEqual([]);
  });

  it('is suggested along with problems, which it may be the cause of', () => {
    expect(problemsOf({ EPIC_BASEURL: 'https://fhir.example.org', EPIC_CLIENT_ID: 'x' })).toContain(
      question('EPIC_BASEURL', 'EPIC_BASE_URL'),
    );
  });

  it('of four letters is suggested in the file only', () => {
    expect(outcomeOf('PROT', 'file').warnings).toEqual([question('PROT', 'PORT')]);
    expect(outcomeOf('PROT', 'environment')).toEqual({ problems: [], warnings: [] });
  });

  it('is never shown with control characters or invisible ones', () => {
    const shown = 'Unknown setting with an invalid character. Did you mean ';
    expect(outcomeOf('\uFEFFPORT', 'file').warnings).toEqual([`${shown}PORT?`]);
    expect(outcomeOf('AUDIT_\u202eREQUIRED', 'file').problems).toEqual([`${shown}AUDIT_REQUIRED?`]);
  });
});

describe('a name that is near no setting', () => {
  it('is a warning in the file, where it can only be meant for the gateway', () => {
    expect(outcomeOf('COMPOSE_PROJECT_NAME', 'file').warnings).toEqual([
      'Unknown setting COMPOSE_PROJECT_NAME.',
    ]);
  });

  it.each(['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY'])(
    'is fine in the file where a library of the gateway reads it: %s',
    (name) => {
      expect(outcomeOf(name, 'file')).toEqual({ problems: [], warnings: [] });
    },
  );

  it('is a warning in the environment only with the prefix of the gateway', () => {
    expect(outcomeOf('EPIC_FAVOURITE', 'environment').warnings).toEqual(['Unknown setting EPIC_FAVOURITE.']);
  });

  it.each(OF_OTHER_PROGRAMS)('is nothing to worry about in the environment: %s', (name) => {
    expect(outcomeOf(name, 'environment')).toEqual({ problems: [], warnings: [] });
  });

  it('is not shown if it can be a line of a key without quotes', () => {
    const warning =
      'Unknown setting. Its name is not shown, because it does not look like a setting. Put multi-line values in quotes.';
    for (const line of ['MARKEDwIBADANBgkqhkiG9w0BAQEFAASC', 'MARKED+/x', 'M'.repeat(65)]) {
      expect(outcomeOf(line, 'file').warnings).toEqual([warning]);
    }
    const env = connectionEnv({ MARKEDa: '=', MARKEDb: '=' });
    expect(loadConfig(env, ['MARKEDa', 'MARKEDb']).warnings).toEqual([warning]);
  });
});
