import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Locators } from "./kdi.ts";
import { locatorTable } from "./locator-table.ts";
import { defaultOrder, imageFirstOrder, keyOfAsset, nameAsset, WrittenOrder } from "./locators.ts";

const folder = mkdtempSync(join(tmpdir(), "kdi-locators-"));
afterAll(() => rmSync(folder, { recursive: true }));

const all: Locators = {
  ...{ container_id: "c", image_id: "i", ec2: "e", mac_address: "m", netbios: "n", ip_address: "198.51.100.7", hostname: "h" },
  ...{ url: "u", file: "f", fqdn: "q", external_id: "x", database: "d", application: "a" },
};
const without = (...names: readonly (keyof Locators)[]): Locators =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.some((one) => one === name)));

const named: Record<string, readonly [asset: Locators, byDefault: string, byImageFirst: string | undefined]> = {
  "all there are": [all, "container_locator", "image_locator"],
  "no container": [without("container_id"), "image_locator", "image_locator"],
  "an instance": [{ ec2: "i-1", hostname: "web", ip_address: "10.0.0.1" }, "ec2_locator", "ec2_locator"],
  "a public address before a name": [
    { hostname: "web", ip_address: "198.51.100.7" },
    "external_ip_address_locator",
    "external_ip_address_locator",
  ],
  "a private address after a name": [{ fqdn: "a.example", ip_address: "172.31.0.1" }, "fqdn_locator", "fqdn_locator"],
  "a private address of version 6": [{ external_id: "x", ip_address: "fd00::1" }, "ip_address_locator", "ip_address_locator"],
  "a public address of version 6": [
    { hostname: "web", ip_address: "2001:db8::1" },
    "external_ip_address_locator",
    "external_ip_address_locator",
  ],
  "an address that is none": [{ hostname: "web", ip_address: "10.0.0.1/32" }, "hostname_locator", "hostname_locator"],
  "an address that is called external": [
    { hostname: "web", external_ip_address: "10.0.0.1" },
    "external_ip_address_locator",
    "external_ip_address_locator",
  ],
  "a function": [{ external_id: "x", application: "shop" }, "external_id_locator", "external_id_locator"],
  "a container alone, which the other order does not name": [{ container_id: "c" }, "container_locator", undefined],
};

describe("an asset", () => {
  it.each(Object.entries(named))("is named by the first locator of the order: %s", (_, [asset, byDefault, byImageFirst]) => {
    expect(nameAsset(asset, defaultOrder)?.locator).toBe(byDefault);
    expect(nameAsset(asset, imageFirstOrder)?.locator).toBe(byImageFirst);
  });

  it("is another one where the same file stands in another application", () => {
    const key = (asset: Locators) => keyOfAsset(asset, defaultOrder);
    expect(key({ file: "a.ts", application: "one" })).not.toBe(key({ file: "a.ts", application: "two" }));
    expect(key({ hostname: "a.ts", application: "one" })).toBe(key({ hostname: "a.ts", application: "two" }));
  });
});

describe("an order", () => {
  it("is read as Kenna's support takes it, and in short", () => {
    expect(WrittenOrder.parse("image_locator, ec2_locator,fqdn ,")).toEqual(["image_locator", "ec2_locator", "fqdn_locator"]);
    expect(WrittenOrder.parse(imageFirstOrder.join(", "))).toEqual(imageFirstOrder);
  });

  it.each([
    ["", /at least one/],
    ["ec2,name", /Invalid option/],
    ["ec2,ec2_locator", /each locator once/],
  ])("is refused: %s", (text, says) => {
    expect(WrittenOrder.safeParse(text).error?.message).toMatch(says);
  });
});

describe("the table of locators", () => {
  it("tells by kind of asset what they have, what names them, and which share their name", async () => {
    const fileOf = (name: string, assets: readonly object[]) => {
      const path = join(folder, name);
      writeFileSync(
        path,
        JSON.stringify({ version: 2, skip_autoclose: true, assets: assets.map((one) => ({ ...one, vulns: [] })), vuln_defs: [] }),
      );
      return path;
    };
    const first = fileOf("1.json", [
      { ec2: "i-1", hostname: "web" },
      { ec2: "i-2", hostname: "web" },
      { image_id: "sha256:1", asset_type: "image" },
    ]);
    const second = fileOf("2.json", [{ hostname: "web" }, { ec2: "i-3", hostname: "db" }]);
    const none = { by: undefined, shared: 0 };
    expect(await locatorTable([first, second], { "by name": ["hostname_locator"] })).toEqual([
      {
        ...{ assetType: "image", locators: ["image_locator"], assets: 1 },
        named: { default: { by: "image_locator", shared: 0 }, "image-first": { by: "image_locator", shared: 0 }, "by name": none },
      },
      {
        ...{ assetType: undefined, locators: ["ec2_locator", "hostname_locator"], assets: 3 },
        named: {
          ...{ default: { by: "ec2_locator", shared: 0 }, "image-first": { by: "ec2_locator", shared: 0 } },
          "by name": { by: "hostname_locator", shared: 2 },
        },
      },
      {
        ...{ assetType: undefined, locators: ["hostname_locator"], assets: 1 },
        named: {
          ...{ default: { by: "hostname_locator", shared: 0 }, "image-first": { by: "hostname_locator", shared: 0 } },
          "by name": { by: "hostname_locator", shared: 1 },
        },
      },
    ]);
  });
});
