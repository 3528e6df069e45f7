import type { LatestObservationsResolvers } from '../../generated/resolver-types.ts';

export const LatestObservations: LatestObservationsResolvers = {
  code: ({ code }) => code,
  observations({ observations, error }) {
    if (observations === null) throw error;
    return observations;
  },
  isNoneOnFile: ({ observations, isComplete, mayHideByLabel }) =>
    isComplete && !mayHideByLabel && observations?.length === 0,
};
