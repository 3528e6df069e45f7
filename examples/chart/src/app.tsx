/** The frame around every place: landmarks, the way past them, who is signed in, and what the last answer cost. */
import { type MouseEvent, useEffect, useRef } from 'react';
import { useLastAnswer } from './answers.ts';
import { Chart } from './chart/chart.tsx';
import { Patients } from './patients/patients.tsx';
import { SignIn } from './parts/sign-in.tsx';
import { type Place, usePlace } from './places.ts';
import { countText } from './words.ts';

/** Without names: the title is in the history, in the task bar and on shared screens. */
const TITLES: Readonly<Record<Place['name'], string>> = { patients: 'Patients', chart: 'Chart' };

export function App() {
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  const placeKey = place.name === 'chart' ? place.patientId : JSON.stringify(place.filter);
  const shown = useRef(placeKey);

  useEffect(() => {
    document.title = TITLES[place.name];
    // What is new on the page is read and scrolled to from its top; at the start that is where the browser is anyway.
    if (shown.current === placeKey) return;
    shown.current = placeKey;
    main.current?.focus({ preventScroll: true });
    globalThis.scrollTo(0, 0);
  }, [place.name, placeKey]);

  // An anchor would put its fragment into the address, and a place without a key into the history.
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    main.current?.focus();
  };

  return (
    <>
      <a className="skip" href="#main" onClick={skip}>
        Skip to the content
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
      <main id="main" ref={main} tabIndex={-1} aria-label={TITLES[place.name]}>
        {place.name === 'patients' ? (
          <Patients key={placeKey} filter={place.filter} />
        ) : (
          <Chart key={placeKey} patientId={place.patientId} noteId={place.noteId} />
        )}
      </main>
      <Footer />
    </>
  );
}

function Footer() {
  const answer = useLastAnswer();
  return (
    <footer className="bottom">
      <div className="inner">
        <p>An example over the Epic FHIR GraphQL gateway. Not for use in care.</p>
        {answer !== null && (
          <p className="cost">
            Last answer: <b>{answer.operationName}</b>, {countText(answer.requests, 'FHIR request')}
          </p>
        )}
      </div>
    </footer>
  );
}
