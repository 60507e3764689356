import { expect, it } from "vitest";
import { ArchivedCell } from "./archive-format.ts";

it("a cell of an archive from before it named organizations and instances is read", () => {
  const before = {
    ...{ run: "r1", listing: "aws/111111111111/global/organization_account", kind: "organization_account", account: "" },
    ...{ outcome: "ok", message: null, at: "2026-01-01T00:00:00.000Z", seen: 1, added: 1, changed: 0, ended: 0 },
  };
  expect(ArchivedCell.parse(before)).toEqual({ ...before, told: null, unread: null });
});
