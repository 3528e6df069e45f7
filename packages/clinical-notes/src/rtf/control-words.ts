// The control words that affect the text of RTF. Names in quotes are sections of the RTF Specification 1.9.1, "Contents of an RTF File".

/** Groups without visible text, in addition to all that begin with `\*` ("Destinations"). */
export const HIDDEN_DESTINATIONS: ReadonlySet<string> = new Set(
  [
    'colortbl stylesheet info filetbl listtable listoverridetable revtbl rsidtbl themedata datastore latentstyles',
    'pict objdata nonshppict shprslt sp header headerl headerr headerf footer footerl footerr footerf',
    'ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn xe tc tcn rxe bkmkstart bkmkend atnid atnauthor annotation',
    'nonesttables nesttableprops mmathPr template private generator userprops docvar falt panose pntxta pntxtb',
  ].flatMap((words) => words.split(' ')),
);

/** Groups that are visible although they begin with `\*`: text boxes, and AbiWord's field results. */
export const SHOWN_DESTINATIONS: ReadonlySet<string> = new Set(['do', 'fldrslt', 'shpinst']);

/** The numbers and bullets of lists as text, for readers that don't number lists ("Bullets and Numbering"). */
export const LIST_MARKERS: ReadonlySet<string> = new Set(['listtext', 'pntext']);

export const PARAGRAPH_ENDS: ReadonlySet<string> = new Set(['par', 'sect', 'page', 'column', '\n', '\r']);
export const LINE_ENDS: ReadonlySet<string> = new Set(['lbr', 'line', 'softline']);

/** Control words for a character ("Special Characters"). */
export const CHARACTER_OF_WORD: ReadonlyMap<string, string> = new Map([
  ['bullet', '•'],
  ['emdash', '—'],
  ['emspace', ' '],
  ['endash', '–'],
  ['enspace', ' '],
  ['ldblquote', '“'],
  ['lquote', '‘'],
  ['ltrmark', '\u200e'],
  ['qmspace', ' '],
  ['rdblquote', '”'],
  ['rquote', '’'],
  ['rtlmark', '\u200f'],
  ['tab', '\t'],
  ['zwj', '\u200d'],
  ['zwnj', '\u200c'],
]);

/** Control symbols for a character: escapes, and non-breaking spaces and hyphens. */
export const CHARACTER_OF_SYMBOL: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ['{', '{'],
  ['}', '}'],
  ['\t', '\t'],
  ['~', ' '],
  ['_', '-'],
]);
