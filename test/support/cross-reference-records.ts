/** The records of a cross-reference server: every reference that FHIR allows in a record points to a record of the other group. */
import { isAboutPatients } from '../../src/fhir/resource-kinds.ts';
import { factsOf, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import { type BareElement, readReferences } from './fhir-definitions.ts';
import { OBJECT_TYPES } from './schema-files.ts';

export const OWN = 'own';
export const FOREIGN = 'foreign';

/** The display of a reference is the type of its target, followed by this. */
export const DISPLAY_SUFFIX = 'by name';

export type Json = Record<string, unknown>;

/** An element that is a reference: its path in the resource, and the types that it may reference. */
interface ReferenceElement {
  readonly path: readonly { readonly name: string; readonly isList: boolean }[];
  readonly targets: readonly string[];
}

export const TYPES = Object.keys(RESOURCES);
const GRAPH_TYPES = Object.entries(RESOURCES).flatMap(([type, { inGraph }]) => (inGraph ? [type] : []));
/** The categories by which lists filter. */
const CATEGORIES = [
  'laboratory',
  'vital-signs',
  'problem-list-item',
  'encounter-diagnosis',
  'clinical-note',
  'assess-plan',
];

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
/** Labels in the forms in which servers send them. */
const LABELS: readonly Json[] = [
  { system: ACT_CODE, code: 'NOPAT' },
  { system: CONFIDENTIALITY, code: 'R' },
  { system: 'urn:oid:2.16.840.1.113883.5.25', code: 'V' },
  { system: 'urn:oid:2.16.840.1.113883.5.4', code: 'NODSCLCD' },
];

/** Labels a record. A document has its own element for labels. */
export function withLabel(record: Json): Json {
  const type = String(record['resourceType']);
  const label = LABELS[TYPES.indexOf(type) % LABELS.length];
  return type === 'DocumentReference'
    ? { ...record, securityLabel: [{ coding: [label] }] }
    : { ...record, meta: { security: [label] } };
}

/**
 * Returns the records of a type of one patient: as many as each reference needs to point to every type that it can.
 * @param group the prefix of their ids
 */
export function recordsOf(type: string, group: string, owner: string): Json[] {
  const elements = referenceElements(type);
  const variants = Math.max(1, ...elements.map(({ targets }) => targets.length));
  const facts = factsOf(known(type));
  if (facts.isPatient === true)
    return [{ ...recordOf(type, { group, owner }, elements, 0), id: group, identifier: [mrnOf(group)] }];
  const records = Array.from({ length: isAboutPatients(facts) ? variants : 1 }, (_, variant) =>
    recordOf(type, { group, owner }, elements, variant),
  );
  const [first] = records;
  if (first === undefined) return [];
  const vary = VARIATIONS[type];
  return [...records, ...(vary === undefined ? [] : [vary(first)]), ...linkedToOwn(first, elements)];
}

/** Copies a record with references to own records, so that fields that search for the records that name one find it. */
function linkedToOwn(record: Json, elements: readonly ReferenceElement[]): Json[] {
  const links = elements.flatMap(({ path, targets }) => {
    const own = OWN_TARGETS.find(({ reference }) => reference === ownReference(targets[0] ?? ''));
    const isLink = own !== undefined && targets.length === 1 && targets[0] !== 'Patient';
    return isLink ? [{ path, own }] : [];
  });
  if (links.length === 0) return [];
  const copy = structuredClone({ ...record, id: `${String(record['id'])}-linked` });
  for (const { path, own } of links) set(copy, path, own, 0);
  return [copy];
}

function forbidden(activity: unknown): unknown {
  if (!isJson(activity) || !isJson(activity['detail'])) return activity;
  return { ...activity, detail: { ...activity['detail'], doNotPerform: true } };
}

/** Ends the id of the copy of an observation that is about the patient. */
const OF_PATIENT = '-of-patient';

/** Copies a record in a form that other fields return, such as a refuted or forbidden one, by type. */
const VARIATIONS: Readonly<Record<string, (record: Json) => Json>> = {
  AllergyIntolerance: (record) => ({
    ...record,
    id: `${String(record['id'])}-refuted`,
    verificationStatus: { coding: [{ code: 'refuted' }] },
  }),
  // `vitalSigns` and `latestObservations` leave out what is about another than the patient.
  Observation: (record) => withoutFocus({ ...record, id: `${String(record['id'])}${OF_PATIENT}` }),
  MedicationRequest: (record) => ({ ...record, id: `${String(record['id'])}-not`, doNotPerform: true }),
  CarePlan: (record) => ({
    ...record,
    id: `${String(record['id'])}-not`,
    activity: list(record['activity']).map(forbidden),
  }),
  List: (record) => ({
    ...record,
    id: `${String(record['id'])}-deleted`,
    entry: list(record['entry']).map(deleted),
  }),
  QuestionnaireResponse: (record) => ({
    ...record,
    id: `${String(record['id'])}-scored`,
    item: list(record['item']).map(scored),
  }),
};

function withoutFocus(record: Json): Json {
  delete record['focus'];
  return record;
}

function deleted(entry: unknown): unknown {
  return isJson(entry) ? { ...entry, deleted: true } : entry;
}

/** Adds points to the answers of an item, and the same item below it. */
function scored(item: unknown): unknown {
  return isJson(item) ? { ...item, answer: list(item['answer']).map(withPoints), item: [item] } : item;
}

function withPoints(answer: unknown): unknown {
  const points = { url: 'http://hl7.org/fhir/StructureDefinition/itemWeight', valueDecimal: 1 };
  return isJson(answer) ? { ...answer, extension: [points] } : answer;
}

function mrnOf(owner: string): Json {
  return { type: { text: 'MRN' }, value: `MRN-${owner}` };
}

interface Ownership {
  readonly group: string;
  readonly owner: string;
}

function recordOf(
  type: string,
  { group, owner }: Ownership,
  elements: readonly ReferenceElement[],
  variant: number,
): Json {
  const record: Json = { resourceType: type, id: `${group}-${type}-${variant}` };
  if (CATEGORIZED.has(type)) record['category'] = [{ coding: CATEGORIES.map((code) => ({ code })) }];
  for (const { path, targets } of elements) {
    const reference = referenceTo(targets[variant % targets.length] ?? '');
    const patient = { reference: `Patient/${owner}`, display: 'Their own name' };
    const isCompartment = factsOf(known(type)).patient.includes(path.map(({ name }) => name).join('.'));
    const isList = path.some((step) => step.isList);
    const values = isCompartment ? (isList ? [patient, reference] : [patient]) : [reference];
    values.forEach((value, index) => set(record, path, value, index));
  }
  for (const path of commentsIn(type)) {
    const authorReference = referenceTo(COMMENTERS[variant % COMMENTERS.length] ?? '');
    set(record, path, [{ text: 'A comment', authorReference }], 0);
  }
  for (const [url, targets] of Object.entries(REFERENCES_IN_EXTENSIONS[type] ?? {})) {
    const valueReference = referenceTo(targets[variant % targets.length] ?? '');
    record['extension'] = [...list(record['extension']), { url, valueReference }];
  }
  if (type === 'QuestionnaireResponse') {
    const { reference, display } = referenceTo('Questionnaire');
    record['questionnaire'] = reference;
    record['_questionnaire'] = {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/display', valueString: display }],
    };
  }
  if (type === 'Provenance') record['target'] = [...list(record['target']), ...OWN_TARGETS];
  if (type === 'Patient') {
    for (const link of list(record['link'])) if (isJson(link)) link['type'] = 'replaced-by';
  }
  if (type === 'DocumentReference') {
    const ofOwn = { code: 'appends', target: { reference: `${type}/${OWN}-${type}-0` } };
    record['relatesTo'] = [...list(record['relatesTo']), ofOwn];
  }
  return record;
}

function referenceTo(target: string): Json {
  return {
    reference: target === 'Patient' ? `Patient/${FOREIGN}` : `${target}/${FOREIGN}-${target}-0`,
    display: `${target} ${DISPLAY_SUFFIX}`,
    identifier: { system: 'urn:oid:1.2.3', value: `number of ${target} ${DISPLAY_SUFFIX}` },
  };
}

/** Own records of each type. Every provenance is also about these, so that hidden ones arrive with them. */
const OWN_TARGETS: readonly Json[] = [
  ...GRAPH_TYPES.filter((type) => isAboutPatients(factsOf(known(type)))).map(ownReference),
  `${ownReference('Observation')}${OF_PATIENT}`,
].map((reference) => ({ reference }));

function ownReference(type: string): string {
  return `${type}/${OWN}-${type}-0`;
}

/** The types that references in extensions may point to, by type and URL. */
const REFERENCES_IN_EXTENSIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  FamilyMemberHistory: {
    'http://hl7.org/fhir/us/core/StructureDefinition/us-core-familymemberhistory-recorder': [
      'Practitioner',
      'PractitionerRole',
      'Patient',
      'RelatedPerson',
    ],
  },
  Observation: { 'http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo': GRAPH_TYPES },
};

/** FHIR R4 Annotation.author[x]. */
const COMMENTERS = ['Practitioner', 'Patient', 'RelatedPerson', 'Organization'];

/** Returns the paths of the comments on a record and on its parts. */
function commentsIn(type: string): ReferenceElement['path'][] {
  const hasComments =
    OBJECT_TYPES.get(type)?.fields?.some(({ name }) => name.value === 'annotations') === true;
  const note = { name: 'note', isList: false };
  return [...(hasComments ? [[note]] : []), ...(COMMENTS_IN_PARTS[type] ?? [])];
}

const COMMENTS_IN_PARTS: Readonly<Record<string, ReferenceElement['path'][]>> = {
  AllergyIntolerance: [
    [
      { name: 'reaction', isList: true },
      { name: 'note', isList: false },
    ],
  ],
  CarePlan: [
    [
      { name: 'activity', isList: true },
      { name: 'progress', isList: false },
    ],
  ],
  FamilyMemberHistory: [
    [
      { name: 'condition', isList: true },
      { name: 'note', isList: false },
    ],
  ],
};

/** Sets the value at a path, in the nth item of the first list on the path. */
function set(record: Json, path: ReferenceElement['path'], value: unknown, nth: number): void {
  const [step, ...rest] = path;
  if (step === undefined) return;
  const present = record[step.name];
  const members = list(present);
  const inside = step.isList ? members[nth] : present;
  const part: Json = isJson(inside) ? inside : {};
  const inner = rest.length === 0 ? value : part;
  if (rest.length > 0) set(part, rest, value, step.isList ? 0 : nth);
  if (step.isList) members[nth] = inner;
  record[step.name] = step.isList ? members : inner;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function known(type: string): ResourceType {
  const found = Object.keys(RESOURCES).find((name): name is ResourceType => name === type);
  if (found === undefined) throw new Error(`${type} is not in the table`);
  return found;
}
const DEFINITIONS = readReferences();

/** Returns the elements that HL7 defines for the type. Throws if there are none, because no reference would be tested. */
function elementsOf(type: string): readonly BareElement[] {
  const elements = DEFINITIONS.get(type);
  if (elements === undefined) throw new Error(`FHIR R4 defines no ${type}.`);
  return elements;
}

const CATEGORIZED: ReadonlySet<string> = new Set(
  TYPES.filter((type) =>
    elementsOf(type).some(
      (element) => element.path === `${type}.category` && element.type[0]?.code === 'CodeableConcept',
    ),
  ),
);

function referenceElements(type: string): ReferenceElement[] {
  const elements = elementsOf(type);
  const isList = new Map(elements.map(({ path, max }) => [path, max !== '1']));
  return elements.flatMap(({ path, type: types }): ReferenceElement[] => {
    const profiles = types.flatMap(({ code, targetProfile }) => (code === 'Reference' ? targetProfile : []));
    const names = new Set(profiles.map((profile) => profile.split('/').at(-1) ?? ''));
    const readable = names.has('Resource') ? GRAPH_TYPES : GRAPH_TYPES.filter((name) => names.has(name));
    // If all targets of a reference are outside the graph, point to one of them.
    const targets = readable.length === 0 ? [...names].slice(0, 1) : readable;
    if (targets.length === 0) return [];
    const steps = path.split('.');
    return [
      {
        targets,
        path: steps.slice(1).map((name, index) => ({
          name: name.replace('[x]', 'Reference'),
          isList: isList.get(steps.slice(0, index + 2).join('.')) ?? false,
        })),
      },
    ];
  });
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
