import { describe, expect, it } from 'vitest';
import {
  ANONYMOUS_CALLER,
  ANONYMOUS_CALLERS,
  type Caller,
  type CallerAuthentication,
  type ClaimedSites,
  type SignInRefusalReason,
} from '../../src/access/caller.ts';
import { authenticateAtSite } from '../../src/access/site-callers.ts';

const CALLER: Caller = {
  ...ANONYMOUS_CALLER,
  issuer: 'https://id.example.org',
  subject: 'user-1',
  patient: 'p1',
};

const accepted = (sites: ClaimedSites): CallerAuthentication => ({ kind: 'caller', caller: CALLER, sites });
const refused = (reason: SignInRefusalReason): CallerAuthentication => ({ kind: 'refused', reason });
const naming = (...sites: readonly string[]): CallerAuthentication => accepted(new Set(sites));

interface Request {
  readonly id?: string | null;
  readonly requiresSignIn?: boolean;
  readonly isOnly?: boolean;
  readonly byOwn?: CallerAuthentication | null;
  readonly byShared: CallerAuthentication;
}

const authenticate = ({
  id = 'north',
  requiresSignIn = false,
  isOnly = false,
  byOwn = null,
  byShared,
}: Request) => authenticateAtSite({ id, requiresSignIn, isOnly, byOwn, byShared: async () => byShared });

describe('authenticateAtSite', () => {
  it('binds the caller to the site', async () => {
    const checked = await authenticate({ byShared: naming('north') });
    expect(checked).toEqual({ kind: 'caller', caller: { ...CALLER, site: 'north' } });
  });

  it('refuses the anonymous caller at a site where people sign in', async () => {
    const byShared = await ANONYMOUS_CALLERS.authenticate([]);
    expect(await authenticate({ byShared })).toMatchObject({ kind: 'caller' });
    expect(await authenticate({ byShared, requiresSignIn: true })).toEqual({
      kind: 'refused',
      reason: 'no_token',
    });
  });

  it('limits the tokens of a site’s own issuer to the site, whatever they claim [T1-E10]', async () => {
    const byShared = refused('unknown_issuer');
    expect(await authenticate({ byOwn: naming('south'), byShared })).toMatchObject({
      caller: { site: 'north' },
    });
    expect(await authenticate({ id: 'south', byShared })).toEqual({
      kind: 'refused',
      reason: 'unknown_issuer',
    });
  });

  it.each<[what: string, id: string | null, byOwn: CallerAuthentication | null]>([
    ['a site that the token does not name', 'south', null],
    ['such a site with an issuer of its own', 'south', refused('wrong_audience')],
    ['a site that does not exist', null, null],
  ])('treats them alike: %s [T1-I25]', async (_what, id, byOwn) => {
    for (const isOnly of [true, false])
      expect(await authenticate({ id, isOnly, byOwn, byShared: naming('north') })).toMatchObject({
        kind: 'elsewhere',
      });
  });

  it.each<[what: string, sites: ClaimedSites, isOnly: boolean, kind: string]>([
    ['a token without the claim, at one of several sites', 'unnamed', false, 'elsewhere'],
    ['a token without the claim, at the only site', 'unnamed', true, 'caller'],
    ['a token whose claim names none, at one of several sites', new Set(), false, 'elsewhere'],
    ['a token whose claim names none, at the only site', new Set(), true, 'elsewhere'],
  ])('decides for %s', async (_what, sites, isOnly, kind) => {
    expect(await authenticate({ isOnly, byShared: accepted(sites) })).toMatchObject({ kind });
  });

  it.each<[what: string, sites: ClaimedSites, isOnly: boolean, patient: string | null]>([
    ['names this site', new Set(['north']), false, 'p1'],
    ['names another site too', new Set(['north', 'south']), false, null],
    ['names another site too, which is gone', new Set(['north', 'south']), true, null],
    ['names no site, at the only site', 'unnamed', true, 'p1'],
  ])(
    'accepts the patient of a token only if it belongs to one site: it %s [T1-E10]',
    async (_what, sites, isOnly, patient) => {
      expect(await authenticate({ isOnly, byShared: accepted(sites) })).toMatchObject({
        kind: 'caller',
        caller: { patient },
      });
    },
  );

  it('serves every site to anonymous callers', async () => {
    const byShared = await ANONYMOUS_CALLERS.authenticate([]);
    expect(await authenticate({ byShared })).toEqual({
      kind: 'caller',
      caller: { ...ANONYMOUS_CALLER, site: 'north' },
    });
  });

  it.each<[own: SignInRefusalReason, shared: SignInRefusalReason, logged: SignInRefusalReason]>([
    ['expired', 'unknown_issuer', 'expired'],
    ['unknown_issuer', 'wrong_audience', 'wrong_audience'],
    // The response to a missing key set differs, and would show that the site exists.
    ['keys_unavailable', 'unknown_issuer', 'unknown_issuer'],
    ['unknown_issuer', 'keys_unavailable', 'keys_unavailable'],
  ])('reports one reason: %s at the site, %s at the shared issuers', async (own, shared, reason) => {
    const checked = await authenticate({ byOwn: refused(own), byShared: refused(shared) });
    expect(checked).toEqual({ kind: 'refused', reason });
  });
});
