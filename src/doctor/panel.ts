/** Checks that the gateway can read the patients of the panel. */
import type { PatientPanel } from '../config/values.ts';
import type { GatewayError } from '../errors.ts';
import type { Patient, Stored } from '../fhir/types.ts';
import type { ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, compact, failed } from './finding.ts';
import { MAX_PATIENTS, type ProbingGateway } from './probing-gateway.ts';
import { type AnswerOrFault, answerOrFault, SERVER_FAILING } from './requests.ts';

/** The first patients of the panel. */
export interface PanelPatients {
  readonly ids: readonly string[];
  /** The patients of these ids whom the gateway could read. */
  readonly patients: readonly Stored<Patient>[];
}

export async function checkPanel(
  { panel }: ExaminedSite,
  gateway: ProbingGateway,
): Promise<Checked<PanelPatients>> {
  const { kind } = panel;
  if (kind === 'none') return NO_PANEL;
  const { tried, api, absent } = KINDS[kind];
  const members = await findMembers(kind, gateway);
  if ('fault' in members) {
    const { code, message } = members.fault;
    const causes = compact<Cause>(code !== 'PANEL_UNAVAILABLE' && refusedCause(members.fault, api), absent);
    return failed({ tried, found: [message], causes, facts: { kind, code } });
  }
  const { ids: all, isWhole } = members.answer;
  const first = all.slice(0, MAX_PATIENTS);
  const reads = await Promise.all(
    first.map((id) => answerOrFault(gateway.client.read('Patient', id, gateway.budget))),
  );
  const faults = reads.flatMap((read) => ('fault' in read ? read.fault : []));
  const found = reads.map((read) => ('fault' in read ? undefined : read.answer));
  const missing = found.filter((patient) => patient === null).length;
  const facts = { kind, patients: all.length - missing, isWhole, missing };
  const ids = first.filter((_, at) => found[at] !== null);
  if (ids.length === 0) {
    const gist =
      all.length === 0 ? 'The panel has no patients.' : 'The first patients of the panel do not exist.';
    return failed({ tried, found: [gist], causes: [absent], facts });
  }
  const value = { ids, patients: found.filter((patient) => patient !== null && patient !== undefined) };
  const [fault] = faults;
  const details = {
    tried,
    found: compact<string>(
      describeCount(all.length, isWhole),
      gateway.budget.usage.warnings.find(({ code }) => code === 'PANEL_INCOMPLETE')?.message ?? null,
      missing > 0 && `${missing} of the first ${first.length} do not exist.`,
      faults.length > 0 && `${faults.length} of the first ${first.length} could not be read.`,
      fault?.message ?? null,
    ),
    causes: compact<Cause>(fault !== undefined && refusedCause(fault, 'Patient.Read'), missing > 0 && absent),
    facts,
  };
  return faults.length === ids.length ? failed(details, value) : checked(value, details);
}

function describeCount(count: number, isWhole: boolean): string {
  if (!isWhole) return `More than ${count} patients.`;
  return count === 1 ? 'One patient.' : `${count} patients.`;
}

interface PanelMembers {
  readonly ids: readonly string[];
  /** Whether these are all. */
  readonly isWhole: boolean;
}

async function findMembers(
  kind: PatientPanel['kind'],
  { client, budget, readPanel }: ProbingGateway,
): Promise<AnswerOrFault<PanelMembers>> {
  if (kind !== 'search') return answerOrFault(readPanel().then((ids) => ({ ids, isWhole: true })));
  const found = await answerOrFault(client.search('Patient', { _count: String(MAX_PATIENTS) }, budget));
  if ('fault' in found) return found;
  const { matches, next, foreignNext } = found.answer;
  return { answer: { ids: matches.map(({ id }) => id), isWhole: next === null && foreignNext === null } };
}

const NO_PANEL = checked<never>(null, {
  tried: 'reading PATIENT_PANEL',
  found: ['No panel is configured, so patients without a filter returns PANEL_UNAVAILABLE.'],
  causes: [
    cause`PATIENT_PANEL is not set, and Epic cannot list all patients.
      → Set it to ids:<id>,<id>, list:<identifier> or group:<id>. .env.example contains the ids for Epic's public sandbox.`,
  ],
  facts: { kind: 'none' },
});

interface PanelKind {
  readonly tried: string;
  /** The API that finds the members, by Epic's name. */
  readonly api: string;
  /** Why patients are missing. */
  readonly absent: Cause;
}

const KINDS: Readonly<Record<Exclude<PatientPanel['kind'], 'none'>, PanelKind>> = {
  ids: {
    tried: `reading the first ${MAX_PATIENTS} patients of PATIENT_PANEL`,
    api: 'Patient.Read',
    absent: cause`The ids come from another system. Each site has its own, and so do its production and test systems.
      → Find the patients on this server, and set PATIENT_PANEL to their FHIR ids.`,
  },
  list: {
    tried: `searching for the patient list of PATIENT_PANEL, and reading its first ${MAX_PATIENTS} patients`,
    api: 'List.Search (Patient List)',
    absent: cause`The list is empty or not current, the background user may not see it, or its identifier is missing (PANEL_ONLY needs it) or
      comes from another system.
      → Ask the site for the identifier of a patient list (system list), and whether the background user may see it.`,
  },
  group: {
    tried: `reading the group of PATIENT_PANEL and its first ${MAX_PATIENTS} patients`,
    api: 'Group.Read',
    absent: cause`The group is empty, inactive or without current members, the background user may not see it, or its id comes from another system.
      → Ask the site for the FHIR id of the group, and whether the background user may see it.`,
  },
  search: {
    tried: `searching for patients without criteria, and reading the first ${MAX_PATIENTS}`,
    api: 'Patient.Search',
    absent: cause`The server does not list patients without criteria. Epic never does. → Use a panel of ids, a list or a group.`,
  },
};

function refusedCause({ code }: GatewayError, api: string): Cause {
  return code === 'FORBIDDEN'
    ? cause`The app's registration lacks the API ${api}, or the background user may not use it.
        → In the app at fhir.epic.com (Build Apps), add it to the Incoming APIs and save. Wait until the change reaches this server.`
    : SERVER_FAILING;
}
