/** The access token of a user who pasted one. It exists only in this page’s memory. */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';

/** The bearer token; null before sign-in. A gateway on the sandbox needs none. */
export const accessToken = makeVar<string | null>(null);

export function useIsSignedIn(): boolean {
  return useReactiveVar(accessToken) !== null;
}

export function signInWith(token: string): void {
  accessToken(token);
}

export function forgetToken(): void {
  accessToken(null);
}
