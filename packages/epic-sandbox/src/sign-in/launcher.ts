/** The page that stands in for the EHR: it launches an app for a person, with a patient and an encounter in context. */
import type { HttpResponse } from '../http-response.ts';
import type { ResourceTypes } from '../resource-types.ts';
import { SIGN_IN_PATHS } from '../routes.ts';
import { createEmptyResponse } from '../http-response.ts';
import type { Encounter, Patient, Stored } from '../types.ts';
import { appName, type RegisteredApp } from './apps.ts';
import { launchAddress, type Launches } from './launches.ts';
import { markup } from './markup.ts';
import { type Choice, createPage, createProblemPage, hiddenField, radioGroup, selectBox } from './pages.ts';
import type { SandboxPerson } from './people.ts';

/** What to launch, by id. */
export interface LaunchChoice {
  readonly app: string;
  readonly person: string;
  readonly patient?: string;
  readonly encounter?: string;
}

export interface Launcher {
  /** Answers with the form that the parameters have reached: app and person, patient, then encounter. */
  show: (parameters: URLSearchParams) => HttpResponse;
  /** Answers the last form by opening the app. */
  launch: (form: URLSearchParams | null) => HttpResponse;
  /** Returns the URL that opens the app. Throws if the choice is impossible. */
  addressOf: (choice: LaunchChoice) => string;
}

export function createLauncher(options: {
  apps: ReadonlyMap<string, RegisteredApp>;
  people: () => readonly SandboxPerson[];
  /** Returns the patients whom a person can choose. */
  patientsOf: (person: SandboxPerson) => readonly Choice[];
  types: ResourceTypes;
  launches: Launches;
  baseUrl: string;
}): Launcher {
  const { apps, people, patientsOf, types, launches, baseUrl } = options;

  function show(parameters: URLSearchParams): HttpResponse {
    const person = people().find(({ id }) => id === parameters.get('person'));
    if (person === undefined) return showPeople();
    const app = appsFor(person).find(({ clientId }) => clientId === parameters.get('app'));
    const patient = patientsOf(person).find(({ value }) => value === parameters.get('patient'));
    return app === undefined || patient === undefined
      ? showPatients(person)
      : showEncounters(app, person, patient);
  }

  function showPeople(): HttpResponse {
    const choices = people()
      .filter((person) => appsFor(person).length > 0)
      .map(({ id, name, role }) => ({ value: id, label: name, detail: role }));
    return createPage(
      'Launch an app',
      choices.length === 0
        ? markup`<p>No registered app has a launch URL.</p>`
        : markup`<p>This page stands in for Hyperspace and MyChart.</p>
<form action="${SIGN_IN_PATHS.launcher}">
${radioGroup('person', 'Who is signed in?', choices)}
<div class="buttons"><button>Next</button></div>
</form>`,
    );
  }

  function showPatients(person: SandboxPerson): HttpResponse {
    const choices = appsFor(person).map((app) => ({
      value: app.clientId,
      label: appName(app),
      detail: app.clientId,
    }));
    return createPage(
      'Choose an app and a patient',
      markup`<p>${person.name}, ${person.role}</p>
<form action="${SIGN_IN_PATHS.launcher}">
${hiddenField('person', person.id)}
${radioGroup('app', 'Which app?', choices)}
${selectBox('patient', 'For which patient?', patientsOf(person))}
<div class="buttons"><button>Next</button></div>
</form>`,
    );
  }

  function showEncounters(app: RegisteredApp, person: SandboxPerson, patient: Choice): HttpResponse {
    const encounters = encountersOf(patient.value);
    return createPage(
      `Launch ${appName(app)}`,
      markup`<p>${person.name}, ${person.role}, with the chart of ${patient.label}</p>
<form method="post" action="${SIGN_IN_PATHS.launch}">
${hiddenField('app', app.clientId)}${hiddenField('person', person.id)}${hiddenField('patient', patient.value)}
${selectBox('encounter', 'In which encounter?', [{ value: '', label: 'None' }, ...encounters])}
${radioGroup('display', 'Where does the app open?', [
  { value: 'page', label: 'In this tab' },
  { value: 'frame', label: 'In a frame, as in Hyperspace' },
])}
<div class="buttons"><button>Launch</button></div>
</form>`,
    );
  }

  function launch(form: URLSearchParams | null): HttpResponse {
    const [app, person, patient] = ['app', 'person', 'patient'].map((name) => form?.get(name) ?? '');
    const encounter = form?.get('encounter') ?? '';
    const address = tryAddressOf({
      app: app ?? '',
      person: person ?? '',
      ...(patient !== '' && patient !== undefined && { patient }),
      ...(encounter !== '' && { encounter }),
    });
    if (address === null)
      return createProblemPage(400, 'Launch failed', 'This app cannot be launched with these choices.');
    return form?.get('display') === 'frame'
      ? createFramePage(address, describeContext(person ?? '', patient ?? ''))
      : createEmptyResponse(303, {
          Location: address,
          'Cache-Control': 'no-store',
          'Referrer-Policy': 'no-referrer',
        });
  }

  /** Says who uses the app for whom, as the EHR does above a frame. Apps then need no banner of the patient. */
  function describeContext(personId: string, patientId: string): string {
    const person = people().find(({ id }) => id === personId);
    const patients = person === undefined ? [] : patientsOf(person);
    const patient = patients.find(({ value }) => value === patientId);
    const identity = patient === undefined ? ['No patient'] : [patient.label, patient.detail ?? 'no MRN'];
    return [...identity, `opened by ${person?.name ?? 'an unknown person'}`].join(', ');
  }

  function tryAddressOf({
    app: clientId,
    person: personId,
    patient,
    encounter,
  }: LaunchChoice): string | null {
    const person = people().find(({ id }) => id === personId);
    const app = person === undefined ? undefined : appsFor(person).find((one) => one.clientId === clientId);
    if (person === undefined || app?.launchUrl === undefined) return null;
    const isKnown =
      (patient === undefined || patientsOf(person).some(({ value }) => value === patient)) &&
      (encounter === undefined || (patient !== undefined && ownerOfEncounter(encounter) === patient));
    if (!isKnown) return null;
    const opened = launches.open({
      clientId,
      person,
      patient: patient ?? null,
      encounter: encounter ?? null,
    });
    return launchAddress(app.launchUrl, baseUrl, opened);
  }

  function ownerOfEncounter(encounter: string): string | undefined {
    return types.get('Encounter')?.ownerOf(encounter);
  }

  function encountersOf(patient: string): readonly Choice[] {
    return (types.get('Encounter')?.ofPatient(patient) ?? []).flatMap((encounter) =>
      encounter.resourceType === 'Encounter' ? [describeEncounter(encounter)] : [],
    );
  }

  function appsFor({ audience }: SandboxPerson): readonly RegisteredApp[] {
    return [...apps.values()].filter((app) => app.audience === audience && app.launchUrl !== undefined);
  }

  function addressOf(choice: LaunchChoice): string {
    const address = tryAddressOf(choice);
    if (address === null) throw new Error(`The sandbox cannot launch ${JSON.stringify(choice)}.`);
    return address;
  }

  return { show, launch, addressOf };
}

function createFramePage(address: string, context: string): HttpResponse {
  return createPage(
    'App in a frame',
    markup`<p><b>${context}</b></p>
<iframe src="${address}" title="The launched app"></iframe>`,
    { framesApp: true },
  );
}

function describeEncounter({ id, period, type }: Stored<Encounter>): Choice {
  const text = type?.find((one) => one.text !== undefined)?.text ?? 'Encounter';
  return { value: id, label: `${period?.start?.slice(0, 10) ?? 'No date'}, ${text}` };
}

/** Returns the patients as choices, by name, with their record numbers as details. */
export function describePatients(
  patients: readonly Stored<Patient>[],
  nameOf: (patient: Stored<Patient>) => string,
  mrnSystem: string,
): readonly Choice[] {
  return patients.map((patient) => {
    const mrn = patient.identifier?.find(({ system }) => system === mrnSystem)?.value;
    return {
      value: patient.id,
      label:
        patient.birthDate === undefined ? nameOf(patient) : `${nameOf(patient)}, born ${patient.birthDate}`,
      ...(mrn !== undefined && { detail: `MRN ${mrn}` }),
    };
  });
}
