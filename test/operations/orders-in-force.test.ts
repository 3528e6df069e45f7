import { afterEach, describe, expect, it } from 'vitest';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

describe('a filter by the status of orders, plans and tasks', () => {
  it.each([
    ['NutritionOrder', 'nutritionOrders', 'ACTIVE', 'active', 'patient'],
    ['ServiceRequest', 'serviceRequests', 'ACTIVE', 'active', 'subject'],
    ['DeviceRequest', 'deviceRequests', 'ACTIVE', 'active', 'subject'],
    ['DeviceUseStatement', 'deviceUses', 'ACTIVE', 'active', 'subject'],
    ['CarePlan', 'carePlans', 'ACTIVE', 'active', 'subject'],
    ['Task', 'tasks', 'REQUESTED', 'requested', 'for'],
  ])(
    'keeps every %s that may be in force, and asks the server for all [CS-35]',
    async (resourceType, list, member, code, subject) => {
      const shared = { resourceType, intent: 'order', [subject]: { reference: 'Patient/p1' } };
      patient = await startHapiPatient([
        { ...shared, id: 'coded', status: code },
        { ...shared, id: 'capital', status: code.toUpperCase() },
        { ...shared, id: 'missing' },
        { ...shared, id: 'odd', status: 'open' },
        { ...shared, id: 'over', status: 'Completed' },
      ]);
      const inForce = await patient.list(`${list}(status: [${member}])`);
      expect(inForce.ids.toSorted()).toEqual(['capital', 'coded', 'missing', 'odd']);
      expect(inForce.searches.join()).not.toContain('status=');
      expect((await patient.list(`${list}(status: [COMPLETED])`)).ids).toEqual(['over']);
    },
  );
});
