/** Where text goes: to the page, the font table or the instruction of a field; `ignored` discards it. */
export type Destination = 'page' | 'fonts' | 'instruction' | 'ignored';

/** The state that a group can change (RTF 1.9.1, "Groups"). The end of the group restores it. */
export interface GroupState {
  readonly destination: Destination;
  readonly font: number | null;
  /** The number of fallback characters after a `\u`, for readers without Unicode. */
  readonly fallbackLength: number;
  readonly isHidden: boolean;
  readonly isDeleted: boolean;
  readonly isStruck: boolean;
  readonly isRaised: boolean;
  readonly isInTable: boolean;
  /** Whether the text is the number or bullet of a list item. A tab in it is only a space. */
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
