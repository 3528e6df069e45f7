import type { ResponsePath } from '../../epic/warnings.ts';
import { inResource } from '../../fhir/in-resource.ts';
import { type MedicationRecord, nameOfMedication } from '../../fhir/medication.ts';
import type { Stored } from '../../fhir/types.ts';
import type { Loaders } from '../../loaders/index.ts';

/** Reads the medication name from the referenced Medication, for a record that does not contain the name. */
export async function readMedicationName(
  record: Stored<MedicationRecord>,
  { references }: Pick<Loaders, 'references'>,
  path: ResponsePath,
): Promise<string | null> {
  const link = inResource(record, record.medicationReference);
  const medication = link === null ? null : await references.load(link, ['Medication'], path);
  return medication === null ? null : nameOfMedication(medication);
}
