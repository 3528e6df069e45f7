/**
 * The cookies of sign-ins that have begun. The value says when, where and how the sign-in began, because a redirect URL can be the one of
 * several sites. A value that was changed finds no sign-in, because the seal of the sign-in belongs to its site.
 */
import type { FastifyReply } from 'fastify';
import type { SessionSettings } from '../../config/smart.ts';
import {
  clearSignInCookie,
  listSignInCookies,
  setSignInCookie,
  type SignInCookie,
} from '../session-cookies.ts';
import { type EntryName, isEntryName } from './entries.ts';

export interface BegunSignIn {
  /** Epoch milliseconds. */
  readonly since: number;
  /** The id of the site; null without a sites file. */
  readonly site: string | null;
  readonly entry: EntryName;
  /** Without it, the state finds no sign-in. */
  readonly secret: string;
}

/** The sign-ins of a browser that can be finished. The oldest makes room, because refusing a new one would lock the person out for ten minutes. */
const MAX_BEGUN = 5;

const FORM =
  /^(?<since>[\da-z]{1,9})\.(?<site>[a-z\d-]{0,63})\.(?<entry>[a-z-]{1,20})\.(?<secret>[\w-]{43})$/;

/** Returns null for a value of another form. */
export function readBegunSignIn(value: string): BegunSignIn | null {
  const { since, site, entry, secret } = FORM.exec(value)?.groups ?? {};
  if (since === undefined || site === undefined || entry === undefined || secret === undefined) return null;
  if (!isEntryName(entry)) return null;
  return { since: parseInt(since, 36), site: site === '' ? null : site, entry, secret };
}

/** Gives the browser the cookie of a sign-in that begins. */
export function keepBegunSignIn(
  reply: FastifyReply,
  state: string,
  { since, site, entry, secret }: BegunSignIn,
  sameSite: SessionSettings['sameSite'],
): void {
  const oldestFirst = listSignInCookies(reply.request).toSorted((one, other) => ageOf(one) - ageOf(other));
  for (const { name } of oldestFirst.slice(0, Math.max(0, oldestFirst.length - MAX_BEGUN + 1)))
    clearSignInCookie(reply, name, sameSite);
  setSignInCookie(reply, state, [since.toString(36), site ?? '', entry, secret].join('.'), sameSite);
}

/** Returns when the sign-in of a cookie began. An unreadable cookie is of no use, so it counts as the oldest. */
function ageOf({ value }: SignInCookie): number {
  return readBegunSignIn(value)?.since ?? 0;
}
