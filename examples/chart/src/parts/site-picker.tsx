/** The sites that the user can use. */
import { useState } from 'react';
import type { Site } from '../sites.ts';
import { formatCount } from '../formatting.ts';
import { goToSite } from '../navigation.ts';

/** Longer lists have a field to filter them. */
const MAX_UNFILTERED = 8;

interface Props {
  readonly sites: readonly Site[];
  /** The id in the address, if it is not the id of a site in the list; otherwise null. */
  readonly unknownId: string | null;
}

export function SitePicker({ sites, unknownId }: Props) {
  const [search, setSearch] = useState('');
  const found = sites.filter((site) => matches(site, search));
  return (
    <div className="inner sites">
      <h1>Sites</h1>
      {unknownId !== null && (
        <p className="failure" role="alert">
          <b>You have no access to a site with the id “{unknownId}”.</b> Choose another site.
        </p>
      )}
      {sites.length === 0 ? (
        <p className="empty">You have no access to any site. Contact your system administrator.</p>
      ) : (
        <p className="muted">Charts and record numbers of one site are not valid at another.</p>
      )}
      {sites.length > MAX_UNFILTERED && (
        <label className="filter">
          Filter by name or id
          <input type="search" value={search} onChange={({ target }) => setSearch(target.value)} />
          <span className="muted" role="status">
            {formatCount(found.length, 'site')}
          </span>
        </label>
      )}
      <ul className="patients of-sites" aria-label="Sites">
        {found.map(({ id, name }) => (
          <li key={id}>
            <button type="button" onClick={() => goToSite(id)}>
              <span className="name">{name}</span>
              {id !== null && id !== name && <span className="muted">{id}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function matches({ id, name }: Site, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return name.toLowerCase().includes(wanted) || (id ?? '').includes(wanted);
}
