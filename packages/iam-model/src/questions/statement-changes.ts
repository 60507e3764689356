import { entriesOf } from "@plumbline/collectors/policy/conditions";
import { listOf, PolicyDocument, type PolicyStatement, parsePolicy, statementsOf } from "@plumbline/collectors/policy/document";
import { entriesOfPrincipal } from "@plumbline/collectors/policy/principals";
import type { PolicyText } from "../define-kind.ts";
import { canonical } from "./canonical.ts";

const most = 3;
type Few = (texts: readonly string[]) => string;
/** The first few of a list; what `others` do not say comes first, so that a long list shows its difference. */
const fewBut =
  (others: ReadonlySet<string>): Few =>
  (texts) => {
    const first = [...texts.filter((text) => !others.has(text)), ...texts.filter((text) => others.has(text))];
    return first.length > most ? `${first.slice(0, most).join(", ")} and ${first.length - most} more` : first.join(", ");
  };

/** A statement in words: `Allow s3:GetObject on * if Bool aws:SecureTransport true`. */
function statementText(statement: PolicyStatement, few: Few): string {
  const actions = statement.NotAction === undefined ? few(listOf(statement.Action)) : `all but ${few(listOf(statement.NotAction))}`;
  const resources = statement.NotResource === undefined ? few(listOf(statement.Resource)) : `all but ${few(listOf(statement.NotResource))}`;
  const principals = few(entriesOfPrincipal(statement.Principal).map(({ text }) => text));
  const who = statement.NotPrincipal !== undefined ? " for all but some" : principals === "" ? "" : ` for ${principals}`;
  const conditions = entriesOf(statement).map(({ text, values }) => `${text} ${few(values)}`);
  const where = resources === "" ? "" : ` on ${resources}`;
  return `${statement.Effect} ${actions}${where}${who}${conditions.length > 0 ? ` if ${conditions.join(" and ")}` : ""}`;
}

const textsIn = (statements: readonly PolicyStatement[]): Set<string> =>
  new Set(
    statements.flatMap((one) => [
      ...[one.Action, one.NotAction, one.Resource, one.NotResource].flatMap(listOf),
      ...entriesOfPrincipal(one.Principal).map(({ text }) => text),
      ...entriesOf(one).flatMap(({ values }) => values),
    ]),
  );

/** What a change of a policy's text adds and takes away, each statement in words; also whether it can only be more, or only less. */
export function statementChanges(before: PolicyText | undefined, after: PolicyText | undefined) {
  if (canonical(before) === canonical(after)) return { details: [], verb: "changed" as const };
  const [old, now] = [statementsIn(before), statementsIn(after)];
  if (old === undefined || now === undefined) return { details: ["a text that can't be read"], verb: "changed" as const };
  const [oldKeys, nowKeys] = [new Set(old.map(keyOf)), new Set(now.map(keyOf))];
  const added = now.filter((one) => !oldKeys.has(keyOf(one)));
  const gone = old.filter((one) => !nowKeys.has(keyOf(one)));
  const isMore = added.every(isAllow) && gone.every((one) => !isAllow(one));
  const isLess = added.every((one) => !isAllow(one)) && gone.every(isAllow);
  const [butGone, butAdded] = [fewBut(textsIn(gone)), fewBut(textsIn(added))];
  const details = [...added.map((one) => `+ ${statementText(one, butGone)}`), ...gone.map((one) => `- ${statementText(one, butAdded)}`)];
  const [oldVersion, version] = [versionOf(before), versionOf(after)];
  const isReread = oldVersion !== undefined && version !== undefined && oldVersion !== version && [...old, ...now].some(hasVariable);
  if (isReread) return { details: [...details, `variables by Version ${version} in place of ${oldVersion}`], verb: "changed" as const };
  return { details, verb: isMore === isLess ? ("changed" as const) : isMore ? ("gained" as const) : ("lost" as const) };
}

function statementsIn(text: PolicyText | undefined): readonly PolicyStatement[] | undefined {
  if (text === undefined) return [];
  const document = read(text);
  return document && statementsOf(document);
}

function read(text: PolicyText): PolicyDocument | undefined {
  try {
    return typeof text === "string" ? parsePolicy(text) : PolicyDocument.parse(text);
  } catch {
    return undefined;
  }
}

/** Variables count as such since 2012-10-17, and stand for themselves before. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
const versionOf = (text: PolicyText | undefined): string | undefined =>
  text === undefined ? undefined : (read(text)?.Version ?? "2008-10-17");
const hasVariable = (statement: PolicyStatement): boolean => canonical(statement).includes("${");
const isAllow = ({ Effect }: PolicyStatement): boolean => Effect === "Allow";
/** Without its name, and whatever the order of its lists: neither changes anything. */
const keyOf = ({ Sid: _, ...rest }: PolicyStatement): string => canonical(unordered(rest));
const unordered = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unordered(inner)]))
    : [...new Set(Array.isArray(value) ? value.map((one) => canonical(one)) : [canonical(value)])].sort();
