/** Loads the reports of an imaging study. FHIR records only the opposite direction (`DiagnosticReport.imagingStudy`), without a search parameter. */
import { patientsOf } from '../access/compartment.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { isFhirId } from '../fhir/ids.ts';
import { REPORTS_OF_STUDIES } from '../fhir/patient-lists.ts';
import type { DiagnosticReport, ImagingStudy, Stored } from '../fhir/types.ts';
import type { Lists } from './lists.ts';
import { createTargetReader } from './named-targets.ts';
import type { Operation } from './operation.ts';

export interface StudyReports {
  /**
   * Returns the reports that name the study. Reads the patient's list of reports, which all studies of the patient share.
   * @param path of the field that returns the reports, and so of its warnings
   * @throws GatewayError FORBIDDEN if the caller may not search reports
   */
  of(study: Stored<ImagingStudy>, path: ResponsePath): Promise<Stored<DiagnosticReport>[]>;
}

const REPORTS_UNCERTAIN = {
  code: 'RELATIONS_UNCERTAIN',
  resourceType: 'DiagnosticReport',
  message:
    'The gateway could not scan all reports of the patient, so more of them may name this study. Read `diagnosticReportsConnection` to its end ' +
    'to be sure.',
} as const;

export function createStudyReports({ client, budget }: Operation, lists: Lists): StudyReports {
  const targetsOf = createTargetReader('imagingStudy', client.urls);
  return {
    async of(study, path) {
      const [patientId] = patientsOf(study, client.urls);
      // Only its container can refer to a contained study.
      if (patientId === undefined || !isFhirId(study.id)) return [];
      const { list, args } = REPORTS_OF_STUDIES;
      const { page, receive } = await lists.candidates(list, patientId, args, [], path);
      if (page.hasNextPage) budget.warn({ ...REPORTS_UNCERTAIN, path });
      const reports = page.edges
        .map(({ node }) => node)
        .filter((report) => targetsOf(report).has(`ImagingStudy/${study.id}`));
      receive(reports);
      return reports;
    },
  };
}
