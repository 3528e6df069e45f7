/** The tables from which the generator draws names, places and languages. */
import type { NonEmpty } from './random.ts';

export const FEMALE_GIVEN_NAMES: NonEmpty<string> = [
  'Zoë',
  'Šárka',
  'Amina',
  'Brigid',
  'Chloé',
  'Dagny',
  'Eleni',
  'Fatoumata',
  'Greta',
  'Hạnh',
  'Inés',
  'Jadwiga',
  'Keiko',
  'Leilani',
  'Mireille',
  'Nadia',
  'Oddný',
  'Priya',
  'Rosalind',
  'Siobhán',
  'Tamsin',
  'Valentina',
  'Wanjiru',
  'Yasmin',
];

export const MALE_GIVEN_NAMES: NonEmpty<string> = [
  'José',
  'Ólafur',
  'Anselm',
  'Bastian',
  'Cedric',
  'Dāvis',
  'Emeka',
  'François',
  'Gábor',
  'Håkon',
  'Ignacio',
  'Jerzy',
  'Kwame',
  'Lúcio',
  'Matěj',
  'Nikhil',
  'Øyvind',
  'Pádraig',
  'Rashid',
  'Søren',
  'Tobias',
  'Viktor',
  'Wiremu',
  'Yusuf',
];

export const FAMILY_NAMES: NonEmpty<string> = [
  'Nguyễn',
  'Sigurðsson',
  'Abara',
  'Bąk',
  'Castañeda',
  'Dvořák',
  'Eastwick',
  'Fontaine',
  'Grönlund',
  'Hallworth',
  'Ibáñez',
  'Järvinen',
  'Kovačević',
  'Lindqvist',
  'Mbeki-Rowe',
  'Nakagawa',
  "O'Sullivan",
  'Petrović',
  'Quillfeather',
  'Řezníček',
  'Saint-Aubin',
  'Thistlewood',
  'Ustinov',
  'van der Berg',
  'Whitlock',
  'Yılmaz',
  'Zelaya',
];

export const STREETS: NonEmpty<string> = [
  'Example Street',
  'Placeholder Avenue',
  'Sample Court',
  'Specimen Lane',
  'Fixture Road',
  'Mockingbird Terrace',
];

/** A town, with city and district in capitals, as Epic sends them. */
export interface Place {
  city: string;
  district: string;
  state: string;
  postalCode: string;
  areaCode: string;
}

export const PLACES: NonEmpty<Place> = [
  { city: 'MADISON', district: 'DANE', state: 'WI', postalCode: '53703', areaCode: '608' },
  { city: 'DULUTH', district: 'ST. LOUIS', state: 'MN', postalCode: '55802', areaCode: '218' },
  { city: 'BOISE', district: 'ADA', state: 'ID', postalCode: '83702', areaCode: '208' },
  { city: 'ROANOKE', district: 'ROANOKE CITY', state: 'VA', postalCode: '24011', areaCode: '540' },
  { city: 'TACOMA', district: 'PIERCE', state: 'WA', postalCode: '98402', areaCode: '253' },
];

/** A language with its BCP 47 tag. */
export interface Language {
  code: string;
  display: string;
}

export const ENGLISH: Language = { code: 'en', display: 'English' };

export const OTHER_LANGUAGES: NonEmpty<Language> = [
  { code: 'es', display: 'Spanish' },
  { code: 'vi', display: 'Vietnamese' },
  { code: 'cs', display: 'Czech' },
  { code: 'is', display: 'Icelandic' },
  { code: 'ar', display: 'Arabic' },
  { code: 'fr', display: 'French' },
];

/** Epic sends marital status as `text` without a code. */
export const MARITAL_STATUSES: NonEmpty<string> = [
  'Single',
  'Married',
  'Divorced',
  'Widowed',
  'Significant other',
];
