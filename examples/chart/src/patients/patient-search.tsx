/** The two searches that Epic supports: by full name with date of birth, and by MRN. */
import { type FormEvent, useState } from 'react';
import type { PatientFilter } from '../gql/graphql.ts';
import { goTo } from '../navigation.ts';
import { readField } from '../formatting.ts';

/** The MRN system of the sandbox. Replace it with your site's. */
const MRN_SYSTEM = 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.100';

interface Props {
  /** Whether the page shows search results, and needs a button back to all patients. */
  readonly isSearch: boolean;
}

export function PatientSearch({ isSearch }: Props) {
  const [by, setBy] = useState<'name' | 'number'>('name');

  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => readField(form, name);
    const filter: PatientFilter =
      by === 'name'
        ? { given: read('given'), family: read('family'), birthDate: read('birthDate') }
        : { identifier: { system: MRN_SYSTEM, value: read('number') } };
    goTo({ name: 'patients', filter });
  }

  // Autofill would store search terms in the browser.
  return (
    <search>
      <form className="search" onSubmit={search} autoComplete="off">
        <fieldset>
          <legend>Find a patient by</legend>
          <label className="choice">
            <input type="radio" name="by" checked={by === 'name'} onChange={() => setBy('name')} /> Name and
            date of birth
          </label>
          <label className="choice">
            <input type="radio" name="by" checked={by === 'number'} onChange={() => setBy('number')} /> MRN
          </label>
        </fieldset>
        <div className="fields">
          {by === 'name' ? (
            <>
              <label>
                Given name <input name="given" required maxLength={100} />
              </label>
              <label>
                Family name <input name="family" required maxLength={100} />
              </label>
              <label>
                Date of birth <input name="birthDate" type="date" required min="1880-01-01" />
              </label>
            </>
          ) : (
            <label>
              Medical record number <input name="number" required maxLength={100} />
            </label>
          )}
          <button type="submit" className="primary">
            Search
          </button>
          {isSearch && (
            <button type="button" onClick={() => goTo({ name: 'patients', filter: null })}>
              Show all
            </button>
          )}
        </div>
      </form>
    </search>
  );
}
