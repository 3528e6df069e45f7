/** The page frame: landmarks, a skip link, sign-in, and the cost of the last response. */
import { type MouseEvent, useEffect, useRef } from 'react';
import { useLastResponse } from './responses.ts';
import { Chart } from './chart/chart.tsx';
import { Patients } from './patients/patients.tsx';
import { SignIn } from './parts/sign-in.tsx';
import { type Route, useRoute } from './navigation.ts';
import { formatCount } from './formatting.ts';

/** No patient names: page titles appear in the browser history, the task bar and on shared screens. */
const TITLES: Readonly<Record<Route['name'], string>> = { patients: 'Patients', chart: 'Chart' };

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const routeKey = route.name === 'chart' ? route.patientId : JSON.stringify(route.filter);
  const shown = useRef(routeKey);

  useEffect(() => {
    document.title = TITLES[route.name];
    // Screen readers and sighted readers start a new page at its top. On the first load the browser is there already.
    if (shown.current === routeKey) return;
    shown.current = routeKey;
    main.current?.focus({ preventScroll: true });
    globalThis.scrollTo(0, 0);
  }, [route.name, routeKey]);

  // Following the link would put a fragment into the address, and an entry without a key into the history.
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    main.current?.focus();
  };

  return (
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
          <SignIn />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} aria-label={TITLES[route.name]}>
        {route.name === 'patients' ? (
          <Patients key={routeKey} filter={route.filter} />
        ) : (
          <Chart key={routeKey} patientId={route.patientId} noteId={route.noteId} />
        )}
      </main>
      <Footer />
    </>
  );
}

function Footer() {
  const response = useLastResponse();
  return (
    <footer className="bottom">
      <div className="inner">
        <p>Example app for the Epic FHIR GraphQL gateway. Not for clinical use.</p>
        {response !== null && (
          <p className="cost">
            Last response: <b>{response.operationName}</b>, {formatCount(response.requests, 'FHIR request')}
          </p>
        )}
      </div>
    </footer>
  );
}
