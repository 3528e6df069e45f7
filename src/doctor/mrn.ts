/** Whether a patient is found by their medical record number, which is how other subgraphs name them. */
import { formatMrnTokens } from '../epic/patient-search.ts';
import { readText } from '../fhir/lenient-read.ts';
import { mrnOf, readMrn } from '../fhir/mrn.ts';
import { isStored } from '../fhir/resources.ts';
import { siteTime } from '../fhir/site-time.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import type { ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, listNames } from './finding.ts';
import { READ_PATIENTS } from './panel.ts';
import type { RecordReader } from './reader.ts';

/**
 * Reads patients of the panel until one has a number, and searches for that number.
 * @param now epoch milliseconds
 */
export async function checkMrn(
  { mrnSystem, siteTimeZone }: ExaminedSite,
  reader: RecordReader,
  ids: readonly string[],
  now: number,
): Promise<Checked<true>> {
  const time = siteTime(now, siteTimeZone);
  const reads = await Promise.all(ids.slice(0, READ_PATIENTS).map((id) => reader.read('Patient', id)));
  const patients = reads.flatMap((read) => ('answer' in read && read.answer !== null ? [read.answer] : []));
  const tried = `read up to ${READ_PATIENTS} patients of the panel, and search for the medical record number of one (MRN_SYSTEM)`;
  const facts = { system: mrnSystem, patients: patients.length };
  const warning = (gist: string, one: Cause) =>
    checked<true>(null, { tried, found: [gist], causes: [one], facts });

  const numbered = patients.find((patient) => mrnOf(patient, mrnSystem, time) !== null);
  const number = numbered === undefined ? null : mrnOf(numbered, mrnSystem, time);
  if (numbered === undefined || number === null) {
    const isAmbiguous = patients.some((patient) => readMrn(patient, mrnSystem, time).isAmbiguous);
    return warning(
      `None of ${patients.length} has such a number.`,
      isAmbiguous ? SEVERAL : unnumbered(mrnSystem, patients),
    );
  }
  const found = await reader.search('Patient', { identifier: formatMrnTokens(mrnSystem, [number]) });
  if ('fault' in found) return warning('The search is refused.', searchRefused(found.fault.message));
  const same = found.answer.matches.filter(
    (match) => isStored(match, 'Patient') && mrnOf(match, mrnSystem, time) === number,
  );
  if (!same.some(({ id }) => id === numbered.id))
    return warning('The patient who has the number is not found by it.', notSearchable(mrnSystem));
  if (same.length > 1) return warning(`${same.length} patients have one number.`, NOT_UNIQUE);
  const gist = 'One patient, and no other, was found by medical record number.';
  return checked<true>(true, { tried, found: [gist], facts });
}

function unnumbered(mrnSystem: string, patients: readonly Stored<Patient>[]): Cause {
  const systems = [...new Set(patients.flatMap(systemsOf))];
  const hint = systems.length === 0 ? '' : ` They have identifiers of ${listNames(systems)}.`;
  return cause`MRN_SYSTEM, ${mrnSystem}, is neither the system nor the type of an identifier of theirs. \`mrn\` is null, and no other subgraph finds them.
    → Set MRN_SYSTEM to the system of the numbers.${hint}`;
}

/** Returns systems in the form of an OID or a plain URL. Anything else can hold anything. */
function systemsOf(patient: Stored<Patient>): string[] {
  return identifiersOf(patient).flatMap(({ system }) => {
    const name = readText(system);
    return name !== null && /^(?:urn:oid:[\d.]+|https?:\/\/[\w.:/~-]+)$/.test(name) ? [name] : [];
  });
}

function notSearchable(mrnSystem: string): Cause {
  return cause`The server does not search by ${mrnSystem}.
    → Set MRN_SYSTEM to the system of the numbers, a URI: a type text is understood by Epic only. Otherwise ask the site how patients are searched by number.`;
}

function searchRefused(message: string): Cause {
  return cause`${message}
    → Ask the site to let this client search Patient by identifier; \`_entities\` by \`mrn\` needs it.`;
}

const SEVERAL = cause`A patient has several numbers of MRN_SYSTEM in use, so \`mrn\` is null.
  → Set MRN_SYSTEM to the system of one numbering.`;
const NOT_UNIQUE = cause`Two numberings share a number, so it identifies no patient, and an entity by that \`mrn\` is null.
  → Set MRN_SYSTEM to the system of one numbering.`;
