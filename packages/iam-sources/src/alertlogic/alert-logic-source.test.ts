import { type AlertLogicOptions, startAlertLogic } from "@plumbline/testkit/alertlogic/start-alert-logic";
import type { JsonFault } from "@plumbline/testkit/answer-json";
import { afterEach, describe, expect, it } from "vitest";
import { readAll, testSurroundings } from "../told.fixture.ts";
import { alertLogicSource } from "./alert-logic-source.ts";

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

const remediation = (n: number) => ({ type: "remediation", remediation_id: `r${n}`, name: `Mend ${n}`, severities: { high: n } });
async function world(options?: AlertLogicOptions) {
  const service = await startAlertLogic(options);
  stop = service.stop;
  service.put([
    { id: "12345678", name: "Company", remediations: [remediation(1), remediation(2)] },
    { id: "12876543", name: "Child", remediations: [remediation(1)] },
    { id: "12876544", name: "Closed", active: false, remediations: [remediation(9)] },
  ]);
  const surroundings = testSurroundings();
  const settings = { host: service.host, keyId: service.keyId, secretKey: service.secretKey, customer: "12345678", surroundings };
  return { service, surroundings, settings };
}
const complete = ["alertlogic_account ok", "alertlogic_remediation ok"];
const everything = [
  ...["alertlogic_account Company", "alertlogic_account Child", "alertlogic_account Closed"],
  ...["alertlogic_remediation Mend 1", "alertlogic_remediation Mend 2", "alertlogic_remediation Mend 1"],
];

describe("alertLogicSource", () => {
  it("tells the customer's accounts, and what is advised in each that is active", async () => {
    const { service, settings } = await world();
    const source = alertLogicSource({ ...settings, account: "999999999999" });
    const { rows, cells, names } = await readAll(source);
    expect({ listing: source.listing, cells, names }).toEqual({ listing: "alertlogic/12345678", cells: complete, names: everything });
    const made = { createdAt: "2015-04-28T01:29:59.000Z", updatedAt: "2015-04-28T01:29:59.000Z" };
    expect(rows[0]).toMatchObject({
      kind: "alertlogic_account",
      id: "12345678",
      account: "999999999999",
      name: "Company",
      arn: null,
      ...made,
    });
    expect(rows[3]).toEqual({
      ...{ kind: "alertlogic_remediation", id: "12345678/r1", account: "999999999999", name: "Mend 1" },
      ...{ arn: null, createdAt: null, updatedAt: null, facts: { found: remediation(1) } },
    });
    expect(rows.at(-1)?.id).toBe("12876543/r1");
    expect(service.requests).toEqual([
      "POST /aims/v1/authenticate",
      "GET /aims/v1/12345678/account",
      "GET /aims/v1/12345678/accounts/managed",
      "GET /assets_query/v2/12345678/exposures?group=remediation&page_size=1000&include_filters=false",
      "GET /assets_query/v2/12876543/exposures?group=remediation&page_size=1000&include_filters=false",
    ]);
  });

  it("takes every page", async () => {
    const { service, settings } = await world({ mostOfPage: 1 });
    const { names, cells } = await readAll(alertLogicSource(settings));
    expect({ names, cells }).toEqual({ names: everything, cells: complete });
    expect(service.requests[4]).toMatch(/^GET \/assets_query\/v2\/12345678\/exposures\?continue=[\w-]+$/);
  });

  it("does not take the same page for ever", async () => {
    const { service, settings } = await world();
    const body = { remediations: { assets: [remediation(1)], rows: 1 }, continue: "same" };
    service.fault({ path: "12345678/exposures", times: 99, deed: { status: 200, body } });
    expect((await readAll(alertLogicSource(settings))).cells).toEqual(["alertlogic_account ok", "alertlogic_remediation failed"]);
  });

  it("leaves remediations incomplete when one account may not be read, and keeps the others'", async () => {
    const { service, settings } = await world();
    service.forbid("12876543");
    const { cells, names, messages } = await readAll(alertLogicSource(settings));
    expect(cells).toEqual(["alertlogic_account ok", "alertlogic_remediation denied"]);
    expect(names).toEqual(everything.slice(0, -1));
    expect(messages[1]).toMatch(/list the remediations of 12876543: Alert Logic answered 403\. Let the user of the access key/);
  });

  const faults: Record<string, [path: string, deed: JsonFault["deed"], cells: string[]]> = {
    "a list of accounts that may not be read": ["managed", { status: 403 }, ["denied", "denied"]],
    "a page in place of accounts": ["managed", { status: 200, body: "<html>" }, ["failed", "failed"]],
    "an account that is gone": ["/account$", { status: 404 }, ["unsupported", "unsupported"]],
    "an own account that is none": ["/account$", { status: 200, body: { name: "no id" } }, ["failed", "failed"]],
    "remediations that are none": ["exposures", { status: 200, body: { remediations: { assets: [{ name: "no id" }] } } }, ["ok", "failed"]],
    "silence at signing in": ["authenticate", "silence", ["timed-out", "timed-out"]],
    "a sign-in without a token": ["authenticate", { status: 200, body: { authentication: {} } }, ["failed", "failed"]],
    "a password that is out of date": ["authenticate", { status: 400, body: { error: "password_expired" } }, ["failed", "failed"]],
    "too many calls": ["exposures", { status: 429 }, ["ok", "throttled"]],
  };
  it.each(Object.entries(faults))("says how far it looked after %s", async (_, [path, deed, outcomes]) => {
    const { service, settings, surroundings } = await world();
    service.fault({ path, times: 99, deed });
    const brief = { ...surroundings, timeoutMilliseconds: 200, attempts: 2 };
    const { cells } = await readAll(alertLogicSource({ ...settings, surroundings: brief }));
    expect(cells).toEqual(["alertlogic_account", "alertlogic_remediation"].map((kind, i) => `${kind} ${outcomes[i]}`));
  });

  it("says that a second factor can't be given", async () => {
    const { settings } = await world({ wantsMfa: true });
    const { cells, messages } = await readAll(alertLogicSource(settings));
    expect(cells).toEqual(["alertlogic_account denied", "alertlogic_remediation denied"]);
    expect(messages[0]).toMatch(/mfa_code_required\. .*second factor can't sign in here/);
  });

  it("tells of nothing secret", async () => {
    const { service, settings, surroundings } = await world();
    const echo = `Basic ${Buffer.from(`${settings.keyId}:${settings.secretKey}`).toString("base64")} ${settings.secretKey} ${service.token}`;
    service.fault({ path: "exposures", times: 99, deed: { status: 500, body: echo } });
    const { messages } = await readAll(alertLogicSource({ ...settings, surroundings }));
    expect(messages[1]).toContain("<secret>");
    const all = [...messages, ...surroundings.lines].join();
    for (const secret of [settings.secretKey, service.token, echo.split(" ")[1] ?? ""]) expect(all).not.toContain(secret);
  });

  const bad: Record<string, [given: object, words: string]> = {
    "a host over the network without TLS": [{ host: "http://api.example" }, "by https only"],
    "an account that is a path": [{ customer: "1/2" }, "is no id"],
    "no secret key": [{ secretKey: "" }, "is empty"],
    "a key id with a colon": [{ keyId: "a:b" }, "holds a character that none has"],
  };
  it.each(Object.entries(bad))("refuses %s", (_, [given, words]) => {
    const settings = { host: "api.example", keyId: "id", secretKey: "key", customer: "1", surroundings: testSurroundings() };
    expect(() => alertLogicSource({ ...settings, ...given })).toThrow(words);
  });
});
