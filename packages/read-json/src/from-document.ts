import { JSONParser, TokenType } from "@streamparser/json";
import { besides, type JsonForm, type ReadJson, within } from "./json-form.ts";

type Found = { readonly value: unknown } | { readonly reason: string };

/** Reads the values at these paths of JSON texts that stand one after another. */
export async function* fromDocument(
  chunks: AsyncIterable<string>,
  paths: string[],
  { name, form }: { readonly name: string; readonly form: JsonForm },
): AsyncGenerator<ReadJson> {
  const parser = new JSONParser({ paths, separator: "", keepStack: false });
  const found: Found[] = [];
  let error: Error | undefined;
  let number = 0;
  const beside = new Set<unknown>(paths.length > 1 ? form.beside : []);
  parser.onValue = ({ value, key, stack }) => {
    // Within a list the key is a number.
    const values = stack.length === 1 && beside.has(key) ? besides(String(key), value) : within(value, form);
    found.push(...values.map((one) => ({ value: one })));
  };
  if (paths.length > 1) parser.onToken = watch(form, (reason) => void found.push({ reason }));
  parser.onError = (cause) => {
    error ??= cause;
  };
  const take = function* (): Generator<ReadJson> {
    for (const one of found.splice(0)) yield { where: `${name} ${form.word} ${++number}`, ...one };
  };
  for await (const chunk of chunks) {
    if (error === undefined) parser.write(chunk);
    yield* take();
    if (error !== undefined) break;
  }
  if (error === undefined && !parser.isEnded) parser.end();
  if (error !== undefined)
    yield {
      where: `${name} ${form.word} ${number + 1}`,
      reason: `it is not JSON, and what follows in ${name} is left out: ${error.message}`,
    };
}

/** Tells of a text among those with a list that holds none: its paths are not there, so that the parser passes over it. */
function watch({ lists }: JsonForm, tell: (reason: string) => void): (token: { token: TokenType; value?: unknown }) => void {
  let depth = 0;
  let text: unknown;
  let isNamed = false;
  const end = () => {
    if (!isNamed) tell(`it has none of ${lists.join(", ")}, as what stands before it has`);
    isNamed = false;
  };
  return ({ token, value }) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth++;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) {
      if (--depth === 0) end();
    } else if (depth === 0 && token !== TokenType.SEPARATOR) end();
    else if (depth === 1 && token === TokenType.STRING) text = value;
    else if (depth === 1 && token === TokenType.COLON) isNamed ||= lists.some((list) => list === text);
  };
}
