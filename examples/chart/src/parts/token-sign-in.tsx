/** Sign-in with an access token, for a gateway that requires one. */
import { type FormEvent, useRef, useState } from 'react';
import { startOver } from '../navigation.ts';
import { forgetToken, signInWith, useIsSignedIn } from '../access-token.ts';
import { readField } from '../formatting.ts';

/** The app drops all data when the token changes: see app.tsx. */
export function TokenSignIn() {
  const isSignedIn = useIsSignedIn();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');

  function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const token = readField(new FormData(form), 'token').replace(/^Bearer\s+/i, '');
    // The browser would reject an invalid header with an error that contains the token.
    if (!/^[\w.~+/=-]+$/.test(token)) {
      setProblem('Not a valid access token. A token contains only letters, digits and . _ ~ + / = -');
      return;
    }
    setProblem('');
    signInWith(token);
    form.reset();
    dialog.current?.close();
  }

  if (isSignedIn) {
    return (
      <button type="button" className="quiet" onClick={signOut}>
        Sign out
      </button>
    );
  }
  return (
    <>
      <button type="button" className="quiet" onClick={() => dialog.current?.showModal()}>
        Sign in
      </button>
      <dialog ref={dialog} className="small" aria-labelledby="sign-in-title">
        <form onSubmit={signIn}>
          <h2 id="sign-in-title">Sign in</h2>
          <p className="muted">
            A real app gets its token from an identity provider (SMART App Launch, OpenID Connect). Paste a
            token here. It stays in this page’s memory until you sign out or close the page. The sandbox does
            not need one.
          </p>
          <label htmlFor="token">Access token</label>
          <input
            id="token"
            name="token"
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            aria-describedby="token-problem"
          />
          <p id="token-problem" className="problem" role="alert">
            {problem}
          </p>
          <div className="actions">
            <button type="submit" className="primary">
              Sign in
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

function signOut() {
  forgetToken();
  startOver();
}
