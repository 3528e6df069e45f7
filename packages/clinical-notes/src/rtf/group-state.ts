/** The state of an RTF group: where its text goes, and how it looks (RTF 1.9.1, "Groups"). */

/** Where text goes: on the page, into the table of fonts, into the instruction of a field, or nowhere. */
export type Destination = 'page' | 'fonts' | 'instruction' | 'ignored';

/** The state that a group can change and that its end restores. */
export interface GroupState {
  readonly destination: Destination;
  readonly font: number | null;
  /** How many characters after a `\u` are for readers without Unicode. */
  readonly fallbackLength: number;
  readonly isHidden: boolean;
  readonly isDeleted: boolean;
  readonly isStruck: boolean;
  readonly isRaised: boolean;
  readonly isInTable: boolean;
  /** In the number or bullet of a list item, a tab is only the space after it. */
  readonly isListMarker: boolean;
}

export const PLAIN = {
  font: null,
  isHidden: false,
  isDeleted: false,
  isStruck: false,
  isRaised: false,
} as const;
export const INITIAL_STATE: GroupState = {
  ...PLAIN,
  destination: 'page',
  fallbackLength: 1,
  isInTable: false,
  isListMarker: false,
};
