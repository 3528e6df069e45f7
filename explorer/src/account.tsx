/** Shows the person who signed in at the FHIR server, and the links to sign in and out. */
import { useState } from 'react';
import { signOut, useSession } from './session.ts';
import { SITE_PATH, type SignIn } from './start.ts';

const LABELS = { clinician: 'Sign in', patient: 'Sign in as a patient' } as const;
const NOTICES = {
  none: '',
  ended: 'Your session has ended.',
  several: 'This browser has several sessions. Sign in for this tab.',
} as const;

export function Account({ signIn }: { readonly signIn: SignIn }) {
  const session = useSession();
  const [problem, setProblem] = useState('');
  if (session.kind === 'signed-in')
    return (
      <>
        <span className="person" title={`${session.user} (${session.audience})`}>
          {session.user}
        </span>
        <button
          type="button"
          onClick={() => void signOut().catch(() => setProblem('Signing out failed. Try again.'))}
        >
          Sign out
        </button>
        <output>{problem}</output>
      </>
    );
  const { clinician, patient } = signIn.loginPaths;
  return (
    <>
      <output>{NOTICES[session.kind]}</output>
      {clinician !== undefined && <a href={loginUrl(signIn, clinician)}>{LABELS.clinician}</a>}
      {patient !== undefined && (
        <a href={loginUrl(signIn, patient)}>{clinician === undefined ? LABELS.clinician : LABELS.patient}</a>
      )}
    </>
  );
}

/** The host of the return URL, because only that host gets the cookie. */
function loginUrl({ returnUrl }: SignIn, path: string): string {
  const url = new URL(SITE_PATH + path, returnUrl);
  url.searchParams.set('return', returnUrl);
  return url.href;
}
