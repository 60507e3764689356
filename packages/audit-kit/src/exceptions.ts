import { createHash } from "node:crypto";
import { checkOf } from "@plumbline/finding-model/benchmark";
import type { Exception, ExceptionMark } from "@plumbline/finding-model/exception";
import { daysLeft } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";
import type { KnownTags } from "./known-tags.ts";
import { toPattern } from "./to-pattern.ts";

/** The exceptions that hold at an instant. */
export interface Exceptions {
  /**
   * The mark of the exception that covers a finding. When its tags could not be read, an exception that asks for tags counts as one that
   * may cover it. Without tags, such exceptions are left out: they are judged when the resource is looked at.
   */
  markOf(finding: Pick<Finding, "check" | "resource" | "subKey">, tags?: KnownTags): ExceptionMark | undefined;
  /** True when an exception asks for the tags of what this check judges. */
  asksTags(check: string, type: string): boolean;
}

/** Names an exception by what it narrows itself to, so that one whose day is moved stays the same. */
export const exceptionId = ({ check, account, region, type, resource, tag }: Exception): string =>
  createHash("sha256")
    .update(JSON.stringify([check, account, region, type, resource, tag].map((field) => field ?? null)))
    .digest("hex")
    .slice(0, 12);

type Test = (text: string) => boolean;
const everything: Test = () => true;
const anyOf = (globs: readonly string[] | undefined): Test => {
  if (!globs) return everything;
  const patterns = globs.map(toPattern);
  return (text) => patterns.some((pattern) => pattern.test(text));
};
const among = (names: readonly string[] | undefined): Test => (names ? (name) => names.includes(name) : everything);

function tagTest(globs: readonly string[]) {
  const tests = globs.map((glob) => {
    const at = glob.indexOf("=");
    return { key: toPattern(glob.slice(0, at)), value: toPattern(glob.slice(at + 1)) };
  });
  return (tags: Readonly<Record<string, string>>) =>
    Object.entries(tags).some(([name, text]) => tests.some(({ key, value }) => key.test(name) && value.test(text)));
}

const markFrom = (exception: Exception, unproven?: string): ExceptionMark => {
  const { reason, owner, ticket, expires } = exception;
  return {
    ...{ id: exceptionId(exception), reason, owner },
    ...(ticket === undefined ? {} : { ticket }),
    ...(expires === undefined ? {} : { expires }),
    ...(unproven === undefined ? {} : { unproven }),
  };
};

function toMatcher(exception: Exception) {
  const [named, resource] = [anyOf(exception.check), anyOf(exception.resource)];
  // An exception of a check covers what a benchmark asks of it too.
  const check: Test = (id) => named(id) || named(checkOf(id));
  const [account, region, type] = [among(exception.account), among(exception.region), among(exception.type)];
  const tag = exception.tag && tagTest(exception.tag);
  const proven = markFrom(exception);
  return {
    asksTags: (id: string, of: string) => tag !== undefined && check(id) && type(of),
    markOf(finding: Pick<Finding, "check" | "resource" | "subKey">, tags: KnownTags | undefined): ExceptionMark | undefined {
      const { resource: ref, subKey } = finding;
      const isMeant = check(finding.check) && account(ref.account) && region(ref.region) && type(ref.type);
      if (!isMeant || !(resource(ref.id) || (subKey !== undefined && resource(subKey)))) return undefined;
      if (!tag) return proven;
      if (!tags) return undefined;
      if ("unread" in tags) return markFrom(exception, `its tags could not be read: ${tags.unread}`);
      return tag(tags.tags) ? proven : undefined;
    },
  };
}

/** The exceptions that hold at an instant; one whose last day is over covers nothing. */
export function exceptionsAt(exceptions: readonly Exception[], now: Date): Exceptions {
  const live = exceptions.filter(({ expires }) => (daysLeft(expires, now) ?? 0) >= 0).map(toMatcher);
  return {
    asksTags: (check, type) => live.some((one) => one.asksTags(check, type)),
    markOf(finding, tags) {
      const marks = live.flatMap((one) => one.markOf(finding, tags) ?? []);
      return marks.find(({ unproven }) => unproven === undefined) ?? marks[0];
    },
  };
}
