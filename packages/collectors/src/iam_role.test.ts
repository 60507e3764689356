import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamRole } from "./iam_role.ts";

const trust = {
  Version: "2012-10-17",
  Id: "kept",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole", Unknown: ["kept"] }],
};
const text = JSON.stringify(trust);
const roleOf = (RoleName: string, AssumeRolePolicyDocument: string | undefined, Path = "/") => ({
  RoleName,
  Path,
  AssumeRolePolicyDocument,
});
const throwing = (name: string) => () => {
  throw awsFault(name);
};

describe("iam_role", () => {
  it("lists every page with the trust policies, in pages as large as AWS gives them", async () => {
    const aws = fakeAws({
      answers: {
        ListRoles: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { Roles: [roleOf("b", text, "/aws-service-role/x.amazonaws.com/")], IsTruncated: false }
            : { Roles: [roleOf("a", encodeURIComponent(text))], IsTruncated: true, Marker: "2" },
      },
    });
    expect(await listAll(iamRole, aws)).toEqual([
      { id: "a", path: "/", trustPolicy: trust, unreadable: "" },
      { id: "b", path: "/aws-service-role/x.amazonaws.com/", trustPolicy: trust, unreadable: "" },
    ]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxItems: 1000 }, { MaxItems: 1000, Marker: "2" }]);
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(iamRole, fakeAws({ answers: { ListRoles: {} } }))).toEqual([]);
  });

  const unreadable: Record<string, [text: string | undefined, kept: string]> = {
    "no JSON": ["{", "{"],
    "a repeated key": ['{"Statement":[],"Statement":[]}', '{"Statement":[],"Statement":[]}'],
    "an unknown effect": ['{"Statement":[{"Effect":"Maybe"}]}', '{"Statement":[{"Effect":"Maybe"}]}'],
    "no policy at all": [undefined, ""],
  };
  it.each(Object.entries(unreadable))("goes on with the listing after %s", async (_, [document, kept]) => {
    const aws = fakeAws({ answers: { ListRoles: { Roles: [roleOf("odd", document), roleOf("a", text)] } } });
    expect(await listAll(iamRole, aws)).toEqual([
      { id: "odd", path: "/", trustPolicy: null, unreadable: kept },
      { id: "a", path: "/", trustPolicy: trust, unreadable: "" },
    ]);
  });

  const finds: Record<string, string> = {
    "by the name": "a",
    "by the ARN, with a path": "arn:aws-us-gov:iam::111111111111:role/service-role/a",
  };
  it.each(Object.entries(finds))("finds a role %s", async (_, asked) => {
    const aws = fakeAws({ answers: { GetRole: { Role: roleOf("a", text, "/service-role/") } } });
    expect(await findAll(iamRole, aws, asked)).toEqual([{ id: "a", path: "/service-role/", trustPolicy: trust, unreadable: "" }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ RoleName: "a" }]);
  });

  const uses: Record<string, [answer: object, lastUsed: object]> = {
    "its last use": [
      { RoleLastUsed: { LastUsedDate: new Date("2026-02-27T10:00:00.000Z"), Region: "eu-west-1" } },
      { lastUsed: "2026-02-27T10:00:00.000Z" },
    ],
    "none within the time that AWS looks back": [{ RoleLastUsed: {} }, { lastUsed: null }],
    "nothing of its use": [{}, {}],
  };
  it.each(Object.entries(uses))("finds, beside what the listing tells, %s", async (_, [answer, lastUsed]) => {
    const aws = fakeAws({ answers: { ListRoles: { Roles: [roleOf("a", text)] }, GetRole: { Role: { ...roleOf("a", text), ...answer } } } });
    const [listed] = await listAll(iamRole, aws);
    expect(listed).not.toHaveProperty("lastUsed");
    expect(await findAll(iamRole, aws, "a")).toStrictEqual([{ ...listed, ...lastUsed }]);
  });

  it("finds none by the empty name, without a call", async () => {
    expect(await findAll(iamRole, fakeAws({ answers: {} }), "")).toEqual([]);
  });

  it.each(["NoSuchEntity", "NoSuchEntityException"])("finds none after %s", async (code) => {
    expect(await findAll(iamRole, fakeAws({ answers: { GetRole: throwing(code) } }), "a")).toEqual([]);
  });

  it("does not take a denied find for a deleted role", async () => {
    await expect(findAll(iamRole, fakeAws({ answers: { GetRole: throwing("AccessDenied") } }), "a")).rejects.toMatchObject({
      kind: "denied",
    });
  });

  const tags: Record<string, [answer: object, known: object]> = {
    "two pages": [
      ({ Marker }: { Marker?: string }) =>
        Marker ? { Tags: [{ Key: "b" }] } : { Tags: [{ Key: "a", Value: "1" }], IsTruncated: true, Marker: "2" },
      { value: { a: "1", b: "" } },
    ],
    none: [{}, { value: {} }],
    "a denied call": [throwing("AccessDenied"), { failure: { kind: "denied" } }],
    "a role deleted meanwhile": [throwing("NoSuchEntityException"), { failure: { kind: "gone" } }],
  };
  it.each(Object.entries(tags))("reads tags: %s", async (_, [answer, known]) => {
    const aws = fakeAws({ answers: { ListRoleTags: answer } });
    expect((await lookAtAspect(iamRole, aws, "tags", [{ id: "a" }])).get("a")).toMatchObject(known);
  });
});
