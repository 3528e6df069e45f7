/** Signing in with an access token, for a gateway that asks for one; where it does not, there is nothing to do here. */
import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { type FormEvent, useRef, useState } from 'react';
import { forgetAnswers } from '../answers.ts';
import { startOver } from '../places.ts';
import { forgetToken, signInWith, useIsSignedIn } from '../session.ts';
import { fieldText } from '../words.ts';

export function SignIn() {
  const client = useApolloClient();
  const isSignedIn = useIsSignedIn();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');

  function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const token = fieldText(new FormData(form), 'token').replace(/^Bearer\s+/i, '');
    // What a header cannot hold would fail in the browser, with the token in its message.
    if (!/^[\w.~+/=-]+$/.test(token)) {
      setProblem('This is no access token: it has letters, digits and . _ ~ + / = - alone.');
      return;
    }
    setProblem('');
    signInWith(token);
    form.reset();
    dialog.current?.close();
    void beginAnew(client);
  }

  function signOut() {
    forgetToken();
    forgetAnswers();
    startOver();
    void beginAnew(client);
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
            A real app gets its token from the identity provider (SMART App Launch, OpenID Connect). Here one
            is pasted. It is kept in this page’s memory until you sign out or close the page. The sandbox
            needs none.
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

/** Forgets what was answered to somebody else, and asks again for what is shown. */
async function beginAnew(client: ApolloClient): Promise<void> {
  // What is under way is broken off, which is an error here; each place shows its own.
  await client.resetStore().catch(() => undefined);
}
