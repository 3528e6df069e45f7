/** The page of somebody who is not signed in. */
import {
  type Audience,
  isFramed,
  leaveFor,
  loginUrlOf,
  type PersonSession,
  type SignedOut,
  withReturn,
} from './person-session.ts';
import './start-page.css';

/** The page of the EHR simulator that launches apps; set by `npm run example`. */
const LAUNCHER: unknown = import.meta.env['VITE_LAUNCHER_URL'];
const hasLauncher = typeof LAUNCHER === 'string';

interface Choice {
  readonly label: string;
  readonly detail: string;
  readonly url: string;
}

const AUDIENCES: readonly (readonly [Audience, string])[] = [
  ['clinician', 'With the access that you have in the EHR'],
  ['patient', 'Your own chart, or your child’s'],
];

interface Props {
  readonly signedOut: SignedOut;
  readonly siteId: string | null;
}

export function StartPage({ signedOut: { reason, loginUrl }, siteId }: Props) {
  const choices: Choice[] = [
    ...AUDIENCES.map(([audience, detail]) => ({
      label: `Sign in as a ${audience}`,
      detail,
      url: loginUrlOf(siteId, audience),
    })),
    ...(typeof LAUNCHER === 'string'
      ? [
          {
            label: 'Launch from the EHR (simulator)',
            detail: 'With a patient in context, in a tab or a frame',
            url: LAUNCHER,
          },
        ]
      : []),
  ];
  const leave = () => leaveFor(siteId);
  return (
    <div className="inner start">
      <h1>{reason === 'ended' ? 'Session ended' : 'Sign in'}</h1>
      <Notice reason={reason} loginUrl={loginUrl} onLeave={leave} />
      {/* An EHR does not show its sign-in page in a frame, so there the app can only be opened again. */}
      {!isFramed && (
        <ul className="choices">
          {choices.map(({ label, detail, url }) => (
            <li key={label}>
              <a href={url} onClick={leave}>
                <b>{label}</b>
                <span className="muted">{detail}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <p className="muted">
        {hasLauncher
          ? 'The EHR is a sandbox with synthetic people, who need no password.'
          : 'You sign in at the EHR. This app never sees your password.'}
      </p>
    </div>
  );
}

interface NoticeProps extends Pick<SignedOut, 'reason' | 'loginUrl'> {
  readonly onLeave: () => void;
}

function Notice({ reason, loginUrl, onLeave }: NoticeProps) {
  if (reason === 'several')
    return (
      <p className="muted">
        This browser has several sessions, and this tab belongs to none of them. Sign in to open another.
      </p>
    );
  if (reason === 'signed-out')
    return (
      <p role="status" className="muted">
        You are signed out.
      </p>
    );
  if (reason !== 'ended') return isFramed ? <p>Open this app in the EHR.</p> : null;
  return (
    <div className="failure" role="alert">
      <p>
        <b>Your session has ended.</b> {isFramed ? 'Open this app in the EHR again.' : 'Sign in again.'} The
        chart is hidden.
      </p>
      {!isFramed && loginUrl !== null && (
        <a className="button" href={withReturn(loginUrl)} onClick={onLeave}>
          Sign in again
        </a>
      )}
    </div>
  );
}

interface NotSignedOutProps {
  readonly session: PersonSession;
  readonly onRetry: (session: PersonSession) => void;
}

/** A person who leaves the computer must know that the session is still open. */
export function NotSignedOut({ session, onRetry }: NotSignedOutProps) {
  return (
    <div className="inner start">
      <h1>Not signed out</h1>
      <div className="failure" role="alert">
        <p>
          <b>Your session could not be ended.</b> Try again, or close the browser.
        </p>
        <button type="button" onClick={() => onRetry(session)}>
          Sign out again
        </button>
      </div>
    </div>
  );
}
