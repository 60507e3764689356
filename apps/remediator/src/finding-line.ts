import type { Finding } from "@plumbline/finding-model/finding";
import { printable } from "@plumbline/reports/text";

/** A finding in one line. */
export function findingLine({ check, severity, resource, subKey, verdict, contained, exception }: Finding): string {
  const { account, region, type, id } = resource;
  const name = id === "" ? type : id;
  const reason = verdict.status === "pass" ? "" : `: ${verdict.reason}`;
  const marks = [contained ? "contained" : "", exception ? `excepted until ${exception.until}` : ""].filter((mark) => mark !== "");
  return printable(
    `${verdict.status.padEnd(8)}${severity.padEnd(9)}${check} ${account}/${region} ${name}${subKey === undefined ? "" : ` ${subKey}`}${reason}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`,
  );
}
