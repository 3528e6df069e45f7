/** The page frame: landmarks, a skip link, the site, the signed-in person, and the cost of the last response. */
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLastResponse } from './responses.ts';
import { Patients } from './patients/patients.tsx';
import { FailureNote } from './parts/failure-note.tsx';
import { createLazyPart } from './parts/lazy-part.tsx';
import { TokenSignIn } from './parts/token-sign-in.tsx';
import { SitePicker } from './parts/site-picker.tsx';
import { SiteScope } from './parts/site-scope.tsx';
import { Skeleton } from './parts/skeleton.tsx';
import { goToSite, type Route, usePlace } from './navigation.ts';
import type { PersonSession, SessionState } from './sign-in/person-session.ts';
import { Person } from './sign-in/person.tsx';
import { NotSignedOut, StartPage } from './sign-in/start-page.tsx';
import { type SignIn, useSignIn } from './sign-in/use-sign-in.ts';
import { findSite, type Site, type SiteList, useSites } from './sites.ts';
import { formatCount, formatNow } from './formatting.ts';

const Chart = createLazyPart(async () => (await import('./chart/chart.tsx')).Chart, {
  what: 'the chart',
  lines: 12,
});

/** No patient names: page titles appear in the browser history, the task bar and on shared screens. */
const TITLES: Readonly<Record<Route['name'], string>> = { patients: 'Patients', chart: 'Chart' };

export function App() {
  const { siteId, route: visited } = usePlace();
  const signIn = useSignIn(siteId);
  const session = signIn.state.kind === 'signed-in' ? signIn.state.session : null;
  const isOpen = session !== null || signIn.state.kind === 'not-offered';
  const { list, reload } = useSites(isOpen ? (session?.handle ?? null) : undefined);
  const site = isOpen ? findSite(list, siteId) : null;
  const route = startAt(visited, session);
  const siteName = list.kind === 'sites' && list.sites.length > 1 ? (site?.name ?? null) : null;
  const label = labelOf(signIn.state, list, site, route);
  const title = siteName === null ? label : `${label} – ${siteName}`;
  const main = useRef<HTMLElement>(null);
  const routeKey = JSON.stringify([
    siteId,
    session?.handle ?? signIn.state.kind,
    route.name === 'chart' ? route.patientId : route.filter,
  ]);
  const isLoading = signIn.state.kind === 'loading';
  const shown = useRef<string>(null);

  useEffect(() => {
    document.title = title;
    if (isLoading || shown.current === routeKey) return;
    const isFirst = shown.current === null;
    shown.current = routeKey;
    // Screen readers and sighted readers start a new page at its top. On the first load the browser is there already.
    if (isFirst) return;
    main.current?.focus({ preventScroll: true });
    globalThis.scrollTo(0, 0);
  }, [title, routeKey, isLoading]);

  // Following the link would put a fragment into the address, and an entry without a key into the history.
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    main.current?.focus();
  };

  const changeSite = () => {
    // Sites can have been added or removed since.
    reload();
    goToSite(null);
  };

  const page = (
    <>
      <a className="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <header className="top">
        <div className="inner">
          <p className="brand">
            <img src="/icon.svg" alt="" width="28" height="28" />
            Chart viewer
          </p>
          {siteName !== null && (
            <p className="site">
              <span className="unseen">Site: </span>
              <b>{siteName}</b>
              <button type="button" className="quiet" onClick={changeSite}>
                Change site
              </button>
            </p>
          )}
          {session !== null && site !== null && <Person session={session} onSignOut={signIn.signOut} />}
          {signIn.state.kind === 'not-offered' && <TokenSignIn />}
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} aria-label={label}>
        {!isOpen && <NotSignedIn signIn={signIn} siteId={siteId} />}
        {isOpen && site === null && <NoSite list={list} siteId={siteId} onRetry={reload} />}
        {site !== null && <Page key={routeKey} route={route} />}
      </main>
      <Footer />
    </>
  );
  if (site === null) return page;
  return (
    <SiteScope
      key={`${site.graph} ${session?.handle ?? ''}`}
      site={site}
      name={siteName}
      session={session}
      onSessionEnd={signIn.end}
    >
      {page}
    </SiteScope>
  );
}

/** The app of a person with a patient in context starts with that chart. */
function startAt(route: Route, session: PersonSession | null): Route {
  if (route.name !== 'patients' || session === null || session.patientId === null) return route;
  return { name: 'chart', patientId: session.patientId, documentId: null };
}

function labelOf(state: SessionState, list: SiteList, site: Site | null, route: Route): string {
  if (state.kind === 'signed-out') return state.reason === 'ended' ? 'Session ended' : 'Sign in';
  if (state.kind === 'not-signed-out') return 'Not signed out';
  return list.kind === 'sites' && site === null ? 'Sites' : TITLES[route.name];
}

interface NotSignedInProps {
  readonly signIn: SignIn;
  readonly siteId: string | null;
}

function NotSignedIn({ signIn: { state, reload, signOut }, siteId }: NotSignedInProps) {
  if (state.kind === 'signed-out') return <StartPage signedOut={state} siteId={siteId} />;
  if (state.kind === 'not-signed-out') return <NotSignedOut session={state.session} onRetry={signOut} />;
  return (
    <div className="inner">
      <h1 className={state.kind === 'failed' ? undefined : 'unseen'}>Patients</h1>
      {state.kind === 'failed' ? (
        <FailureNote failure={state.failure} what="Your session" onRetry={reload} />
      ) : (
        <Skeleton what="your session" lines={8} />
      )}
    </div>
  );
}

function Page({ route }: { readonly route: Route }) {
  // By the time that somebody chooses a patient, the code of the chart is there.
  useEffect(() => Chart.preload(), []);
  return route.name === 'patients' ? (
    <Patients filter={route.filter} />
  ) : (
    <Chart patientId={route.patientId} documentId={route.documentId} />
  );
}

interface NoSiteProps {
  readonly list: SiteList;
  readonly siteId: string | null;
  readonly onRetry: () => void;
}

function NoSite({ list, siteId, onRetry }: NoSiteProps) {
  if (list.kind === 'sites') return <SitePicker sites={list.sites} unknownId={siteId} />;
  return (
    <div className="inner">
      <h1 className={list.kind === 'loading' ? 'unseen' : undefined}>Patients</h1>
      {list.kind === 'loading' ? (
        <Skeleton what="patients" lines={8} />
      ) : (
        <FailureNote failure={list.failure} what="Patients" onRetry={onRetry} />
      )}
    </div>
  );
}

function Footer() {
  const response = useLastResponse();
  return (
    <footer className="bottom">
      <div className="inner">
        <p>Example app for the Epic FHIR GraphQL gateway. Not for clinical use.</p>
        <PrintedAt />
        {response !== null && (
          <p className="cost">
            Last response: <b>{response.operationName}</b>, {formatCount(response.requests, 'FHIR request')}
          </p>
        )}
      </div>
    </footer>
  );
}

/** When the page was printed; visible only on paper. */
function PrintedAt() {
  const [time, setTime] = useState('');
  useEffect(() => {
    // The browser prints as soon as the listeners return.
    const print = () => flushSync(() => setTime(formatNow()));
    globalThis.addEventListener('beforeprint', print);
    return () => globalThis.removeEventListener('beforeprint', print);
  }, []);
  return <p className="printed">Printed {time}</p>;
}
