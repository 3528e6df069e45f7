/** A section whose list is one table, in which a record that must not be used is struck through. */
import { RecordTable, type RecordTableProps } from '../parts/record-table.tsx';
import { ChartSection, type ChartSectionProps } from './chart-section.tsx';

type Props<Row> = Omit<ChartSectionProps<Row>, 'children'> & Omit<RecordTableProps<Row>, 'rows'>;

export function RecordSection<Row extends { readonly id: string }>({
  caption,
  columns,
  isVoid,
  ...section
}: Props<Row>) {
  return (
    <ChartSection {...section}>
      {(rows) => <RecordTable caption={caption} columns={columns} rows={rows} isVoid={isVoid} />}
    </ChartSection>
  );
}
