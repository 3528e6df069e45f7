/** Checks that the gateway finds a patient by medical record number, as other subgraphs do. */
import { readText } from '../fhir/lenient-read.ts';
import { mrnOf, readMrn } from '../fhir/mrn.ts';
import { createSiteTime } from '../fhir/site-time.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import type { ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, listNames } from './finding.ts';
import type { PanelPatients } from './panel.ts';
import type { ProbingGateway } from './probing-gateway.ts';
import { answerOrFault } from './requests.ts';

/** @param now epoch milliseconds */
export async function checkMrn(
  { mrnSystem, siteTimeZone }: ExaminedSite,
  { byMrn, budget }: ProbingGateway,
  { patients }: PanelPatients,
  now: number,
): Promise<Checked<true>> {
  const time = createSiteTime(now, siteTimeZone);
  const tried = 'searching for a patient of the panel by medical record number (MRN_SYSTEM)';
  const facts = { system: mrnSystem, patients: patients.length };
  const warning = (gist: string, one: Cause) =>
    checked<true>(null, { tried, found: [gist], causes: [one], facts });

  const [known] = patients.flatMap((patient) => {
    const number = mrnOf(patient, mrnSystem, time);
    return number === null ? [] : [{ id: patient.id, number }];
  });
  if (known === undefined) {
    const isAmbiguous = patients.some((patient) => readMrn(patient, mrnSystem, time).isAmbiguous);
    const gist = `None of the ${patients.length} patients has a usable medical record number.`;
    return warning(gist, isAmbiguous ? AMBIGUOUS : unnumbered(mrnSystem, patients));
  }
  const found = await answerOrFault(byMrn.load(known.number));
  if ('fault' in found)
    return warning(
      'The server refused the search.',
      cause`${found.fault.message}
        → Ask the site to let this client search Patient by identifier. \`_entities\` by \`mrn\` needs it.`,
    );
  if (found.answer?.id === known.id)
    return checked<true>(true, { tried, found: ['The search found exactly that patient.'], facts });
  return budget.usage.warnings.some(({ code }) => code === 'MRN_NOT_UNIQUE')
    ? warning('Several patients have the same medical record number.', NOT_UNIQUE)
    : warning(
        'The search did not find the patient.',
        cause`The server does not search by ${mrnSystem}.
          → Set MRN_SYSTEM to the URI of the numbers' system, since only Epic understands a type text. Or ask the site how to search patients by number.`,
      );
}

function unnumbered(mrnSystem: string, patients: readonly Stored<Patient>[]): Cause {
  const systems = [...new Set(patients.flatMap(systemsOf))];
  const hint = systems.length === 0 ? '' : ` Their identifiers have these systems: ${listNames(systems)}.`;
  return cause`No identifier of these patients has the system or type ${mrnSystem} (MRN_SYSTEM), so \`mrn\` is null, and other subgraphs cannot find them.
    → Set MRN_SYSTEM to the system of the medical record numbers.${hint}`;
}

/** Returns systems that are OIDs or plain URLs. Others can contain anything. */
function systemsOf(patient: Stored<Patient>): string[] {
  return identifiersOf(patient).flatMap(({ system }) => {
    const name = readText(system);
    return name !== null && /^(?:urn:oid:[\d.]+|https?:\/\/[\w.:/~-]+)$/.test(name) ? [name] : [];
  });
}

const AMBIGUOUS = cause`A patient has several current numbers of MRN_SYSTEM, so \`mrn\` is null.
  → Set MRN_SYSTEM to a system that gives each patient one number.`;
const NOT_UNIQUE = cause`Two numbering systems share a number, so it identifies no patient, and an entity with that \`mrn\` is null.
  → Set MRN_SYSTEM to the system of only one of them.`;
