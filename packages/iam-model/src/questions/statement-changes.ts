import { entriesOf } from "@plumbline/collectors/policy/conditions";
import { listOf, PolicyDocument, type PolicyStatement, parsePolicy, statementsOf } from "@plumbline/collectors/policy/document";
import { entriesOfPrincipal } from "@plumbline/collectors/policy/principals";
import type { PolicyText } from "../define-kind.ts";
import { canonical } from "./canonical.ts";

const most = 3;
const few = (texts: readonly string[]): string =>
  texts.length > most ? `${texts.slice(0, most).join(", ")} and ${texts.length - most} more` : texts.join(", ");

/** A statement in words: `Allow s3:GetObject on * if Bool aws:SecureTransport true`. */
export function statementText(statement: PolicyStatement): string {
  const actions = statement.NotAction === undefined ? few(listOf(statement.Action)) : `all but ${few(listOf(statement.NotAction))}`;
  const resources = statement.NotResource === undefined ? few(listOf(statement.Resource)) : `all but ${few(listOf(statement.NotResource))}`;
  const principals = few(entriesOfPrincipal(statement.Principal).map(({ text }) => text));
  const who = statement.NotPrincipal !== undefined ? " for all but some" : principals === "" ? "" : ` for ${principals}`;
  const conditions = entriesOf(statement).map(({ text, values }) => `${text} ${few(values)}`);
  const where = resources === "" ? "" : ` on ${resources}`;
  return `${statement.Effect} ${actions}${where}${who}${conditions.length > 0 ? ` if ${conditions.join(" and ")}` : ""}`;
}

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
  const details = [...added.map((one) => `+ ${statementText(one)}`), ...gone.map((one) => `- ${statementText(one)}`)];
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
/** Without its name: another Sid changes nothing. */
const keyOf = ({ Sid: _, ...rest }: PolicyStatement): string => canonical(rest);
