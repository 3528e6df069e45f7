/** Who is signed in: an access token, in a variable of this page and nowhere else. It is gone when the page is. */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';

const token = makeVar<string | null>(null);

/** What to send as bearer; null where nobody has signed in, which a gateway on the sandbox does not ask for. */
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
