/** The two searches that Epic takes: by name and whole date of birth together, and by record number. */
import { type FormEvent, useState } from 'react';
import type { PatientFilter } from '../gql/graphql.ts';
import { goTo } from '../places.ts';
import { fieldText } from '../words.ts';

/** The system of the sandbox's medical record numbers; a site puts its own here. */
const MRN_SYSTEM = 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.100';

interface Props {
  /** Whether what is shown was searched for, so that there is a way back to all. */
  readonly isSearch: boolean;
}

export function PatientSearch({ isSearch }: Props) {
  const [by, setBy] = useState<'name' | 'number'>('name');

  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => fieldText(form, name);
    const filter: PatientFilter =
      by === 'name'
        ? { given: read('given'), family: read('family'), birthDate: read('birthDate') }
        : { identifier: { system: MRN_SYSTEM, value: read('number') } };
    goTo({ name: 'patients', filter });
  }

  // Without autofill, which would keep what was searched for.
  return (
    <search>
      <form className="search" onSubmit={search} autoComplete="off">
        <fieldset>
          <legend>Find a patient by</legend>
          <label className="choice">
            <input type="radio" name="by" checked={by === 'name'} onChange={() => setBy('name')} /> name and
            date of birth
          </label>
          <label className="choice">
            <input type="radio" name="by" checked={by === 'number'} onChange={() => setBy('number')} /> record
            number
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
              Record number (MRN) <input name="number" required maxLength={100} />
            </label>
          )}
          <button type="submit" className="primary">
            Find
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
