import { openEmpty } from "@plumbline/iam-store/empty-database.fixture";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOver } from "../app.fixture.ts";

let store: IamStore;
beforeAll(async () => {
  store = await openEmpty();
}, 60_000);
afterAll(() => store.close());

/** Every choice above every table, and one that it has. */
const filters: readonly [path: string, name: string, choice: string][] = [
  ["/users", "mfa", "missing"],
  ["/users", "password", "yes"],
  ["/users", "keys", "no"],
  ["/users", "unused", "90"],
  ["/groups", "members", "no"],
  ["/groups", "policies", "inline"],
  ["/roles", "trusts", "federated"],
  ["/roles", "service-linked", "no"],
  ["/roles", "unused", "365"],
  ["/roles", "boundary", "yes"],
  ["/policies", "owner", "aws"],
  ["/policies", "attached", "no"],
  ["/accounts", "missing", "owner"],
  ["/findings", "state", "new"],
  ["/findings", "severity", "high"],
  ["/journal", "action", "undo"],
  ["/journal", "status", "verified"],
  ["/coverage", "gaps", "yes"],
  ["/audit", "outcome", "refused"],
];
const withDownload = ["/users", "/groups", "/roles", "/policies", "/findings"];

describe("a choice above a table", () => {
  it.each(filters)(
    "of %s, %s, is taken where there is such a one, and refused in one line where there is none",
    async (path, name, choice) => {
      const admin = await appOver(store).signIn("admin");
      for (const at of [path, `/api${path}`, ...(withDownload.includes(path) ? [`${path}.csv`] : [])]) {
        expect([at, (await admin.get(`${at}?${name}=${choice}`)).status]).toEqual([at, 200]);
        for (const none of ["zz", "constructor"]) expect([at, (await admin.get(`${at}?${name}=${none}`)).status]).toEqual([at, 400]);
      }
      const { message } = await (await admin.get(`/api${path}?${name}=zz`)).json();
      expect(message).toMatch(
        new RegExp(`^The query is not as it should be: ${name}: must be one of ([a-z0-9-]+, )*${choice}(, [a-z0-9-]+)*\\.$`),
      );
    },
  );
  it.each(["/users", "/groups", "/roles", "/policies"])("of %s, by a name that it has not, is refused", async (path) => {
    const admin = await appOver(store).signIn("admin");
    for (const at of [path, `/api${path}`, `${path}.csv`]) expect([at, (await admin.get(`${at}?lastUsed=90`)).status]).toEqual([at, 400]);
    const { message } = await (await admin.get(`/api${path}?lastUsed=90`)).json();
    expect(message).toBe("The query is not as it should be: lastUsed: is nothing that can be asked for here.");
  });
});
