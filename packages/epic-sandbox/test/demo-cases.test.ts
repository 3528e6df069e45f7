import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCharts } from '../src/data/charts.ts';
import { ODD_CASES, ORDINARY_CASE } from '../src/data/demo-cases.ts';
import { SITE_MRN_SYSTEM } from '../src/data/epic-patient.ts';
import { PANEL_PATIENTS } from '../src/data/panels.ts';
import { STANDARD_RECORDS } from '../src/data/site-records.ts';
import { servedFlag } from '../src/data/clinical/flag.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const LONGEST_SHOWN_ID = 40;

const place = (id: string): number => PANEL_PATIENTS.findIndex((patient) => patient.id === id);

/** The rows of the README's table of demo patients. */
const ROWS = [ORDINARY_CASE, ...ODD_CASES].map(({ patient: id, special }) => {
  const { name, identifier = [] } = PANEL_PATIENTS[place(id)] ?? {};
  const mrn = identifier.find(({ system }) => system === SITE_MRN_SYSTEM)?.value ?? '';
  const given = name?.[0]?.given?.join(' ');
  const shown = name?.[0]?.text ?? (given === undefined ? '' : `${given} ${name?.[0]?.family ?? ''}`);
  const shortId = id.length > LONGEST_SHOWN_ID ? `${id.slice(0, 11)}…` : id;
  return [String(place(id) + 1), shown, mrn, `\`${shortId}\``, special];
});

describe('demo cases', () => {
  it('the first patient of the panel is the ordinary one', () => {
    expect(PANEL_PATIENTS[0]?.id).toBe(ORDINARY_CASE.patient);
  });

  it('odd cases are patients of the panel, in its order', () => {
    const places = ODD_CASES.map(({ patient }) => place(patient));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('a flag in the chart says what is special, except for empty charts and the ordinary one', () => {
    const flags = createCharts(STANDARD_RECORDS).of(servedFlag);
    const labels = PANEL_PATIENTS.map(({ id }) =>
      flags.ofPatient(id).flatMap(({ code }) => code.text?.match(/^Test patient: (.*)$/)?.[1] ?? []),
    );
    const empty = PANEL_PATIENTS.length - Math.ceil(PANEL_PATIENTS.length / 10);
    const expected = PANEL_PATIENTS.map(({ id }, index) =>
      ODD_CASES.flatMap(({ patient, special }) => (patient === id && index < empty ? [special] : [])),
    );
    expect(labels).toEqual(expected);
  });

  it('the README lists them', () => {
    const [, table = ''] = README.split('## Demo patients');
    const rows = table
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| place') && !line.startsWith('| -'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual(ROWS);
  });
});
