/** Whether the panel of patients can be had, and how many are on it. */
import type { PatientPanel } from '../config/values.ts';
import {
  isPanelGroup,
  isPanelList,
  mayBeListId,
  patientListParameters,
  patientsOfGroup,
  patientsOfLists,
  type WantedList,
} from '../fhir/panel.ts';
import type { List } from '../fhir/types.ts';
import { type Searchset } from '../fhir/searchset.ts';
import type { Subject } from './configuration.ts';
import type { Reader, Told } from './reader.ts';
import { type Cause, type Checked, failed, finding } from './step.ts';
import { isStored } from '../fhir/resources.ts';

/** Ids of patients to read by: as many as are needed to find records of each kind. */
export type PanelPatients = readonly string[];

interface Listed {
  readonly ids: PanelPatients;
  /** Whether these are all; the panel of a search can go on. */
  readonly isWhole: boolean;
  /** Of ids that were given one by one: how many of those that were looked for are there. */
  readonly missing: number;
}
type PanelOutcome = Listed | { readonly code: string; readonly message: string };

/** How many patients the reads go by: the first who have a record of a kind will do. */
export const READ_PATIENTS = 3;

/** @param at the moment at which patients have to belong to the panel (epoch milliseconds) */
export async function checkPanel(
  subject: Subject,
  reader: Reader,
  at: number,
): Promise<Checked<PanelPatients>> {
  const { panel } = subject;
  if (panel.kind === 'none') return { finding: none(), value: null };
  const tried = TRIED[panel.kind];
  const outcome = await patientsOf(subject, reader, at);
  if ('code' in outcome) {
    const { code, message } = outcome;
    const causes = [refusalCause(code, panel), ABSENT[panel.kind]];
    return {
      finding: failed({ tried, found: [message], causes, facts: { kind: panel.kind, code } }),
      value: null,
    };
  }
  const { ids, isWhole, missing } = outcome;
  const facts = { kind: panel.kind, patients: ids.length, isWhole, missing };
  if (ids.length === 0) {
    return {
      finding: failed({ tried, found: ['There is no patient on it.'], causes: [ABSENT[panel.kind]], facts }),
      value: null,
    };
  }
  const count = ids.length === 1 ? 'One patient' : `${ids.length} patients`;
  return {
    finding: finding({
      tried,
      found: [
        missing === 0
          ? isWhole
            ? `${count}.`
            : `${count} looked at. The panel has more.`
          : `${count}, of whom ${missing} are not there (of the first ${READ_PATIENTS}).`,
      ],
      causes: missing === 0 ? [] : [ABSENT[panel.kind]],
      facts,
    }),
    value: ids,
  };
}

async function patientsOf(
  { panel, panelOnly: isLimit }: Subject,
  reader: Reader,
  at: number,
): Promise<PanelOutcome> {
  switch (panel.kind) {
    case 'ids':
      return thoseThere(panel.ids, reader);
    case 'list': {
      const { identifier } = panel;
      const found = await listsOf({ identifier, isLimit, isEpic: await reader.isEpic() }, reader);
      if ('code' in found) return found;
      const { lists, isWhole } = found.answer;
      return { ids: patientsOfLists(lists, reader.urls), isWhole, missing: 0 };
    }
    case 'group': {
      const found = await reader.read('Group', panel.id);
      if ('code' in found) return found;
      const group = found.answer;
      const isUsed = group !== null && isPanelGroup(group);
      return { ids: isUsed ? patientsOfGroup(group, reader.urls, at) : [], isWhole: true, missing: 0 };
    }
    case 'search': {
      const found = await reader.search('Patient', { _count: String(READ_PATIENTS) });
      if ('code' in found) return found;
      return { ids: found.answer.matches.map(({ id }) => id), isWhole: isLastPage(found.answer), missing: 0 };
    }
    case 'none':
      return { ids: [], isWhole: true, missing: 0 };
  }
}

interface FoundLists {
  readonly lists: readonly List[];
  readonly isWhole: boolean;
}

async function listsOf(wanted: WantedList, reader: Reader): Promise<Told<FoundLists>> {
  const named = mayBeListId(wanted) ? await reader.read('List', wanted.identifier) : { answer: null };
  if ('code' in named) return named;
  if (named.answer !== null && isPanelList(named.answer, wanted))
    return { answer: { lists: [named.answer], isWhole: true } };
  const found = await reader.search('List', patientListParameters(wanted));
  if ('code' in found) return found;
  const lists = found.answer.matches
    .filter((match) => isStored(match, 'List'))
    .filter((list) => isPanelList(list, wanted));
  return { answer: { lists, isWhole: isLastPage(found.answer) } };
}

function isLastPage({ next, foreignNext }: Searchset): boolean {
  return next === null && foreignNext === null;
}

/** Looks for the first of them, and leaves out those that are not there. */
async function thoseThere(ids: readonly string[], reader: Reader): Promise<PanelOutcome> {
  const looked = await Promise.all(
    ids.slice(0, READ_PATIENTS).map(async (id) => ({ id, found: await reader.read('Patient', id) })),
  );
  const faults = looked.flatMap(({ found }) => ('code' in found ? [found] : []));
  const absent = looked.flatMap(({ id, found }) => ('answer' in found && found.answer === null ? [id] : []));
  const [fault] = faults;
  if (fault !== undefined && faults.length === looked.length) return fault;
  return absent.length === looked.length
    ? { ids: [], isWhole: true, missing: absent.length }
    : { ids: ids.filter((id) => !absent.includes(id)), isWhole: true, missing: absent.length };
}

function none() {
  return finding({
    tried: 'look at PATIENT_PANEL',
    found: ['No panel is configured: patients without a filter answers PANEL_UNAVAILABLE.'],
    causes: [
      {
        cause: 'PATIENT_PANEL is not set, and Epic has no list of all patients.',
        remedy:
          "Set it to ids:<id>,<id>, list:<identifier> or group:<id>. For Epic's public sandbox, .env.example has the ids of its patients.",
      },
    ],
    facts: { kind: 'none' },
  });
}

const TRIED: Readonly<Record<Exclude<PatientPanel['kind'], 'none'>, string>> = {
  ids: `read the first ${READ_PATIENTS} patients of PATIENT_PANEL`,
  list: 'search for the patient list of PATIENT_PANEL',
  group: 'read the group of PATIENT_PANEL',
  search: 'search for patients without a criterion',
};

const ABSENT: Readonly<Record<PatientPanel['kind'], Cause>> = {
  ids: {
    cause:
      'The ids are of another system: each site, and production and test systems of one, have their own.',
    remedy: 'Look the patients up at this very server, and set PATIENT_PANEL to their FHIR ids.',
  },
  list: {
    cause:
      'The list is empty or not current, or its identifier is of another system or missing (PANEL_ONLY needs one), or of a list that ' +
      "this client's user may not see.",
    remedy:
      'Ask the site for the identifier of a patient list (system list), and whether the background user may see it.',
  },
  group: {
    cause:
      "The group is empty, inactive or without current members, or its id is of another system, or of a group that this client's user may " +
      'not see.',
    remedy: 'Ask the site for the FHIR id of the group, and whether the background user may see it.',
  },
  search: {
    cause: 'The server lists no patients without a criterion; Epic never does.',
    remedy: 'Use a panel of ids, a list or a group.',
  },
  none: { cause: 'PATIENT_PANEL is not set.', remedy: 'Set it.' },
};

/** The APIs, by Epic's names, that a panel of a kind needs. */
const NEEDED: Readonly<Record<PatientPanel['kind'], string>> = {
  ids: 'Patient.Read',
  list: 'List.Search (Patient List)',
  group: 'Group.Read',
  search: 'Patient.Search',
  none: '',
};

function refusalCause(code: string, { kind }: PatientPanel): Cause {
  return code === 'FORBIDDEN'
    ? {
        cause: `The API ${NEEDED[kind]} is not on the app's registration, or the background user may not use it.`,
        remedy:
          'fhir.epic.com, Build Apps, the app: add it to the Incoming APIs, save, and wait for it to reach this server.',
      }
    : { cause: 'The server fails at this.', remedy: 'Try again later; show the site what came back.' };
}
