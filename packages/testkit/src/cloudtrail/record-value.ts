/** What stands in a record: JSON. */
export type RecordValue = string | number | boolean | null | readonly RecordValue[] | { readonly [name: string]: RecordValue };
export type RecordObject = { readonly [name: string]: RecordValue };

export const isObject = (value: unknown): value is RecordObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** CloudTrail writes names with a small first letter: `DBInstanceIdentifier` is `dBInstanceIdentifier`. */
export const lower = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1);

const secret = /password|secret|authtoken|privatekey/i;

/** A text of a form or of XML as the value that it stands for; what is secret is hidden, as CloudTrail does. */
export function scalar(name: string, text: string): RecordValue {
  if (secret.test(name) && text !== "") return "HIDDEN_DUE_TO_SECURITY_REASONS";
  if (text === "true" || text === "false") return text === "true";
  // Ids of digits alone, such as those of accounts, are longer or begin with a zero.
  return /^(0|-?[1-9]\d{0,8})$/.test(text) ? Number(text) : text;
}

/** Tells whether an object is a tag: its value stays a text, whatever it looks like. */
export const isTag = (object: object): boolean => ("Key" in object && "Value" in object) || ("key" in object && "value" in object);

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Jun 28, 2024, 10:31:39 AM`, as most services' times stand in records. */
export function clockText(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = at.getUTCHours();
  return `${months[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()}, ${hours % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hours < 12 ? "AM" : "PM"}`;
}

const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** The instant that a text of an answer tells, in milliseconds; undefined for any other text. */
export const instantIn = (text: string): number | undefined => (isoTime.test(text) ? Date.parse(text) : undefined);
