import { BY_FLAG_STATUS } from './flag.ts';
import { listArgument, ofOrder } from './list-arguments.ts';
import type { PatientListRows } from './list-definition.ts';
import { rankInactiveLast } from './list-ranking.ts';

/** A patient's lists of alerts, administrations, diets and devices in use. */
export const NURSING_LISTS = {
  deviceRequests: {
    type: 'DeviceRequest',
    description: 'Orders for devices, such as a wheelchair or glasses. Newest first.',
  },
  deviceUses: {
    type: 'DeviceUseStatement',
    description:
      'Devices that the patient uses, used or will use, as reported or recorded: check `status`. Newest first.',
  },
  flags: {
    type: 'Flag',
    description:
      'Alerts, such as for a risk of falls, isolation or behavior. Inactive ones come last, otherwise newest first: check `status`.',
    precedence: rankInactiveLast,
    byArgument: {
      status: listArgument(
        '[FlagStatus!]',
        'Only these statuses. ACTIVE also returns alerts whose status is missing or unrecognized, which may still apply: check `isActive`.',
        BY_FLAG_STATUS,
      ),
    },
  },
  medicationAdministrations: {
    type: 'MedicationAdministration',
    description:
      'Medications that were given, or are being given. Newest first. `include: [NOT_DONE]` adds doses that were not given, with `statusReasons`. An empty list NEVER means "not given": Epic documents only lines, drains and airways.',
    byInternalArgument: ofOrder('request', 'request'),
  },
  nutritionOrders: {
    type: 'NutritionOrder',
    description:
      'Orders for diets, supplements and tube feeding, past ones included: check `status`. Newest first.',
  },
} as const satisfies PatientListRows;
