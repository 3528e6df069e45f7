/** Whether the panel of patients can be had, and how many are on it. */
import type { PatientPanel } from '../config/values.ts';
import { type Searchset } from '../epic/searchset.ts';
import type { GatewayError } from '../errors.ts';
import {
  isPanelGroup,
  isPanelList,
  mayBeListId,
  patientListParameters,
  patientsOfGroup,
  patientsOfLists,
  type WantedList,
} from '../fhir/panel.ts';
import { isStored } from '../fhir/resources.ts';
import type { ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, failed } from './finding.ts';
import type { RecordReader } from './reader.ts';

/** How many patients the doctor reads records of. */
export const READ_PATIENTS = 3;

interface FoundPatients {
  readonly ids: readonly string[];
  /** Whether these are all: the panel of a search can go on. */
  readonly isWhole: boolean;
  /** How many of the ids that were looked for are not there. */
  readonly missing: number;
}
type PanelOutcome = FoundPatients | { readonly fault: GatewayError };

/**
 * Returns the ids of the patients to read by.
 * @param now the moment at which patients have to belong to the panel (epoch milliseconds)
 */
export async function checkPanel(
  site: ExaminedSite,
  reader: RecordReader,
  now: number,
): Promise<Checked<readonly string[]>> {
  const { kind } = site.panel;
  if (kind === 'none') return NO_PANEL;
  const { tried, api, absent } = KINDS[kind];
  const outcome = await findPatients(site, reader, now);
  if ('fault' in outcome) {
    const { code, message } = outcome.fault;
    const causes = [code === 'FORBIDDEN' ? notRegistered(api) : SERVER_FAILS, absent];
    return failed({ tried, found: [message], causes, facts: { kind, code } });
  }
  const { ids, isWhole, missing } = outcome;
  const facts = { kind, patients: ids.length, isWhole, missing };
  if (ids.length === 0)
    return failed({ tried, found: ['There is no patient on it.'], causes: [absent], facts });
  const causes = missing === 0 ? [] : [absent];
  return checked(ids, { tried, found: [describePatients(outcome)], causes, facts });
}

function describePatients({ ids, isWhole, missing }: FoundPatients): string {
  const count = ids.length === 1 ? 'One patient' : `${ids.length} patients`;
  if (missing > 0) return `${count}, of whom ${missing} are not there (of the first ${READ_PATIENTS}).`;
  return isWhole ? `${count}.` : `${count} looked at. The panel has more.`;
}

async function findPatients(
  { panel, isPanelOnly: isLimit }: ExaminedSite,
  reader: RecordReader,
  now: number,
): Promise<PanelOutcome> {
  switch (panel.kind) {
    case 'none':
      return { ids: [], isWhole: true, missing: 0 };
    case 'ids':
      return findGiven(panel.ids, reader);
    case 'list':
      return findOnList({ identifier: panel.identifier, isLimit, isEpic: await reader.isEpic() }, reader);
    case 'group': {
      const found = await reader.read('Group', panel.id);
      if ('fault' in found) return found;
      const group = found.answer;
      const isUsed = group !== null && isPanelGroup(group);
      return { ids: isUsed ? patientsOfGroup(group, reader.urls, now) : [], isWhole: true, missing: 0 };
    }
    case 'search': {
      const found = await reader.search('Patient', { _count: String(READ_PATIENTS) });
      if ('fault' in found) return found;
      return { ids: found.answer.matches.map(({ id }) => id), isWhole: isLastPage(found.answer), missing: 0 };
    }
  }
}

/** Looks for the first of the ids, and leaves out those that are not there. */
async function findGiven(ids: readonly string[], reader: RecordReader): Promise<PanelOutcome> {
  const reads = await Promise.all(
    ids.slice(0, READ_PATIENTS).map(async (id) => ({ id, found: await reader.read('Patient', id) })),
  );
  const faults = reads.flatMap(({ found }) => ('fault' in found ? [found] : []));
  const [fault] = faults;
  if (fault !== undefined && faults.length === reads.length) return fault;
  const absent = new Set(
    reads.flatMap(({ id, found }) => ('answer' in found && found.answer === null ? [id] : [])),
  );
  const present = absent.size === reads.length ? [] : ids.filter((id) => !absent.has(id));
  return { ids: present, isWhole: true, missing: absent.size };
}

async function findOnList(wanted: WantedList, reader: RecordReader): Promise<PanelOutcome> {
  const { urls } = reader;
  const named = mayBeListId(wanted) ? await reader.read('List', wanted.identifier) : { answer: null };
  if ('fault' in named) return named;
  if (named.answer !== null && isPanelList(named.answer, wanted))
    return { ids: patientsOfLists([named.answer], urls), isWhole: true, missing: 0 };
  const found = await reader.search('List', patientListParameters(wanted));
  if ('fault' in found) return found;
  const lists = found.answer.matches
    .filter((match) => isStored(match, 'List'))
    .filter((list) => isPanelList(list, wanted));
  return { ids: patientsOfLists(lists, urls), isWhole: isLastPage(found.answer), missing: 0 };
}

function isLastPage({ next, foreignNext }: Searchset): boolean {
  return next === null && foreignNext === null;
}

const NO_PANEL = checked<never>(null, {
  tried: 'look at PATIENT_PANEL',
  found: ['No panel is configured: patients without a filter answers PANEL_UNAVAILABLE.'],
  causes: [
    cause`PATIENT_PANEL is not set, and Epic has no list of all patients.
      → Set it to ids:<id>,<id>, list:<identifier> or group:<id>. For Epic's public sandbox, .env.example has the ids of its patients.`,
  ],
  facts: { kind: 'none' },
});

interface PanelKind {
  readonly tried: string;
  /** The API that it needs, by Epic's name. */
  readonly api: string;
  /** Why it has no patients. */
  readonly absent: Cause;
}

const KINDS: Readonly<Record<Exclude<PatientPanel['kind'], 'none'>, PanelKind>> = {
  ids: {
    tried: `read the first ${READ_PATIENTS} patients of PATIENT_PANEL`,
    api: 'Patient.Read',
    absent: cause`The ids are of another system: each site, and production and test systems of one, have their own.
      → Look the patients up at this very server, and set PATIENT_PANEL to their FHIR ids.`,
  },
  list: {
    tried: 'search for the patient list of PATIENT_PANEL',
    api: 'List.Search (Patient List)',
    absent: cause`The list is empty or not current, or its identifier is of another system or missing (PANEL_ONLY needs one), or of a list that
      this client's user may not see.
      → Ask the site for the identifier of a patient list (system list), and whether the background user may see it.`,
  },
  group: {
    tried: 'read the group of PATIENT_PANEL',
    api: 'Group.Read',
    absent: cause`The group is empty, inactive or without current members, or its id is of another system, or of a group that this client's user
      may not see.
      → Ask the site for the FHIR id of the group, and whether the background user may see it.`,
  },
  search: {
    tried: 'search for patients without a criterion',
    api: 'Patient.Search',
    absent: cause`The server lists no patients without a criterion; Epic never does. → Use a panel of ids, a list or a group.`,
  },
};

function notRegistered(api: string): Cause {
  return cause`The API ${api} is not on the app's registration, or the background user may not use it.
    → fhir.epic.com, Build Apps, the app: add it to the Incoming APIs, save, and wait for it to reach this server.`;
}

const SERVER_FAILS = cause`The server fails at this. → Try again later; show the site what came back.`;
