/** Whether a patient is found by their medical record number, which is how other subgraphs name them. */
import { mrnOf, readMrn } from '../fhir/mrn.ts';
import { text } from '../fhir/shape.ts';
import { siteTime } from '../fhir/site-time.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import type { Subject } from './configuration.ts';
import { type PanelPatients, READ_PATIENTS } from './panel.ts';
import type { Reader } from './reader.ts';
import { type Cause, type Checked, finding, listed } from './step.ts';
import { mrnTokens } from '../fhir/patient-search.ts';
import { isStored } from '../fhir/resources.ts';

/**
 * Reads patients of the panel until one has a number, and searches for that number.
 * @param now epoch milliseconds
 */
export async function checkMrn(
  { mrnSystem, siteTimeZone }: Subject,
  reader: Reader,
  ids: PanelPatients,
  now: number,
): Promise<Checked<true>> {
  const time = siteTime(now, siteTimeZone);
  const looked = await Promise.all(ids.slice(0, READ_PATIENTS).map((id) => reader.read('Patient', id)));
  const patients = looked.flatMap((told) => ('answer' in told && told.answer !== null ? [told.answer] : []));
  const tried = `read up to ${READ_PATIENTS} patients of the panel, and search for the medical record number of one (MRN_SYSTEM)`;
  const told = (gist: string, causes: readonly Cause[] = []): Checked<true> => ({
    finding: finding({
      tried,
      found: [gist],
      causes,
      facts: { system: mrnSystem, patients: patients.length },
    }),
    value: causes.length === 0 ? true : null,
  });
  const numbered = patients.find((patient) => mrnOf(patient, mrnSystem, time) !== null);
  const number = numbered === undefined ? null : mrnOf(numbered, mrnSystem, time);
  if (numbered === undefined || number === null)
    return told(`None of ${patients.length} has such a number.`, [
      patients.some((patient) => readMrn(patient, mrnSystem, time).isAmbiguous)
        ? SEVERAL
        : unnumbered(mrnSystem, patients),
    ]);
  const found = await reader.search('Patient', { identifier: mrnTokens(mrnSystem, [number]) });
  if ('code' in found) return told('The search is refused.', [refused(found.message)]);
  const same = found.answer.matches.filter(
    (match) => isStored(match, 'Patient') && mrnOf(match, mrnSystem, time) === number,
  );
  if (!same.some(({ id }) => id === numbered.id))
    return told('The patient who has the number is not found by it.', [notFound(mrnSystem)]);
  return same.length === 1
    ? told('One patient, and no other, was found by medical record number.')
    : told(`${same.length} patients have one number.`, [NOT_UNIQUE]);
}

function unnumbered(mrnSystem: string, patients: readonly Stored<Patient>[]): Cause {
  const systems = new Set(patients.flatMap(systemsOf));
  return {
    cause: `MRN_SYSTEM, ${mrnSystem}, is neither the system nor the type of an identifier of theirs. \`mrn\` is null, and no other subgraph finds them.`,
    remedy:
      'Set MRN_SYSTEM to the system of the numbers.' +
      (systems.size === 0 ? '' : ` They have identifiers of ${listed([...systems])}.`),
  };
}

/** Systems in the form of an OID or a plain URL; whatever else stands there can hold anything. */
function systemsOf(patient: Stored<Patient>): string[] {
  return identifiersOf(patient).flatMap(({ system }) => {
    const name = text(system);
    return name !== null && /^(?:urn:oid:[\d.]+|https?:\/\/[\w.:/~-]+)$/.test(name) ? [name] : [];
  });
}

function notFound(mrnSystem: string): Cause {
  return {
    cause: `The server does not search by ${mrnSystem}.`,
    remedy:
      'Set MRN_SYSTEM to the system of the numbers, a URI: a type text is understood by Epic only. Otherwise ask the site how patients are searched by number.',
  };
}

function refused(message: string): Cause {
  return {
    cause: message,
    remedy: 'Ask the site to let this client search Patient by identifier; `_entities` by `mrn` needs it.',
  };
}

const SEVERAL: Cause = {
  cause: 'A patient has several numbers of MRN_SYSTEM in use, so `mrn` is null.',
  remedy: 'Set MRN_SYSTEM to the system of one numbering.',
};

const NOT_UNIQUE: Cause = {
  cause: 'Two numberings share a number, so it identifies no patient, and an entity by that `mrn` is null.',
  remedy: 'Set MRN_SYSTEM to the system of one numbering.',
};
