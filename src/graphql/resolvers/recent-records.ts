import type { RecentRecordResolvers } from '../../generated/resolver-types.ts';

export const RecentRecord: RecentRecordResolvers = {
  date: ({ date }) => date,
  dateElement: ({ element }) => element,
  record: ({ record }) => record,
};
