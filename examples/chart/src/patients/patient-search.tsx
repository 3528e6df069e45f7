/** The two searches that Epic supports: by full name with date of birth, and by MRN. */
import { type FormEvent, use, useEffect, useRef, useState } from 'react';
import type { PatientFilter } from '../gql/graphql.ts';
import { goTo } from '../navigation.ts';
import { useSite } from '../sites.ts';
import { fillDraft, PatientListsContext, type SearchDraft } from './search-draft.ts';

/** The MRN system of a gateway with one FHIR server: the embedded sandbox. Replace it with your site's. */
const ONLY_MRN_SYSTEM = 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.100';
/** The MRN systems of examples/sites/sites.yaml by the id of the site. Replace them with the systems of your sites. */
const MRN_SYSTEMS: Readonly<Record<string, string>> = {
  northlight: ONLY_MRN_SYSTEM,
  'cedar-grove': 'urn:oid:1.2.840.114350.1.13.412.2.7.5.737384.20',
  lakeview: 'urn:oid:1.2.840.114350.1.13.733.3.7.5.737384.7',
};
/** The key that moves the focus to the search, as on other sites. */
const SHORTCUT = '/';

interface Props {
  /** The search whose results the page shows; null if it shows all patients. */
  readonly filter: PatientFilter | null;
}

export function PatientSearch({ filter }: Props) {
  const lists = use(PatientListsContext);
  const [draft, setDraft] = useState(() => fillDraft(lists().draft, filter));
  const form = useRef<HTMLFormElement>(null);
  const { id } = useSite();
  // A record number of another system belongs to another patient, so without the system there is no search by number.
  const mrnSystem = id === null ? ONLY_MRN_SYSTEM : MRN_SYSTEMS[id];
  const by = mrnSystem === undefined ? 'name' : draft.by;

  useEffect(() => {
    lists({ draft, filter });
  }, [lists, draft, filter]);

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== SHORTCUT || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      event.preventDefault();
      form.current?.querySelector<HTMLInputElement>('.fields input')?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  const change = (part: Partial<SearchDraft>) => setDraft({ ...draft, ...part });
  const field = (name: 'given' | 'family' | 'birthDate' | 'number') => ({
    name,
    required: true,
    value: draft[name],
    onChange: ({ target }: { target: HTMLInputElement }) => change({ [name]: target.value }),
  });

  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    goTo({
      name: 'patients',
      filter:
        by === 'name' || mrnSystem === undefined
          ? { given: draft.given.trim(), family: draft.family.trim(), birthDate: draft.birthDate }
          : { identifier: { system: mrnSystem, value: draft.number.trim() } },
    });
  }

  // Autofill would store search terms in the browser.
  return (
    <search>
      <form className="search" ref={form} onSubmit={search} autoComplete="off">
        <fieldset>
          <legend>Find a patient by</legend>
          <label className="choice">
            <input type="radio" name="by" checked={by === 'name'} onChange={() => change({ by: 'name' })} />{' '}
            Name and date of birth
          </label>
          {mrnSystem !== undefined && (
            <label className="choice">
              <input
                type="radio"
                name="by"
                checked={by === 'number'}
                onChange={() => change({ by: 'number' })}
              />{' '}
              MRN
            </label>
          )}
          <p className="shortcut">
            Press <kbd>{SHORTCUT}</kbd> to search, <kbd>↓</kbd> <kbd>↑</kbd> to move in the list
          </p>
        </fieldset>
        <div className="fields">
          {by === 'name' ? (
            <>
              <label>
                Given name <input {...field('given')} maxLength={100} />
              </label>
              <label>
                Family name <input {...field('family')} maxLength={100} />
              </label>
              <label>
                Date of birth <input {...field('birthDate')} type="date" min="1880-01-01" />
              </label>
            </>
          ) : (
            <label>
              Medical record number <input {...field('number')} maxLength={100} />
            </label>
          )}
          <button type="submit" className="primary">
            Search
          </button>
          {filter !== null && (
            <button type="button" onClick={() => goTo({ name: 'patients', filter: null })}>
              Show all
            </button>
          )}
        </div>
      </form>
    </search>
  );
}

/** Returns whether the key belongs to a text, or to a dialog over the page. */
function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof Element && target.closest('input:not([type=radio]), select, textarea, dialog') !== null
  );
}
