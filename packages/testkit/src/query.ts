/** Forms and answers of the query protocol. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { XMLBuilder } from "fast-xml-parser";
import type { Call } from "./aws-call.ts";
import type { Reply } from "./faults.ts";

type Form = Call["parameters"];
/** A value of an answer: a list becomes `member`s, what is undefined is left out. */
export type Answered = string | number | boolean | Date | undefined | readonly Answered[] | { readonly [name: string]: Answered };

/** The texts of a list, `EnvironmentIds.member.1` and so on; undefined when it is not given. */
export const textsIn = (form: Form, list: string): string[] | undefined => {
  const found = recordsIn(form, list).flatMap((one) => one[""] ?? []);
  return found.length > 0 ? found : undefined;
};

/** The structures of a list, `Tags.member.1.Key` and so on, in their order; a text stands under the empty name. */
export const recordsIn = (form: Form, list: string): Record<string, string>[] => {
  const entries = Object.entries(form).flatMap(([name, value]) => {
    const [, place, field = ""] = /^\.member\.(\d+)(?:\.(.+))?$/.exec(name.startsWith(list) ? name.slice(list.length) : "") ?? [];
    return place === undefined ? [] : [{ place: Number(place), field, value }];
  });
  const records = [...Map.groupBy(entries, ({ place }) => place)].toSorted(([a], [b]) => a - b);
  return records.map(([, fields]) => Object.fromEntries(fields.map(({ field, value }) => [field, value])));
};

const requestId = "00000000-0000-0000-0000-000000000000";
const builder = new XMLBuilder({ suppressEmptyNode: false });
const headers = { "content-type": "text/xml", "x-amzn-requestid": requestId };

/** The answer to a call, with a result unless the operation has none. */
export const answered = (operation: string, namespace: string, result?: { readonly [name: string]: Answered }): Reply => {
  const outcome = result === undefined ? {} : { [`${operation}Result`]: toXml(result) };
  const body = { [`${operation}Response`]: { ...outcome, ResponseMetadata: { RequestId: requestId } } };
  const text: string = builder.build(body);
  return { status: 200, headers, body: text.replace(`<${operation}Response>`, `<${operation}Response xmlns="${namespace}">`) };
};

/** A refusal whose fault is the caller's. */
export const refused = (code: string, message: string, status = 400): Reply => ({
  ...{ status, headers },
  body: builder.build({ ErrorResponse: { Error: { Type: "Sender", Code: code, Message: message }, RequestId: requestId } }),
});

function toXml(value: Answered): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return { member: value.map(toXml) };
  if (typeof value !== "object") return value;
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(given.map(([name, one]) => [name, toXml(one)]));
}
