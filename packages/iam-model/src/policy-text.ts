import { parseStrictJson } from "@plumbline/collectors/policy/strict-json";
import { PolicyText } from "./define-kind.ts";

/** Reads a policy as AWS gives it, percent-encoded or plain; what is no single JSON object stays the text that it is. */
export function toPolicyText(given: string): PolicyText {
  try {
    const text = given.trimStart().startsWith("%") ? decodeURIComponent(given) : given;
    return PolicyText.parse(parseStrictJson(text));
  } catch {
    return given;
  }
}
