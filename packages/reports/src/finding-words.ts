import { exceptionText } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";

/** Why the verdict is as it is; empty for a pass. */
export const reasonOf = ({ verdict }: Pick<Finding, "verdict">): string => {
  if (verdict.status === "pass") return "";
  return verdict.status === "unknown" ? `${verdict.cause} (${verdict.aspect}): ${verdict.reason}` : verdict.reason;
};

/** What a finding carries beside its verdict: that it is contained, and the exception that covers it. */
export const marksOf = ({ contained, exception }: Pick<Finding, "contained" | "exception">): string[] => [
  ...(contained ? [contained.change === undefined ? "contained" : `contained by change ${contained.change}`] : []),
  ...(exception ? [exceptionText(exception)] : []),
];

/** What a finding is about, for a machine: account, region, type, id and part, each percent-encoded; the same in every run. */
export const resourcePath = ({ resource: { account, region, type, id }, subKey }: Pick<Finding, "resource" | "subKey">): string =>
  [account, region, type, id === "" ? region : id, ...(subKey === undefined ? [] : [subKey])].map(encode).join("/");

// A lone surrogate can't be encoded; a part of "." or ".." would be taken for a step in a path.
const encode = (part: string): string => {
  const encoded = encodeURIComponent(part.toWellFormed());
  return /^\.+$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded;
};

/** What a finding is about, for a person: the id, or the region's name where it has none, and the part. */
export const subjectOf = ({ resource: { region, id }, subKey }: Pick<Finding, "resource" | "subKey">): string => {
  const name = id === "" ? region : id;
  return subKey === undefined ? name : `${name} / ${subKey}`;
};
