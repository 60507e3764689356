import { exportName } from "../gen/names.ts";

/** The two files of a new resource type; what AWS is asked is yours to write. */
export function collectorFiles(type: string): Record<string, string> {
  if (!/^[a-z0-9_]+$/.test(type)) throw new Error(`${type} is no type: lower-case letters, digits and underscores`);
  const name = exportName(type);
  return {
    [`packages/collectors/src/${type}.ts`]: `import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";

/** Say what it is and how it is named, with the AWS page of its listing. */
export const ${name} = defineCollector({
  type: "${type}",
  title: "${type.replaceAll("_", " ")}",
  scope: "regional",
  iam: [],
  gone: [],
  base: z.object({ id: z.string() }),
  async *list() {
    // Import the client here, and page: const { XClient, paginateX } = await import("@aws-sdk/client-x");
    yield* [];
  },
  find: async (_aws, id) => [{ id }],
  aspects: {},
  events: [],
});
`,
    [`packages/collectors/src/${type}.test.ts`]: `import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ${name} } from "./${type}.ts";

describe("${type}", () => {
  it("lists nothing where there is nothing", async () => {
    expect(await listAll(${name}, fakeAws({ answers: {} }))).toEqual([]);
  });
  it("finds one by its id", async () => {
    expect(await findAll(${name}, fakeAws({ answers: {} }), "a")).toEqual([{ id: "a" }]);
  });
});
`,
  };
}
