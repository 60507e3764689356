import { type ExceptionMark, exceptionText } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";
import { printable } from "@plumbline/reports/text";

const exceptedText = (mark: ExceptionMark): string => {
  if (mark.unproven !== undefined) return exceptionText(mark);
  return mark.expires === undefined ? "excepted without end" : `excepted until ${mark.expires}`;
};

/** A finding in one line. */
export function findingLine({ check, severity, resource, subKey, verdict, contained, exception }: Finding): string {
  const { account, region, type, id } = resource;
  const name = id === "" ? type : id;
  const reason = verdict.status === "pass" ? "" : `: ${verdict.reason}`;
  const marks = [contained ? "contained" : "", exception ? exceptedText(exception) : ""].filter((mark) => mark !== "");
  return printable(
    `${verdict.status.padEnd(8)}${severity.padEnd(9)}${check} ${account}/${region} ${name}${subKey === undefined ? "" : ` ${subKey}`}${reason}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`,
  );
}
