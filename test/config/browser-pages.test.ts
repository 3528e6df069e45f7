/** Which pages browsers get, and whether the explorer signs in. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { connectionEnv, smartEnv, type Variables } from './environment.ts';

const OWN = 'https://gateway.example.org';

function pagesOf(variables: Variables): unknown[] {
  const { hasExplorer, hasApolloSandbox, smart } = loadConfig(connectionEnv(smartEnv(variables)));
  return [hasExplorer, hasApolloSandbox, smart?.explorerUrl, smart?.appOrigins.includes(OWN)];
}

describe('the explorer of a gateway at which people sign in [T3-S10]', () => {
  it.each<[how: string, variables: Variables, pages: unknown[]]>([
    ['by default, in place of Apollo Sandbox', {}, [true, false, `${OWN}/explorer`, true]],
    [
      'if its origin is listed',
      { SMART_APP_ORIGINS: `https://app.example.org,${OWN}` },
      [true, false, `${OWN}/explorer`, true],
    ],
  ])('signs in %s', (_how, variables, pages) => {
    expect(pagesOf(variables)).toEqual(pages);
  });

  it.each<[how: string, variables: Variables, pages: unknown[]]>([
    ['next to Apollo Sandbox', { LANDING_PAGE: 'true' }, [true, true, null, false]],
    [
      'where its origin is not listed',
      { SMART_APP_ORIGINS: 'https://app.example.org' },
      [true, false, null, false],
    ],
    ['below another path', { SMART_REDIRECT_URL: `${OWN}/fhir/auth/callback` }, [true, false, null, false]],
    ['without pages', { LANDING_PAGE: 'false' }, [false, false, null, false]],
    ['behind a router', { ROUTER_SECRET: 'router-secret-'.repeat(3) }, [false, false, null, false]],
    ['in production', { NODE_ENV: 'production' }, [false, false, null, false]],
  ])('does not sign in %s [T1-I16]', (_how, variables, pages) => {
    expect(pagesOf(variables)).toEqual(pages);
  });
});
