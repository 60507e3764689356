/**
 * What the emulator lacks of IAM's two calls about a whole account: of GetAccountAuthorizationDetails pages, policies by name and id, and of
 * AWS's policies the attached alone; of the credential report the root user's row.
 */
import { createHash } from "node:crypto";
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import type { Rewrite } from "./proxy.ts";

const lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"] as const;
const [response, result] = ["GetAccountAuthorizationDetailsResponse", "GetAccountAuthorizationDetailsResult"] as const;
const parser = new XMLParser({
  stopNodes: lists.map((list) => `${response}.${result}.${list}.member`),
  isArray: (name) => name === "member",
});
const List = z.union([z.object({ member: z.array(z.string()) }), z.literal("").transform(() => ({ member: [] }))]);
const Told = z.object({
  [response]: z.object({ [result]: z.object({ UserDetailList: List, GroupDetailList: List, RoleDetailList: List, Policies: List }) }),
});

/**
 * Answers pages of at most `MaxItems`, a hundred unless told, over users, groups, roles and policies together, as AWS does.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const accountDetailPages: Rewrite = ({ service, operation, parameters }) => {
  if (service !== "iam" || operation !== "GetAccountAuthorizationDetails") return undefined;
  const asked = Object.entries(parameters).flatMap(([name, value]) => (name.startsWith("Filter.") ? value : []));
  const isAsked = (list: (typeof lists)[number], member: string): boolean => {
    if (list === "Policies" && isOfAws(member) && member.includes("<AttachmentCount>0<")) return false;
    return asked.length === 0 || asked.includes(filterOf(list, member));
  };
  const from = Number(parameters["Marker"] ?? 0);
  const to = from + Number(parameters["MaxItems"] ?? 100);
  return (body) => {
    const answer: unknown = parser.parse(body);
    const parsed = Told.safeParse(answer);
    // A refusal stays as it is.
    if (!parsed.success) return body;
    const told = parsed.data[response][result];
    const all = lists.flatMap((list) => told[list].member.filter((member) => isAsked(list, member)).map((member) => ({ list, member })));
    const page = all.slice(from, to);
    const listed = lists.map((list) => {
      const members = page.filter((one) => one.list === list).map(({ member }) => (list === "Policies" ? named(member) : member));
      return `<${list}>${members.map((member) => `<member>${member}</member>`).join("")}</${list}>`;
    });
    const more = to < all.length ? `<IsTruncated>true</IsTruncated><Marker>${to}</Marker>` : "<IsTruncated>false</IsTruncated>";
    return `<${response} xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${result}>${listed.join("")}${more}</${result}></${response}>`;
  };
};

const arnOf = (policy: string): string => /<Arn>([^<]+)<\/Arn>/.exec(policy)?.[1] ?? "";
const isOfAws = (policy: string): boolean => arnOf(policy).includes("::aws:");
const filterOf = (list: (typeof lists)[number], member: string): string => {
  if (list === "Policies") return isOfAws(member) ? "AWSManagedPolicy" : "LocalManagedPolicy";
  return list.slice(0, -"DetailList".length);
};

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
