/** Resolves Prohibition, and the records that can contain prohibitions. */
import { prohibitionText } from '../../fhir/prohibitions.ts';
import { isStored } from '../../fhir/resources.ts';
import type { ProhibitingRecordResolvers, ProhibitionResolvers } from '../../generated/resolver-types.ts';
import { readMedicationName } from './medication-name.ts';
import { pathOf } from './selection.ts';

export const Prohibition: ProhibitionResolvers = {
  async text(prohibition, _args, { loaders }, info) {
    const { name, record } = prohibition;
    if (name !== null || !isStored(record, 'MedicationRequest')) return prohibitionText(prohibition, name);
    // Show the prohibition even if the name of its medication cannot be read.
    const read = await readMedicationName(record, loaders, pathOf(info)).catch(() => null);
    return prohibitionText(prohibition, read);
  },
  isInForce: ({ isInForce }) => isInForce,
  path: ({ path }) => path,
  record: ({ record }) => record,
};

export const ProhibitingRecord: ProhibitingRecordResolvers = {
  __resolveType: ({ resourceType }) => resourceType,
};
