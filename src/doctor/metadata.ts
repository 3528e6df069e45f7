/** What the server says that it can do, held against what the schema needs of it. */
import { tokenUriOf } from '../auth/discovery.ts';
import { maySpeakTo } from '../auth/endpoints.ts';
import { parseAnswer } from '../fhir/answer.ts';
import {
  type Capabilities,
  interactionsOf,
  isCapabilityStatement,
  isR4,
  parseCapabilities,
} from '../fhir/capabilities.ts';
import { clientIdHeader } from '../fhir/epic.ts';
import type { PatientList } from '../fhir/list-definition.ts';
import { PATIENT_LISTS } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { RESOURCES } from '../fhir/resources.ts';
import { text } from '../fhir/shape.ts';
import type { CapabilityStatement } from '../fhir/types.ts';
import { GatewayError } from '../errors.ts';
import { STATEMENT_JSON } from '../size/json-forms.ts';
import type { Http } from '../http/http.ts';
import type { Subject } from './configuration.ts';
import { answered, transportFault } from './exchange.ts';
import { asClient } from './client-name.ts';
import { type Cause, type Checked, failed, finding, listed } from './step.ts';

export interface Described {
  /** What the older `oauth-uris` extension names; null: none, or none that may be spoken to. */
  readonly tokenEndpoint: string | null;
  /** By type, such as `read`, `search-type` and `create`. */
  readonly interactions: ReadonlyMap<string, ReadonlySet<string>>;
}

export async function checkMetadata(
  { connection, panel }: Subject,
  { http, signal }: { readonly http: Http; readonly signal: AbortSignal },
): Promise<Checked<Described>> {
  const { baseUrl, authentication } = connection;
  const url = `${baseUrl}/metadata`;
  const tried = `GET ${url}${asClient(authentication)}`;
  const answer = await answered(() =>
    http.send({
      url,
      headers: { accept: 'application/fhir+json', ...clientIdHeader(authentication) },
      json: STATEMENT_JSON,
      redirectsWithin: baseUrl,
      signal,
    }),
  );
  if ('fault' in answer) {
    const causes = [transportFault(answer.fault)];
    return { finding: failed({ tried, found: [answer.fault.message], causes }), value: null };
  }
  const statement = statementIn(answer);
  if (statement instanceof GatewayError) {
    return {
      finding: failed({
        tried,
        found: [`HTTP ${answer.status}. ${statement.message}`],
        causes: answer.status >= 500 ? [DOWN] : [NOT_FHIR, PROXY_PAGE],
        facts: { status: answer.status },
      }),
      value: null,
    };
  }
  const capabilities = parseCapabilities(statement);
  const interactions = interactionsOf(statement);
  const named = tokenUriOf(statement);
  const gaps = gapsOf(capabilities, interactions, panel.kind);
  const isUsable = isR4(capabilities) && interactions.has('Patient');
  const told = {
    tried,
    found: foundOf(statement, capabilities, interactions, gaps),
    causes: [...(isR4(capabilities) ? [] : [notR4(capabilities)]), ...causesOf(gaps)],
    facts: {
      status: answer.status,
      fhirVersion: plainVersion(capabilities.fhirVersion),
      software: softwareOf(statement),
      ...gaps,
    },
  };
  return {
    finding: isUsable ? finding(told) : failed(told),
    value: isUsable
      ? {
          tokenEndpoint: named !== undefined && maySpeakTo(named, baseUrl) ? named : null,
          interactions,
        }
      : null,
  };
}

function statementIn(answer: Parameters<typeof parseAnswer>[0]): CapabilityStatement | GatewayError {
  try {
    const parsed = parseAnswer(answer, 'capabilities');
    if (parsed.kind === 'resource' && isCapabilityStatement(parsed.resource)) return parsed.resource;
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', 'It is FHIR, but no CapabilityStatement.');
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/** What the schema would make use of, and the server does not say that it has. */
interface Gaps {
  /** Types of the graph. */
  readonly types: readonly string[];
  /** `Type.read` and `Type.search`. */
  readonly interactions: readonly string[];
  /** `Type?parameter`: without these a list of a patient cannot be asked for. */
  readonly needed: readonly string[];
  /** `Type?parameter`: without these the gateway picks out by itself what is wanted. */
  readonly useful: readonly string[];
  /** Those of `_include`: without these what lists refer to is asked for by itself. */
  readonly includes: readonly string[];
}

function gapsOf(
  capabilities: Capabilities,
  interactions: Described['interactions'],
  panel: Subject['panel']['kind'],
): Gaps {
  const rows: [string, ResourceFacts][] = Object.entries(RESOURCES);
  const wanted = rows.filter(([type, { inGraph }]) => inGraph || type.toLowerCase() === panel);
  const isThere = (type: string): boolean => interactions.has(type);
  const lists: PatientList[] = Object.values(PATIENT_LISTS);
  const searched = [...new Set(lists.map(({ type }) => type))].filter(isThere);
  const missing = (type: string, parameter: string): string[] =>
    isThere(type) && !capabilities.lists(type, parameter) ? [`${type}?${parameter}`] : [];
  const needed = lists.flatMap(({ type, always, otherwise }) => [
    ...missing(type, 'patient'),
    ...[always, otherwise].flatMap((one) => (one === undefined ? [] : missing(type, one.filter.parameter))),
  ]);
  const useful = [
    ...rows.flatMap(([type]) =>
      interactions.get(type)?.has('search-type') === true ? missing(type, '_id') : [],
    ),
    ...lists.flatMap(({ type, byArgument = {} }) =>
      Object.values(byArgument).flatMap(({ parameter, isSent }) =>
        isSent === false ? [] : missing(type, parameter),
      ),
    ),
  ].filter((name) => !needed.includes(name));
  return {
    types: wanted.map(([type]) => type).filter((type) => !isThere(type)),
    interactions: [
      ...wanted
        .map(([type]) => type)
        .filter((type) => isThere(type) && interactions.get(type)?.has('read') !== true)
        .map((type) => `${type}.read`),
      ...searched
        .filter((type) => interactions.get(type)?.has('search-type') !== true)
        .map((type) => `${type}.search`),
    ],
    needed: [...new Set(needed)],
    useful: [...new Set(useful)],
    includes: rows
      .flatMap(([type, { includes = {} }]) =>
        isThere(type) ? Object.values(includes).filter((one) => !capabilities.includes(type, one)) : [],
      )
      .toSorted(),
  };
}

function foundOf(
  statement: CapabilityStatement,
  { fhirVersion }: Capabilities,
  interactions: Described['interactions'],
  { useful, includes }: Gaps,
): [string, ...string[]] {
  const all = Object.entries(RESOURCES).length;
  const there = Object.keys(RESOURCES).filter((type) => interactions.has(type)).length;
  const software = softwareOf(statement);
  return [
    `FHIR ${versionShown(fhirVersion)}${software === null ? '' : ` by ${software}`}; ${there} of the ${all} types that the gateway reads`,
    ...(useful.length === 0
      ? []
      : [`The gateway picks out by itself what the server has no parameter for: ${listed(useful)}.`]),
    ...(includes.length === 0 ? [] : [`Asked for by itself, and not by _include: ${listed(includes)}.`]),
  ];
}

/** A word of the server's own, of which nothing but a name and a version is shown. */
function softwareOf({ software }: CapabilityStatement): string | null {
  const told = [text(software?.name), text(software?.version)].filter((one) => one !== null).join(' ');
  const plain = told.replaceAll(/[^\w .,()/+-]/g, '').slice(0, 60);
  return plain === '' ? null : plain;
}

function versionShown(version: string | null): string {
  return plainVersion(version) ?? 'of no version that it names';
}

/** What is not one can be anything. */
function plainVersion(version: string | null): string | null {
  return version !== null && /^\d[\w.-]{0,20}$/.test(version) ? version : null;
}

function causesOf({ types, interactions, needed }: Gaps): Cause[] {
  return [
    ...(types.length === 0
      ? []
      : [
          {
            cause: `The server does not have ${listed(types)}, or does not show them to this client.`,
            remedy: UNUSED,
          },
        ]),
    ...(interactions.length === 0
      ? []
      : [
          {
            cause: `The server has no ${listed(interactions)}.`,
            remedy: UNUSED,
          },
        ]),
    ...(needed.length === 0
      ? []
      : [
          {
            cause: `The server does not list parameters without which lists of a patient cannot be asked for: ${listed(needed)}.`,
            remedy:
              'See in "Reads" below whether the lists are answered all the same: some servers list less than they know.',
          },
        ]),
  ];
}

function notR4({ fhirVersion }: Capabilities): Cause {
  return {
    cause: `It is a server of FHIR ${versionShown(fhirVersion)}, and the gateway speaks R4 (4.0).`,
    remedy: 'Set EPIC_BASE_URL to the R4 base of the same server; at Epic it ends in /api/FHIR/R4.',
  };
}

const UNUSED =
  'Nothing, where the graph is used without them: their fields answer with an error. Else ask the site which version of Epic brings them.';
const NOT_FHIR: Cause = {
  cause: 'EPIC_BASE_URL is not the base of a FHIR API.',
  remedy:
    'At Epic it ends in /api/FHIR/R4. Compare it with what the site gave you, or with open.epic.com/MyApps/Endpoints.',
};
const PROXY_PAGE: Cause = {
  cause: 'A proxy in between answers in place of the server.',
  remedy: 'Ask for the URL with curl -H "accept: application/fhir+json" here, and see whose page it is.',
};
const DOWN: Cause = { cause: 'The server is in trouble.', remedy: 'Ask the site; try again later.' };
