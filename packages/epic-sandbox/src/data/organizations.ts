/** The organizations of the sandbox. */
import type { Organization, Reference, Stored } from '../types.ts';
import type { NonEmpty } from './random.ts';
import type { SharedType } from './served-type.ts';

export const ORGANIZATIONS: NonEmpty<Stored<Organization>> = [
  createOrganization('eSbxOrg-N0rthlight.Hsp13', 'Northlight Sandbox Hospital', '3001'),
  createOrganization('eSbxOrg.Harb0r-Clinics23', 'Harbor Sandbox Clinics', '3002'),
];

/** Returns a reference in the form of Epic's `managingOrganization`: relative, with display, without type. */
export function organizationReference({ id, name }: Stored<Organization>): Reference<Organization> {
  return { reference: `Organization/${id}`, ...(name !== undefined && { display: name }) };
}

function createOrganization(id: string, name: string, value: string): Stored<Organization> {
  return {
    resourceType: 'Organization',
    id,
    identifier: [{ use: 'usual', system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.696570', value }],
    active: true,
    type: [{ text: 'Healthcare Provider' }],
    name,
    address: [
      {
        text: '1 Example Plaza\r\nMADISON WI 53703',
        line: ['1 Example Plaza'],
        city: 'MADISON',
        state: 'WI',
        postalCode: '53703',
      },
    ],
  };
}

export const servedOrganization: SharedType<Organization> = {
  type: 'Organization',
  resources: ORGANIZATIONS,
  criteria: [],
};
