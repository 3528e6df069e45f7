/** The access token of the signed-in user. It exists only in this page's memory. */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';

const token = makeVar<string | null>(null);

/** Returns the bearer token; null before sign-in. A gateway on the sandbox needs none. */
export function accessToken(): string | null {
  return token();
}

export function useIsSignedIn(): boolean {
  return useReactiveVar(token) !== null;
}

export function signInWith(accessTokenToUse: string): void {
  token(accessTokenToUse);
}

export function forgetToken(): void {
  token(null);
}
