/** The lists of the graph, which are null only if they failed. Written by `npm run codegen` from schema/; do not edit. */
/** The fields that return connections, by type, with the arguments that select a different list. */
export const CONNECTION_FIELDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "Patient": {
    "adverseEventsConnection": [
      "category",
      "encounter",
      "since",
      "until",
      "sort"
    ],
    "allergiesConnection": [
      "category",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "appointmentsConnection": [
      "status",
      "since",
      "until",
      "include",
      "sort"
    ],
    "carePlansConnection": [
      "status",
      "category",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "careTeamsConnection": [
      "status",
      "category",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "clinicalNotesConnection": [
      "status",
      "encounter",
      "since",
      "until",
      "type",
      "include",
      "sort"
    ],
    "communicationsConnection": [
      "status",
      "category",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "conditionsConnection": [
      "category",
      "code",
      "encounter",
      "since",
      "until",
      "clinicalStatus",
      "include",
      "sort"
    ],
    "consentsConnection": [
      "status",
      "category",
      "since",
      "until",
      "include",
      "sort"
    ],
    "coveragesConnection": [
      "status",
      "since",
      "until",
      "include",
      "sort"
    ],
    "deviceRequestsConnection": [
      "status",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "deviceUsesConnection": [
      "status",
      "since",
      "until",
      "include",
      "sort"
    ],
    "devicesConnection": [
      "status",
      "since",
      "until",
      "include",
      "sort"
    ],
    "diagnosticReportsConnection": [
      "status",
      "category",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "documentsConnection": [
      "status",
      "category",
      "encounter",
      "since",
      "until",
      "type",
      "include",
      "sort"
    ],
    "encountersConnection": [
      "status",
      "since",
      "until",
      "include",
      "sort"
    ],
    "episodesOfCareConnection": [
      "status",
      "since",
      "until",
      "type",
      "include",
      "sort"
    ],
    "explanationsOfBenefitConnection": [
      "status",
      "since",
      "until",
      "use",
      "include",
      "sort"
    ],
    "familyHistoryConnection": [
      "status",
      "since",
      "until",
      "include",
      "sort"
    ],
    "flagsConnection": [
      "status",
      "category",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "goalsConnection": [
      "status",
      "category",
      "since",
      "until",
      "include",
      "sort"
    ],
    "imagingStudiesConnection": [
      "status",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "immunizationRecommendationsConnection": [
      "since",
      "until",
      "sort"
    ],
    "immunizationsConnection": [
      "status",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "labResultsConnection": [
      "status",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "listsConnection": [
      "status",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "medicationAdministrationsConnection": [
      "status",
      "category",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "medicationDispensesConnection": [
      "status",
      "category",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "medicationsConnection": [
      "status",
      "category",
      "encounter",
      "since",
      "until",
      "intent",
      "reported",
      "include",
      "sort"
    ],
    "nutritionOrdersConnection": [
      "status",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "observationsConnection": [
      "status",
      "category",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "problemsConnection": [
      "code",
      "encounter",
      "since",
      "until",
      "clinicalStatus",
      "include",
      "sort"
    ],
    "proceduresConnection": [
      "status",
      "category",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "questionnaireResponsesConnection": [
      "status",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "recordsConnection": [
      "type",
      "include",
      "sort"
    ],
    "relatedPersonsConnection": [
      "since",
      "until",
      "sort"
    ],
    "serviceRequestsConnection": [
      "status",
      "category",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "tasksConnection": [
      "status",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ],
    "vitalSignsConnection": [
      "status",
      "code",
      "encounter",
      "since",
      "until",
      "include",
      "sort"
    ]
  },
  "Query": {
    "locationsConnection": [
      "type",
      "name",
      "city",
      "state",
      "organization"
    ],
    "patientsConnection": [
      "filter"
    ],
    "practitionerRolesConnection": [
      "practitioner",
      "specialty",
      "location",
      "organization"
    ],
    "practitionersConnection": [
      "name",
      "family",
      "given",
      "identifier"
    ]
  }
};
/** The fields that return plain lists, by type. */
export const LIST_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "Encounter": [
    "conditions"
  ],
  "MedicationRequest": [
    "administrations",
    "dispenses"
  ],
  "Patient": [
    "adverseEvents",
    "allergies",
    "appointments",
    "carePlans",
    "careTeams",
    "clinicalNotes",
    "communications",
    "conditions",
    "consents",
    "coverages",
    "deviceRequests",
    "deviceUses",
    "devices",
    "diagnosticReports",
    "documents",
    "encounters",
    "episodesOfCare",
    "explanationsOfBenefit",
    "familyHistory",
    "flags",
    "goals",
    "imagingStudies",
    "immunizationRecommendations",
    "immunizations",
    "labResults",
    "lists",
    "medicationAdministrations",
    "medicationDispenses",
    "medications",
    "nutritionOrders",
    "observations",
    "problems",
    "procedures",
    "questionnaireResponses",
    "recentRecords",
    "records",
    "relatedPersons",
    "serviceRequests",
    "tasks",
    "vitalSigns"
  ],
  "Query": [
    "appointments",
    "locations",
    "matchPatients",
    "patients",
    "practitionerRoles",
    "practitioners"
  ]
};
