import { flagStatus, isActiveFlag } from '../../fhir/flag.ts';
import { inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type { FlagResolvers } from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';

export const Flag: FlagResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ code }) => conceptOrText(code),
  code: ({ code }) => readObject(code),
  status: (flag) => flagStatus(flag),
  statusCode: ({ status }) => readText(status),
  isActive: (flag, _args, { siteTime }) => isActiveFlag(flag, siteTime.at),
  categories: ({ category }) => readObjects(category),
  period: ({ period }) => readObject(period),
  author: (flag) => inResource(flag, flag.author),
  encounter: (flag) => inResource(flag, flag.encounter),
  subject: (flag) => inResource(flag, flag.subject),
  resource: (flag) => toRawJson(flag),
};
