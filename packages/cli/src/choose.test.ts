import { checks as checkRegistry, onRequest } from "@plumbline/auditors/registry.generated";
import { collectors as typeRegistry } from "@plumbline/collectors/registry.generated";
import { describe, expect, it } from "vitest";
import { chooseChecks, loadCheck, proveSettings } from "./choose-checks.ts";
import { chooseTypes, findType } from "./choose-types.ts";

const all = Object.keys(checkRegistry).sort();
const byDefault = all.filter((id) => !onRequest.has(id));
const ofSqs = all.filter((id) => id.startsWith("sqs/"));
const byName = (pattern: RegExp) => byDefault.filter((id) => pattern.test(id));

interface Row {
  readonly wanted?: string[] | undefined;
  readonly unwanted?: string[];
  readonly ids: readonly string[];
}
const rows: Record<string, Row> = {
  "all that run by default when nothing is asked for": { ids: byDefault },
  "one by its id": { wanted: ["sqs/not-public"], ids: ["sqs/not-public"] },
  "a type": { wanted: ["sqs"], ids: ofSqs },
  "a type and one of it, once each": { wanted: ["sqs", "sqs/not-public", "sqs"], ids: ofSqs },
  "a pattern for checks": { wanted: ["sqs/*"], ids: ofSqs },
  "a pattern for types": { wanted: ["*/not-public"], ids: byName(/^[^/]*\/not-public$/) },
  "a pattern within": { wanted: ["s*s/not-*c"], ids: byName(/^s.*s\/not-.*c$/) },
  "every type": { wanted: ["*"], ids: byDefault },
  "a check that runs on request, by its id": { wanted: ["account/support-role"], ids: ["account/support-role"] },
  "a type whose checks all run on request": { wanted: ["iam_policy"], ids: all.filter((id) => id.startsWith("iam_policy/")) },
  "a type with checks of both kinds": { wanted: ["account"], ids: byDefault.filter((id) => id.startsWith("account/")) },
  "all but a type": { unwanted: ["sqs"], ids: byDefault.filter((id) => !ofSqs.includes(id)) },
  "a type but some": { wanted: ["*"], unwanted: ["*/not-public"], ids: byDefault.filter((id) => !/\/not-public$/.test(id)) },
};
const refused: Record<string, { wanted?: string[]; unwanted?: string[]; says: string; hint?: RegExp }> = {
  "an id with a slip": {
    wanted: ["sqs/not-pubic"],
    says: "unknown check sqs/not-pubic",
    hint: /^did you mean sqs\/not-public\? plumbline checks list shows all$/,
  },
  "a type with a slip": { wanted: ["sqz"], says: "unknown check sqz", hint: /^did you mean sqs\?/ },
  "what is like nothing": {
    wanted: ["xxxxxxxxxxxx/yyyyyyyyyyyyyyyyy"],
    says: "unknown check xxxxxxxxxxxx/yyyyyyyyyyyyyyyyy",
    hint: /^plumbline checks list shows all$/,
  },
  "a slip in what is left out": { unwanted: ["sqs/not-pubic"], says: "unknown check sqs/not-pubic" },
  "a pattern that fits nothing": { wanted: ["nothing/*"], says: "unknown check nothing/*" },
  "a point that stands for itself": { wanted: ["sqs/not.public"], says: "unknown check sqs/not.public" },
  "a name that every object has": { wanted: ["constructor"], says: "unknown check constructor" },
  "an empty text": { wanted: [""], says: "unknown check " },
  "all left out": { wanted: ["sqs"], unwanted: ["*"], says: "no check is left" },
  "an empty list": { wanted: [], says: "no check is left" },
};

describe("chooseChecks", () => {
  it.each(Object.entries(rows))("%s", async (_, { wanted, unwanted, ids }) => {
    expect((await chooseChecks(wanted, unwanted)).map(({ id }) => id)).toEqual(ids);
  });

  it.each(Object.entries(refused))("refuses %s", async (_, { wanted, unwanted, says, hint = /plumbline checks list/ }) => {
    await expect(chooseChecks(wanted, unwanted)).rejects.toMatchObject({ exitCode: 2, message: says, hint: expect.stringMatching(hint) });
  });

  it("loads one by its id, and names the nearest to an unknown one", async () => {
    expect(await loadCheck("sqs/not-public")).toMatchObject({ id: "sqs/not-public" });
    await expect(loadCheck("sqs/not-publi")).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining("did you mean sqs/not-public?"),
    });
    for (const id of ["constructor", "toString", "__proto__"])
      await expect(loadCheck(id)).rejects.toMatchObject({ exitCode: 2, message: `unknown check ${id}` });
  });
});

describe("proveSettings", () => {
  const settings: Record<string, { settings: Record<string, unknown>; says?: RegExp }> = {
    nothing: { settings: {} },
    "an empty entry": { settings: { "sqs/not-public": {} } },
    "a setting that the check does not have": {
      settings: { "sqs/not-public": { days: 1 } },
      says: /^settings of sqs\/not-public: .*days/s,
    },
    "something that is no object": { settings: { "sqs/not-public": true }, says: /^settings of sqs\/not-public: / },
    "a check that is not known": { settings: { "sqs/not-pubic": {} }, says: /^unknown check sqs\/not-pubic$/ },
    "a name that every object has": { settings: { constructor: {} }, says: /^unknown check constructor$/ },
  };
  it.each(Object.entries(settings))("%s", async (_, { settings, says }) => {
    const auditors = await chooseChecks(["sqs/not-public"]);
    if (says) expect(() => proveSettings(auditors, settings)).toThrow(says);
    else proveSettings(auditors, settings);
  });

  it("takes the defaults of every check", async () => {
    proveSettings(await chooseChecks(undefined), {});
  });
});

describe("chooseTypes", () => {
  const names = async (wanted?: string[]) => (await chooseTypes(wanted)).map(({ type }) => type);

  it("chooses all but those that a region message stands for and those that are only read beside others, or those that are named", async () => {
    const judged = new Set(byDefault.map((id) => id.split("/")[0]));
    const polled = Object.keys(typeRegistry).filter((type) => judged.has(type) && !["account", "vpc"].includes(type));
    expect(await names()).toEqual(polled);
    for (const unread of ["multi_region_trail", "iam_policy"]) expect(polled).not.toContain(unread);
    expect(await names(["sqs", "account", "sqs"])).toEqual(["sqs", "account"]);
  });

  it.each(["sqz", "", "constructor", "__proto__"])("refuses %j", async (type) => {
    expect(() => chooseTypes([type])).toThrow(`unknown resource type ${type}`);
    expect(await findType(type)).toBeUndefined();
  });

  it("finds one by its name", async () => {
    expect(await findType("sqs")).toMatchObject({ type: "sqs" });
  });
});
