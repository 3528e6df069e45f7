import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { connectionEnv, expects, problemsOf, signInEnv } from './environment.ts';
import { CALLER_CASES } from './variable-cases/callers.ts';
import { EPIC_CASES } from './variable-cases/epic.ts';
import { PROTECTION_CASES } from './variable-cases/protection.ts';
import { SERVER_CASES } from './variable-cases/server.ts';
import { SMART_CASES } from './variable-cases/smart.ts';

const CASES = { ...EPIC_CASES, ...CALLER_CASES, ...PROTECTION_CASES, ...SERVER_CASES, ...SMART_CASES };

const REFUSED = Object.entries(CASES).flatMap(([name, { bad, given }]) =>
  bad.map((value) => [name, value, given] as const),
);

it.each(REFUSED)('refuses %s=%j and reports what it expects', (name, value, given) => {
  const problems = problemsOf(connectionEnv({ ...given, [name]: value }));
  expect(problems).toHaveLength(1);
  expect([expects(name), `${expects(name)}, got ${value.trim()}`]).toContain(problems[0]);
});

describe.each(Object.entries(CASES))('%s', (name, { read, good, given }) => {
  it.each(good)(`reads ${name}=%j as %j`, (value, becomes) => {
    expect(read(loadConfig(connectionEnv({ ...given, [name]: value })))).toEqual(becomes);
  });

  it(`treats an empty ${name} as unset`, () => {
    const without = connectionEnv({ ...given, [name]: undefined });
    const empty = connectionEnv({ ...given, [name]: '' });
    expect(outcomeOf(empty)).toEqual(outcomeOf(without));
  });
});

describe('the table of variables', () => {
  it('covers each variable here, except keys, files and their sites, which other tests cover', () => {
    const keys = [
      'EPIC_PRIVATE_KEY',
      'EPIC_PRIVATE_KEY_FILE',
      'EPIC_CLIENT_SECRET_FILE',
      'EPIC_SECOND_PUBLIC_KEY',
      'SITES_FILE',
      'DEFAULT_SITE',
      'AUTH_LOCAL_ISSUER',
    ];
    expect([...Object.keys(CASES), ...keys].toSorted()).toEqual([...VARIABLES.keys()].toSorted());
  });

  it('describes what each variable expects and what it is for', () => {
    const facts = [...VARIABLES].filter(
      ([, { expects: expected, about }]) => expected === '' || !about.endsWith('.'),
    );
    expect(facts).toEqual([]);
  });

  it('states the actual default of each variable', () => {
    const defaults = Object.fromEntries(
      [...VARIABLES].flatMap(([name, facts]) => (facts.default === undefined ? [] : [[name, facts.default]])),
    );
    expect(loadConfig(connectionEnv(defaults))).toEqual(loadConfig(connectionEnv()));
    const signedIn = connectionEnv({ ...defaults, ...signInEnv() });
    expect(loadConfig(signedIn)).toEqual(loadConfig(connectionEnv(signInEnv())));
    expect(Object.keys(defaults)).toHaveLength(46);
  });
});

/** Returns the configuration, or the problems if it is refused. */
function outcomeOf(variables: Readonly<Record<string, string | undefined>>): unknown {
  try {
    return loadConfig(variables);
  } catch {
    return problemsOf(variables);
  }
}
