/** Finds expressions that some text takes more than linear time to match: one of 40 kB would stop the gateway for seconds. */
import { globSync, readFileSync } from 'node:fs';
import { type Expression, parseSync, Visitor } from 'oxc-parser';
import { analyse } from 'scslre';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dosageText } from '../src/fhir/dosage-text.ts';

interface Pattern {
  readonly source: string;
  readonly flags: string;
}

const FILES = globSync([
  'src/**/*.{js,ts}',
  'packages/*/src/**/*.{js,ts}',
  'explorer/*.ts',
  'explorer/src/**/*.{ts,tsx}',
  'pages/*.js',
]).map(expressionsIn);

function expressionsIn(file: string) {
  const literals: Pattern[] = [];
  let hasOthers = false;
  const noteConstructor = ({ callee }: { readonly callee: Expression }): void => {
    if (callee.type === 'Identifier' && callee.name === 'RegExp') hasOthers = true;
  };
  new Visitor({
    Literal(literal) {
      if ('regex' in literal) literals.push({ source: literal.regex.pattern, flags: literal.regex.flags });
    },
    NewExpression: noteConstructor,
    CallExpression: noteConstructor,
  }).visit(parseSync(file, readFileSync(file, 'utf8')).program);
  return { file: file.replaceAll('\\', '/'), literals, hasOthers };
}

function isSlow({ source, flags }: Pattern): boolean {
  return analyse({ source, flags }).reports.length > 0;
}

/** Records the expressions that are built with `new RegExp`. */
function recordExpressions(): Pattern[] {
  const built: Pattern[] = [];
  vi.stubGlobal(
    'RegExp',
    class extends RegExp {
      constructor(...parts: ConstructorParameters<typeof RegExp>) {
        super(...parts);
        built.push(this);
      }
    },
  );
  return built;
}

/** Files whose expressions are built when the file is loaded. */
const BUILT_AT_LOAD = [
  'packages/epic-sandbox/src/json.ts',
  'packages/epic-sandbox/src/routes.ts',
  'src/config/values.ts',
  'src/fhir/instruction-matcher.ts',
  'src/fhir/ssn.ts',
  'src/fhir/uris.ts',
  'src/writes/hidden-characters.ts',
];
/** By file: why the expressions that it builds later are fast. */
const BUILT_LATER: Readonly<Record<string, string>> = {
  'packages/clinical-notes/src/rtf/tokenizer.ts': 'copies a literal',
  'packages/epic-sandbox/src/creates/site.ts': 'only the name of a type varies',
  'src/doctor/hosts.ts': 'only the name of an attribute varies',
  'src/fhir/instruction-matcher.ts': 'tested below, and the text has at most 2,000 characters',
  'src/testing/failures.ts': 'for tests of consumers, over URLs that the gateway made',
};

describe('a regular expression matches in linear time [T3-D4]', () => {
  it.each([
    [true, /\s+$/],
    [true, /^\S*\d\S*$/],
    [false, /^\d+$/],
  ])('unless the analysis finds a slow one: %s for %s', (expected, expression) => {
    expect(isSlow(expression)).toBe(expected);
  });

  it('as a literal', () => {
    const slow = FILES.flatMap(({ file, literals }) =>
      literals.filter(isSlow).map(({ source }) => `${file}: ${source}`),
    );
    expect(slow).toEqual([]);
  });
});

describe('an expression built at run time', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is in a file that is listed here', () => {
    const listed = [...new Set([...BUILT_AT_LOAD, ...Object.keys(BUILT_LATER)])];
    const building = FILES.filter(({ hasOthers }) => hasOthers).map(({ file }) => file);
    expect(building.toSorted()).toEqual(listed.toSorted());
  });

  it.each(BUILT_AT_LOAD)('matches in linear time in %s', async (file) => {
    const built = recordExpressions();
    await import(/* @vite-ignore */ `../${file}?expressions`);
    expect(built).not.toEqual([]);
    expect(built.filter(isSlow)).toEqual([]);
  });

  it('matches in linear time for an instruction', () => {
    const built = recordExpressions();
    dosageText({
      text: 'Take as directed',
      timing: {
        event: ['2026-05-01'],
        repeat: {
          frequency: 2,
          frequencyMax: 3,
          period: 4,
          periodUnit: 'h',
          dayOfWeek: ['mon', 'tue'],
          timeOfDay: ['09:00:00', '21:00:00'],
          when: ['HS'],
          duration: 1,
          durationUnit: 'h',
          boundsPeriod: { start: '2026-05-01', end: '2026-05-09' },
          count: 5,
        },
      },
      asNeededCodeableConcept: { text: 'pain (severe)' },
      doseAndRate: [{ doseQuantity: { value: 2.5, unit: 'mg' }, rateRatio: {} }],
    });
    expect(built.length).toBeGreaterThan(8);
    expect(built.filter(isSlow)).toEqual([]);
  });
});
