/**
 * What the emulator lacks of IAM's calls about a whole account: pages; of GetAccountAuthorizationDetails policies by name and id, and of AWS's
 * policies the attached alone; of the credential report the root user's row.
 */
import { createHash } from "node:crypto";
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import type { Rewrite } from "./proxy.ts";

const listsOf: Readonly<Record<string, readonly string[]>> = {
  GetAccountAuthorizationDetails: ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"],
  ListUsers: ["Users"],
  ListGroups: ["Groups"],
  ListRoles: ["Roles"],
};
const List = z.union([z.object({ member: z.array(z.string()) }), z.literal("").transform(() => ({ member: [] }))]);

/**
 * Answers pages of at most `MaxItems`, a hundred unless told, and never more than `most`, over all lists of an answer together. AWS may
 * give fewer than were asked for. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const accountDetailPages =
  (most = 1000): Rewrite =>
  ({ service, operation, parameters }) => {
    const lists = service === "iam" ? listsOf[operation] : undefined;
    if (lists === undefined) return undefined;
    const [response, result] = [`${operation}Response`, `${operation}Result`];
    const asked = Object.entries(parameters).flatMap(([name, value]) => (name.startsWith("Filter.") ? value : []));
    const from = Number(parameters["Marker"] ?? 0);
    const to = from + Math.min(most, Number(parameters["MaxItems"] ?? 100));
    return (body) => {
      const told = membersOf(body, response, result, lists);
      // A refusal stays as it is.
      if (told === undefined) return body;
      const all = told.filter(({ list, member }) => isTold(list, member, asked));
      const page = all.slice(from, to);
      const listed = lists.map((list) => {
        const members = page.flatMap((one) => (one.list === list ? one.member : []));
        const whole = list === "Policies" ? members.map(named) : members;
        return `<${list}>${whole.map((member) => `<member>${member}</member>`).join("")}</${list}>`;
      });
      const more = to < all.length ? `<IsTruncated>true</IsTruncated><Marker>${to}</Marker>` : "<IsTruncated>false</IsTruncated>";
      return `<${response} xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${result}>${listed.join("")}${more}</${result}></${response}>`;
    };
  };

/** The members of an answer's lists as they stand there; undefined for another answer. */
function membersOf(body: string, response: string, result: string, lists: readonly string[]) {
  const stopNodes = lists.map((list) => `${response}.${result}.${list}.member`);
  const answer: unknown = new XMLParser({ stopNodes, isArray: (name) => name === "member" }).parse(body);
  const found = z.object({ [response]: z.object({ [result]: z.record(z.string(), z.unknown()) }) }).safeParse(answer);
  const told = found.data?.[response]?.[result];
  return told && lists.flatMap((list) => List.parse(told[list] ?? "").member.map((member) => ({ list, member })));
}

const arnOf = (policy: string): string => /<Arn>([^<]+)<\/Arn>/.exec(policy)?.[1] ?? "";
const isOfAws = (policy: string): boolean => arnOf(policy).includes("::aws:");
function isTold(list: string, member: string, asked: readonly string[]): boolean {
  if (list === "Policies" && isOfAws(member) && member.includes("<AttachmentCount>0<")) return false;
  const filter = list !== "Policies" ? list.replace("DetailList", "") : isOfAws(member) ? "AWSManagedPolicy" : "LocalManagedPolicy";
  return asked.length === 0 || asked.includes(filter);
}

/** AWS has a new id for each policy; here an ARN always has the same one. */
function named(policy: string): string {
  const arn = arnOf(policy);
  const id = `ANPA${createHash("sha256").update(arn).digest("hex").slice(0, 17).toUpperCase()}`;
  return `<PolicyName>${arn.slice(arn.lastIndexOf("/") + 1)}</PolicyName><PolicyId>${id}</PolicyId>${policy}`;
}

/** The root user has a password that was used once, and one key. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const rootRow = (account: string) =>
  [
    ...["<root_account>", `arn:aws:iam::${account}:root`, "2020-01-01T00:00:00+00:00", "not_supported", "2026-02-01T08:00:00+00:00"],
    ...["not_supported", "not_supported", "true"],
    ...["true", "2021-01-01T00:00:00+00:00", "N/A", "N/A", "N/A"],
    ...["false", "N/A", "N/A", "N/A", "N/A", "false", "N/A", "false", "N/A"],
  ].join(",");

/** Puts the root user's row into the emulator's credential report. */
export const rootInReport: Rewrite = ({ service, operation, account }) => {
  if (service !== "iam" || operation !== "GetCredentialReport") return undefined;
  return (body) =>
    body.replace(/<Content>([^<]+)<\/Content>/, (_, content: string) => {
      const [head, ...rows] = Buffer.from(content, "base64").toString().split("\n");
      return `<Content>${Buffer.from([head, rootRow(account), ...rows].join("\n")).toString("base64")}</Content>`;
    });
};
