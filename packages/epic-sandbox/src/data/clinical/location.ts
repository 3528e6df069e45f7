/** The locations of the sandbox's two organizations: more than the ten ids of one `_id` search. */
import type { Location, Organization, Stored } from '../../types.ts';
import { organizationReference, ORGANIZATIONS } from '../organizations.ts';
import type { NonEmpty } from '../random.ts';
import { referenceTo } from './chart.ts';
import { epicSystem, hl7System } from './code-systems.ts';
import { coding, concept, usualIdentifier } from './elements.ts';
import { byReference, byText, byToken } from '../../criteria.ts';
import type { SharedType } from '../served-type.ts';

const [HOSPITAL_OWNER, CLINICS_OWNER = HOSPITAL_OWNER] = ORGANIZATIONS;

const HOSPITAL = createLocation(
  'eSbxLoc.Northlight-H0spital.Main.Campus13',
  'Northlight Sandbox Hospital',
  '4001',
  {
    role: ['HOSP', 'Hospital'],
  },
);

export const LOCATIONS: NonEmpty<Stored<Location>> = [
  HOSPITAL,
  createLocation('eSbxLoc.NL-EmergencyDept23', 'NLH Emergency Department', '4002', {
    role: ['ER', 'Emergency room'],
    within: HOSPITAL,
  }),
  createLocation('eSbxLoc-NLMedSurg.4West.Qz33', 'NLH 4 West Medical Surgical', '4003', {
    role: ['HU', 'Hospital unit'],
    within: HOSPITAL,
  }),
  createLocation('eSbxLoc.NLIcu-Int3nsiveCare43', 'NLH Intensive Care', '4004', {
    role: ['ICU', 'Intensive care unit'],
    within: HOSPITAL,
  }),
  createLocation('eSbxLoc-NLMainOr.0peratingRoom53', 'NLH Main Operating Room', '4005', {
    siteType: ['34', 'Operating room'],
    within: HOSPITAL,
  }),
  createLocation('eSbxLoc.NLImaging-CtMr63', 'NLH Imaging', '4006', {
    role: ['RADDX', 'Radiology diagnostics or therapeutics unit'],
    within: HOSPITAL,
  }),
  createLocation('eSbxLoc.NLLab-Outpatient.73', 'NLH Outpatient Laboratory', '4007', { within: HOSPITAL }),
  createLocation('eSbxLoc-NLBirth.Center83', 'NLH Birth Center', '4008', {
    within: HOSPITAL,
    status: 'suspended',
  }),
  createLocation('eSbxLoc.HC-FamilyMedicine93', 'Harbor Family Medicine', '4101', { owner: CLINICS_OWNER }),
  createLocation('eSbxLoc-HCPediatrics.Kids103', 'Harbor Pediatrics', '4102', { owner: CLINICS_OWNER }),
  createLocation('eSbxLoc.HCCardiology-H3art.113', 'Harbor Cardiology', '4103', { owner: CLINICS_OWNER }),
  createLocation('eSbxLoc.HCObgyn--W0men123', "Harbor Women's Health", '4104', { owner: CLINICS_OWNER }),
  createLocation('eSbxLoc-HCBehavioral.Health133', 'Harbor Behavioral Health', '4105', {
    owner: CLINICS_OWNER,
  }),
  createLocation('eSbxLoc.HCVirtual-Care143', 'Harbor Virtual Care', '4106', {
    owner: CLINICS_OWNER,
    mode: 'kind',
  }),
];

interface Traits {
  /** An HL7 v3-RoleCode. It has no code for clinics in general, nor for operating rooms. */
  role?: readonly [code: string, display: string];
  /** A code of the site's own list, for locations without a role. */
  siteType?: readonly [code: string, display: string];
  within?: Stored<Location>;
  owner?: Stored<Organization>;
  status?: NonNullable<Location['status']>;
  mode?: NonNullable<Location['mode']>;
}

/** Returns a location in Epic's form, with the department's identifier, type and organization. Only clinics have telecom and address. */
function createLocation(
  id: string,
  name: string,
  department: string,
  {
    role,
    siteType = ['21', 'Clinic'],
    within,
    owner = HOSPITAL_OWNER,
    status = 'active',
    mode = 'instance',
  }: Traits,
): Stored<Location> {
  return {
    resourceType: 'Location',
    id,
    identifier: [usualIdentifier('7.2.686980', department)],
    status,
    name,
    mode,
    type: [
      role === undefined
        ? concept(siteType[1], coding(epicSystem('7.10.686980.200'), ...siteType))
        : concept(role[1], coding(hl7System('v3-RoleCode'), role[0], role[1])),
    ],
    ...(owner === CLINICS_OWNER && {
      telecom: [{ system: 'phone', value: `+1 608-555-01${department.slice(-2)}`, use: 'work' }],
      address: {
        text: '20 Example Quay\r\nMADISON WI 53703',
        line: ['20 Example Quay'],
        city: 'MADISON',
        state: 'WI',
        postalCode: '53703',
      },
      hoursOfOperation: [
        { daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri'], openingTime: '08:00:00', closingTime: '17:00:00' },
      ],
    }),
    managingOrganization: organizationReference(owner),
    ...(within !== undefined && { partOf: referenceTo(within) }),
  };
}

export const servedLocation: SharedType<Location> = {
  type: 'Location',
  resources: LOCATIONS,
  criteria: [
    byToken('type', 'type'),
    byText('address-city', 'address.city'),
    byText('address-state', 'address.state'),
    byText('name', 'name'),
    byReference('organization', 'managingOrganization'),
  ],
  requiresOneOf: ['type'],
  requires: { 'address-city': 'address-state' },
};
