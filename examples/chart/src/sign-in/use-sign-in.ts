/** Loads the session of the tab, and checks it again when it may have ended. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { goToSite, startOver } from '../navigation.ts';
import {
  endSession,
  loadSession,
  type PersonSession,
  type SessionState,
  signedOut,
  takeHandle,
} from './person-session.ts';

export interface SignIn {
  readonly state: SessionState;
  /** Loads the session again. */
  readonly reload: () => void;
  /** Hides all data, because the gateway says that the session has ended. */
  readonly end: (loginUrl: unknown) => void;
  /** Hides all data, and ends the session. */
  readonly signOut: (session: PersonSession) => void;
}

const LOADING: SessionState = { kind: 'loading' };
/** A clock of this computer that is wrong must not cause a request after the other. */
const MIN_CHECK_MS = 30_000;
/** The longest time of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export function useSignIn(siteId: string | null): SignIn {
  const [attempt, setAttempt] = useState(0);
  const [known, setKnown] = useState<Known>({ siteId, attempt, state: LOADING });
  const state = known.siteId === siteId ? known.state : LOADING;
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  const inFlight = useRef<AbortController>(null);
  const hide = useCallback((next: SessionState) => {
    // A check that began before must not show the session again.
    inFlight.current?.abort();
    setKnown((shown) => ({ ...shown, state: next }));
    // The routes of the page contain ids of patients.
    startOver();
  }, []);
  const end = useCallback((loginUrl: unknown) => hide(signedOut('ended', loginUrl)), [hide]);
  const signOut = (session: PersonSession) => {
    hide(LOADING);
    void endSession(siteId, session).then((hasEnded) =>
      hide(hasEnded ? signedOut('signed-out') : { kind: 'not-signed-out', session }),
    );
  };

  useEffect(() => {
    const aborter = new AbortController();
    inFlight.current = aborter;
    const signedInAt = takeHandle(siteId);
    if (signedInAt !== siteId) {
      goToSite(signedInAt);
      return;
    }
    const load = async () => {
      const next = await loadSession(siteId, aborter.signal);
      if (!aborter.signal.aborted) setKnown((shown) => chooseState(shown, { siteId, attempt, state: next }));
    };
    load().catch(() => undefined);
    return () => aborter.abort();
  }, [siteId, attempt]);

  useEffect(() => {
    if (known.state.kind !== 'signed-in') return;
    const untilEnd = known.state.session.expiresAt - Date.now();
    const timer = setTimeout(reload, Math.min(Math.max(untilEnd, MIN_CHECK_MS), MAX_TIMER_MS));
    // Somebody comes back to the tab or, with the Back button, to the page, perhaps after the idle time of the session.
    const check = () => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', check);
    globalThis.addEventListener('pageshow', check);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', check);
      globalThis.removeEventListener('pageshow', check);
    };
  }, [known, reload]);

  return { state, reload, end, signOut };
}

interface Known {
  readonly siteId: string | null;
  readonly attempt: number;
  readonly state: SessionState;
}

/** A check that fails does not hide the chart of somebody whose session lasts. */
function chooseState(shown: Known, loaded: Known): Known {
  const { state, siteId } = shown;
  const lasts = state.kind === 'signed-in' && state.session.expiresAt > Date.now();
  return siteId === loaded.siteId && lasts && loaded.state.kind === 'failed' ? { ...loaded, state } : loaded;
}
