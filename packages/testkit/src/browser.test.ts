import { describe, expect, it } from "vitest";
import { tryBrowser } from "./browser.ts";

describe("tryBrowser, where there is no Chromium", () => {
  it("tells by name what is not run, and what would help", async () => {
    expect(await tryBrowser({ environment: { PATH: "/nonexistent" } })).toEqual({
      missing: expect.stringMatching(/^not run in Chromium: there is no Chromium on PATH\. Install it/),
    });
  });

  it.each([{ CI: "true" }, { FIXTURES: "required" }])("is an error where tests must not skip: %o", async (environment) => {
    await expect(tryBrowser({ environment: { PATH: "/nonexistent", ...environment } })).rejects.toMatchObject({
      name: "EmulatorError",
      message: /there is no Chromium/,
    });
  });
});
