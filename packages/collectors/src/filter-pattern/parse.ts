/** What a filter pattern asks of one field; `other` is of numbers, null and booleans, which is kept as its text. */
export type Test =
  | { readonly is: "exists" }
  | { readonly is: "missing" }
  | { readonly is: "like"; readonly text: string }
  | { readonly is: "unlike"; readonly text: string }
  | { readonly is: "matches"; readonly regex: string }
  | { readonly is: "not-matches"; readonly regex: string }
  | { readonly is: "other"; readonly text: string };
export interface Comparison {
  /** The names and indexes that lead to the field, as JSON, so that `$.a.b` and `$.['a'].b` are one. */
  readonly field: string;
  readonly test: Test;
}
export type Expression = Comparison | { readonly all: readonly Expression[] } | { readonly any: readonly Expression[] };

/** Names a field by its path of names that are joined by dots. */
export const fieldOf = (path: string): string => JSON.stringify(path.split("."));

/** Says where the text of a pattern stops making sense. */
class PatternFault extends Error {}

/**
 * Reads a filter pattern for JSON events; undefined for a pattern of another kind and for one that is not understood. The empty pattern
 * takes every event. `&&` binds closer than `||`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parsePattern(text: string): Expression | undefined {
  if (text.trim() === "") return { all: [] };
  try {
    const reader = readerOf(text);
    reader.take(/\{/y, "{");
    const expression = readAny(reader);
    reader.take(/\}/y, "}");
    if (!reader.isAtEnd()) throw new PatternFault("text after }");
    return expression;
  } catch (error) {
    if (error instanceof PatternFault) return undefined;
    throw error;
  }
}

interface Reader {
  /** What the sticky pattern matches here, after white space; undefined where it does not. */
  read(pattern: RegExp): RegExpExecArray | undefined;
  take(pattern: RegExp, wanted: string): RegExpExecArray;
  isAtEnd(): boolean;
}

function readerOf(text: string): Reader {
  let at = 0;
  const skip = () => {
    while (/\s/.test(text.charAt(at))) at += 1;
  };
  const read = (pattern: RegExp) => {
    skip();
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found;
  };
  const take = (pattern: RegExp, wanted: string) => {
    const found = read(pattern);
    if (found === undefined) throw new PatternFault(`no ${wanted} at ${at}`);
    return found;
  };
  const isAtEnd = () => {
    skip();
    return at === text.length;
  };
  return { read, take, isAtEnd };
}

const only = (of: readonly Expression[]): Expression | undefined => (of.length === 1 ? of[0] : undefined);

function readAny(reader: Reader): Expression {
  const any = [readAll(reader)];
  while (reader.read(/\|\|/y)) any.push(readAll(reader));
  return only(any) ?? { any };
}
function readAll(reader: Reader): Expression {
  const all = [readOne(reader)];
  while (reader.read(/&&/y)) all.push(readOne(reader));
  return only(all) ?? { all };
}
function readOne(reader: Reader): Expression {
  if (!reader.read(/\(/y)) return { field: readField(reader), test: readTest(reader) };
  const inner = readAny(reader);
  reader.take(/\)/y, ")");
  return inner;
}

function readField(reader: Reader): string {
  reader.take(/\$/y, "$");
  const steps: (string | number)[] = [];
  for (;;) {
    // `.name`, `.['a name']` or `[0]`
    const step = reader.read(/\.\s*([\w-]+)|\.?\s*\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]/y);
    if (step === undefined) break;
    const [, plain, single, double, index] = step;
    steps.push(index === undefined ? (plain ?? single ?? double ?? "") : Number(index));
  }
  if (steps.length === 0) throw new PatternFault("no name after $");
  return JSON.stringify(steps);
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readTest(reader: Reader): Test {
  if (reader.read(/NOT\s+EXISTS\b/iy)) return { is: "missing" };
  if (reader.read(/EXISTS\b/iy)) return { is: "exists" };
  const constant = reader.read(/IS\s+(NULL|TRUE|FALSE)\b/iy);
  if (constant) return { is: "other", text: `IS ${constant[1]?.toUpperCase()}` };
  const operator = reader.take(/!=|>=|<=|=|>|</y, "an operator")[0];
  const regex = operator.endsWith("=") && reader.read(/%([^%]*)%/y);
  if (regex && (operator === "=" || operator === "!=")) return { is: operator === "=" ? "matches" : "not-matches", regex: regex[1] ?? "" };
  const quoted = reader.read(/"((?:[^"\\]|\\.)*)"/y);
  const plain = quoted ? undefined : reader.take(/[^\s()&|="'%{}]+/y, "a value")[0];
  if (operator !== "=" && operator !== "!=") return { is: "other", text: `${operator} ${plain ?? quoted?.[1]}` };
  // A number is compared as a number: 1.0 is 1.
  if (plain !== undefined && number.test(plain)) return { is: "other", text: `${operator} ${Number(plain)}` };
  const text = plain ?? (quoted?.[1] ?? "").replaceAll(/\\(.)/g, "$1");
  return { is: operator === "=" ? "like" : "unlike", text };
}
