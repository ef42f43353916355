/** Something that is wrong with an instruction; it stands at the keyword where no place is given. */
export interface Complaint {
  readonly message: string;
  readonly hint: string;
  readonly at?: { readonly start: number; readonly end: number };
}

/** A word of the file as a message can hold it. */
export function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
