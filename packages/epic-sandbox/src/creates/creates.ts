/** The create interaction. */
import type { Resource, ResourceType, Stored } from '../types.ts';
import { type HttpResponse, createEmptyResponse, createResourceResponse } from '../http-response.ts';
import { createOutcome } from '../outcomes.ts';
import type { CreatedResourceStore } from './created-resources.ts';
import { createAllergyIntolerance } from './allergy-intolerance.ts';
import { createCondition } from './condition.ts';
import { createDocumentReference } from './document-reference.ts';
import { createObservation } from './observation.ts';
import { createPatient } from './patient.ts';
import { createQuestionnaireResponse } from './questionnaire-response.ts';
import { wrongResourceType } from './refusals.ts';
import { type CreateResult, refuseCreate, type Site } from './site.ts';
import type { Access } from '../access.ts';

/** The form of the response to a successful create. Epic answers 201 with a relative Location, and sends the resource on request. */
export interface CreateAnswers {
  /** Defaults to 201; some servers answer 200. */
  status: 200 | 201;
  /** The status if the patient already exists. Defaults to 200; Epic's is unknown. */
  matchStatus: 200 | 201;
  /** The form of the Location header. Defaults to `relative`. */
  location: 'relative' | 'absolute' | 'missing';
  /** When the body holds the resource. Defaults to `on-request`: with `Prefer: return=representation`. */
  representation: 'on-request' | 'always' | 'never';
}

export interface CreateRequest {
  body: string;
  contentType: string | undefined;
  prefer: string | undefined;
  accept: string | undefined;
}

/** Creates a resource of one type. The type is all that has been checked so far: elements can have any value. */
type Creator = (sent: Resource, site: Site) => CreateResult;

/** The types that a backend app can create at Epic. */
const CREATORS: ReadonlyMap<string, Creator> = new Map([
  defineCreator('AllergyIntolerance', createAllergyIntolerance),
  defineCreator('Condition', createCondition),
  defineCreator('DocumentReference', createDocumentReference),
  defineCreator('Observation', createObservation),
  defineCreator('Patient', createPatient),
  defineCreator('QuestionnaireResponse', createQuestionnaireResponse),
]);

export function createCreates(options: {
  baseUrl: string;
  site: Omit<Site, keyof Access>;
  createdResources: CreatedResourceStore;
  answers: Partial<CreateAnswers>;
}): (type: string, request: CreateRequest, access: Access) => HttpResponse {
  const { baseUrl, createdResources } = options;
  const answers: CreateAnswers = {
    status: 201,
    matchStatus: 200,
    location: 'relative',
    representation: 'on-request',
    ...options.answers,
  };

  function respond(
    status: number,
    resource: Stored<Resource>,
    { prefer, accept }: CreateRequest,
  ): HttpResponse {
    const path = `${resource.resourceType}/${resource.id}`;
    const headers = {
      relative: { Location: path },
      absolute: { Location: `${baseUrl}/${path}` },
      missing: {},
    }[answers.location];
    const isRequested = /(^|[,;\s])return=representation\b/.test(prefer ?? '');
    return answers.representation === 'always' || (answers.representation === 'on-request' && isRequested)
      ? createResourceResponse(status, resource, accept, headers)
      : createEmptyResponse(status, headers);
  }

  return (type, request, access) => {
    const site = { ...options.site, ...access };
    if (!/^application\/(fhir\+)?json\b/i.test(request.contentType ?? '')) return createEmptyResponse(415);
    const submitted = parseJson(request.body);
    const result = runCreate(type, submitted, site);
    switch (result.kind) {
      case 'refused': {
        const [{ status }] = result.refusals;
        const issues = result.refusals.map(({ issue }) => issue);
        return createResourceResponse(status, createOutcome(issues), request.accept);
      }
      case 'matched':
        return respond(answers.matchStatus, result.resource, request);
      case 'stored': {
        const { resource, patient, parts = [], waits = false } = site.localize(result);
        createdResources.add({
          type: resource.resourceType,
          id: resource.id,
          patient,
          at: site.now(),
          submitted,
          resource,
          parts,
          waits,
        });
        return respond(answers.status, resource, request);
      }
    }
  };
}

function runCreate(type: string, submitted: unknown, site: Site): CreateResult {
  const create = CREATORS.get(type);
  return create !== undefined && isResource(submitted) && submitted.resourceType === type
    ? create(submitted, site)
    : refuseCreate(wrongResourceType(type));
}

function defineCreator<T extends ResourceType>(
  type: T,
  create: (sent: Extract<Resource, { resourceType: T }>, site: Site) => CreateResult,
): [string, Creator] {
  return [
    type,
    (sent, site) => (isOfType(sent, type) ? create(sent, site) : refuseCreate(wrongResourceType(type))),
  ];
}

function isOfType<T extends ResourceType>(
  resource: Resource,
  type: T,
): resource is Extract<Resource, { resourceType: T }> {
  return resource.resourceType === type;
}

function isResource(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && 'resourceType' in value;
}

function parseJson(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    return undefined;
  }
}
