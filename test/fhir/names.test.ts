import { describe, expect, it } from 'vitest';
import { fullName, hasProtectedName, namesOf, nameText, preferredName } from '../../src/fhir/names.ts';
import { createSiteTime } from '../../src/fhir/site-time.ts';
import type { HumanName } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const TODAY = createSiteTime(Date.parse('2026-05-01T12:00:00Z'), 'UTC');

const official: HumanName = { use: 'official', text: 'Aleksandra Whitlock' };
const usual: HumanName = { use: 'usual', text: 'Sasha Whitlock' };
const nickname: HumanName = { use: 'nickname', text: 'Sas' };
const old: HumanName = { use: 'old', text: 'Aleksandra Eastwick' };
const maiden: HumanName = { use: 'maiden', text: 'Aleksandra Lindqvist' };

describe('the name of a patient', () => {
  it.each<[string, HumanName[], string]>([
    ['the usual name rather than the official one', [official, usual], 'Sasha Whitlock'],
    ['the usual name, wherever it is in the list', [usual, official], 'Sasha Whitlock'],
    ['the official name rather than any other', [nickname, official], 'Aleksandra Whitlock'],
    ['the first of several other names', [{ text: 'First' }, nickname, { use: 'temp', text: 'T' }], 'First'],
    ['a nickname rather than a maiden name', [maiden, nickname], 'Sas'],
    ['a name without a use rather than an old one', [old, { text: 'No Use' }], 'No Use'],
    ['the old name if there is no other', [old], 'Aleksandra Eastwick'],
    ['the first of several former names', [maiden, old], 'Aleksandra Lindqvist'],
    ['the official name if the usual one is empty', [{ use: 'usual' }, official], 'Aleksandra Whitlock'],
    [
      'the official name if the usual one is blank',
      [{ use: 'usual', text: ' \t ', given: [' '] }, official],
      'Aleksandra Whitlock',
    ],
    [
      'a former name if the others are empty',
      [{ use: 'usual' }, { use: 'official' }, old],
      'Aleksandra Eastwick',
    ],
  ])('the name shown is %s [CS-89]', (_what, name, expected) => {
    expect(fullName({ name }, TODAY)).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['ended last year', '2025-12-31', 'Aleksandra Whitlock'],
    ['ended in a year that is over', '2025', 'Aleksandra Whitlock'],
    ['ended in a month that is over', '2026-04', 'Aleksandra Whitlock'],
    ['ended yesterday, to the second', '2026-04-30T23:59:59-05:00', 'Aleksandra Whitlock'],
    ['ends today', '2026-05-01', 'Sasha Whitlock'],
    ['ends this month', '2026-05', 'Sasha Whitlock'],
    ['ends this year', '2026', 'Sasha Whitlock'],
    ['never ends', '9999-12-31', 'Sasha Whitlock'],
  ])('the name shown depends on whether the usual one %s', (_what, end, expected) => {
    expect(fullName({ name: [{ ...usual, period: { end } }, official] }, TODAY)).toBe(expected);
  });

  it.each<[string, HumanName[], string]>([
    ['a nickname', [{ ...nickname, family: 'Whitlock' }, { text: 'Aleksandra' }], 'Aleksandra'],
    ['a temporary name', [{ use: 'temp', text: 'Baby Girl Whitlock' }, { text: 'Aleksandra' }], 'Aleksandra'],
    ['an anonymous name', [{ use: 'anonymous', text: 'Jane Doe' }, { text: 'Aleksandra' }], 'Aleksandra'],
    ['an old name', [{ ...old, family: 'Eastwick' }, { text: 'Aleksandra' }], 'Aleksandra'],
    ['an expired name without a use', [{ text: 'A B', period: { end: '2020' } }, nickname], 'Sas'],
    ['a current maiden name', [{ ...maiden, period: { start: '1990' } }, nickname], 'Sas'],
    ['a future name', [{ ...usual, period: { start: '2026-05-02' } }, nickname], 'Sas'],
    [
      'a future name rather than an old one',
      [{ ...usual, period: { start: '2027' } }, old],
      'Aleksandra Eastwick',
    ],
  ])('the name shown is not %s if there is a better one [CS-89]', (_what, name, expected) => {
    expect(fullName({ name }, TODAY)).toBe(expected);
    expect(fullName({ name: name.toReversed() }, TODAY)).toBe(expected);
  });

  it.each<[string, HumanName, HumanName]>([
    ['usual without one', { use: 'usual', given: ['Sas'] }, { use: 'official', given: ['A'], family: 'W' }],
    ['usual text of the given name', { use: 'usual', text: 'Sas', given: ['Sas'] }, { text: 'Al Whitlock' }],
    ['usual text of one word', { use: 'usual', text: 'Sas' }, official],
    ['nickname', nickname, { use: 'anonymous', text: 'Jane Doe' }],
    ['old name', { use: 'old', given: ['A'] }, { use: 'maiden', given: ['A'], family: 'L' }],
  ])('the name shown has a family name, unlike the other one: %s', (_what, without, withFamily) => {
    expect(preferredName({ name: [without, withFamily] }, TODAY)).toBe(withFamily);
    expect(preferredName({ name: [withFamily, without] }, TODAY)).toBe(withFamily);
  });

  it('a name begins and ends by the time at the site', () => {
    const at = Date.parse('2026-05-01T03:00:00Z');
    const evening = createSiteTime(at, 'America/Chicago');
    const ends = [{ ...usual, period: { end: '2026-04-30' } }, official];
    expect(fullName({ name: ends }, evening)).toBe('Sasha Whitlock');
    expect(fullName({ name: ends }, createSiteTime(at, 'UTC'))).toBe('Aleksandra Whitlock');
    const begins = [{ ...usual, period: { start: '2026-05-01' } }, official];
    expect(fullName({ name: begins }, evening)).toBe('Aleksandra Whitlock');
    expect(fullName({ name: begins }, createSiteTime(at, 'UTC'))).toBe('Sasha Whitlock');
    const toTheSecond = [{ ...usual, period: { start: '2026-05-01T03:00:01Z' } }, official];
    expect(fullName({ name: toTheSecond }, evening)).toBe('Aleksandra Whitlock');
  });

  it('the name shown is a current nickname rather than an expired usual name', () => {
    const name = [{ ...usual, period: { start: '2001-01-01', end: '2010-01-01' } }, nickname];
    expect(fullName({ name }, TODAY)).toBe('Sas');
  });

  it('the name shown is the first of two equal ones', () => {
    const twice = [
      { ...official, family: 'First' },
      { ...official, family: 'Second' },
    ];
    expect(preferredName({ name: twice }, TODAY)?.family).toBe('First');
  });

  it('an empty name is preferred over none, so that its use still shows', () => {
    expect(preferredName({ name: [{ use: 'usual' }] }, TODAY)).toEqual({ use: 'usual' });
    expect(fullName({ name: [{ use: 'usual' }] }, TODAY)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['missing', {}],
    ['null', { name: null }],
    ['an empty list', { name: [] }],
    ['a text instead of a list', { name: 'Ada' }],
    ['a list without names', { name: [null, undefined, 7, 'Ada', ['Ada']] }],
    ['an empty object', { name: [{}] }],
  ])('the name is null if the element is %s', (_what, patient) => {
    expect(fullName(asSent(patient), TODAY)).toBeNull();
  });

  it('the period of a name is read from a list', () => {
    const name = [{ ...usual, period: [{ end: '2000-01-01' }] }, official];
    expect(fullName(asSent({ name }), TODAY)).toBe('Aleksandra Whitlock');
  });

  it('a name outside a list is found', () => {
    expect(fullName(asSent({ name: { text: 'Ada' } }), TODAY)).toBe('Ada');
  });

  it('a name is found among malformed ones', () => {
    const patient = {
      name: [null, { use: 'usual', text: 7, given: 'Ada', family: ['x'], period: 'x' }, official],
    };
    expect(fullName(asSent(patient), TODAY)).toBe('Aleksandra Whitlock');
  });
});

describe('a protected name [CS-90]', () => {
  it('a patient with an anonymous name has a protected name, whatever its period', () => {
    const anonymous: HumanName = { use: 'anonymous', text: 'Jane Doe', period: { end: '2020' } };
    expect(hasProtectedName({ name: [official, anonymous] })).toBe(true);
  });

  it('a patient without an anonymous name has no protected name', () => {
    expect(hasProtectedName({ name: [official, usual, nickname, old, { text: 'anonymous' }] })).toBe(false);
    expect(hasProtectedName({})).toBe(false);
    expect(hasProtectedName(asSent({ name: [null, { use: ['anonymous'] }] }))).toBe(false);
  });
});

describe('the name of a use', () => {
  const patient = { name: [old, official, { ...asSent<HumanName>({ use: 'stage' }), text: 'Al' }, usual] };

  it('a name by use is found, even if another is preferred', () => {
    expect(preferredName(patient, TODAY, 'OFFICIAL')).toBe(official);
    expect(preferredName(patient, TODAY, 'OLD')).toBe(old);
  });

  it('a name by use is the current one of several', () => {
    const former = { ...official, text: 'Former', period: { end: '2001' } };
    expect(preferredName({ name: [former, official] }, TODAY, 'OFFICIAL')).toBe(official);
  });

  it('a name by use is null without a match', () => {
    expect(preferredName(patient, TODAY, 'MAIDEN')).toBeNull();
  });

  it('a name with an unknown use is found as UNRECOGNIZED, and a name without a use is not', () => {
    expect(preferredName(patient, TODAY, 'UNRECOGNIZED')?.text).toBe('Al');
    const blank = { name: [{ text: 'No Use' }, { ...asSent<HumanName>({ use: '' }), text: 'Blank Use' }] };
    expect(preferredName(blank, TODAY, 'UNRECOGNIZED')).toBeNull();
  });
});

describe('the text of a name', () => {
  it.each<[string, HumanName, string | null]>([
    ['its text', { text: 'Camila Maria Lopez', family: 'Else', given: ['Someone'] }, 'Camila Maria Lopez'],
    [
      'its parts in order if there is no text',
      { suffix: ['Jr.', 'PhD'], family: 'Hallworth', given: ['Augustus', 'Peregrine'], prefix: ['Dr.'] },
      'Dr. Augustus Peregrine Hallworth Jr. PhD',
    ],
    ['its parts if the text is blank', { text: ' ', given: ['Ada'], family: 'Byron' }, 'Ada Byron'],
    ['only a family name', { family: 'Sukarnawati' }, 'Sukarnawati'],
    ['only a given name', { given: ['Sukarnawati'] }, 'Sukarnawati'],
    ['only a prefix', { prefix: ['Baby Boy'] }, 'Baby Boy'],
    ['null for only a use', { use: 'official' }, null],
    [
      'null if all parts are blank',
      { text: '', family: ' ', given: ['', '\t'], prefix: [], suffix: [' '] },
      null,
    ],
    ['without extra space', { text: '  Camila \t Maria\r\n Lopez ' }, 'Camila Maria Lopez'],
    ['without space around its parts', { given: [' Camila ', ''], family: ' Lopez ' }, 'Camila Lopez'],
    ['verbatim, with diacritics', { text: 'Thị Hương Nguyễn' }, 'Thị Hương Nguyễn'],
    ['verbatim, from parts too', { given: ['Ólafur'], family: 'Þórðarson' }, 'Ólafur Þórðarson'],
    ['verbatim, in scripts without spaces', { text: '山田太郎' }, '山田太郎'],
  ])('the text of a name is %s', (_what, name, expected) => {
    expect(nameText(name)).toBe(expected);
  });

  it('the text of a name uses only its well-formed parts', () => {
    const name = {
      text: { value: 'x' },
      given: [null, 'Ada', 7, { value: 'x' }],
      family: 'Byron',
      suffix: 'Jr.',
    };
    expect(nameText(asSent(name))).toBe('Ada Byron Jr.');
  });
});

describe('the names of a patient', () => {
  it('names keep the server’s order, including former and empty ones', () => {
    const name = [old, { use: 'usual' as const }, official];
    expect(namesOf({ name })).toEqual(name);
  });
});
