import { collectorIds, exportName } from "../gen/names.ts";

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The three files of a new kind of change: the lens, the write call apart from it, and the test of both. */
export function changeFiles(id: string): Record<string, string> {
  const [type = "", name = ""] = id.split("/");
  if (!/^[a-z0-9_]+\/[a-z0-9-]+$/.test(id) || !collectorIds().includes(type))
    throw new Error(`${id} is no type/name with a known type: ${collectorIds().join(", ")}`);
  const [subject, change] = [exportName(type), exportName(id)];
  return {
    [`packages/changes/src/${id}.ts`]: `import { defineChange } from "@plumbline/audit-kit/define";
import { ${subject} } from "@plumbline/collectors/${type}";
import { z } from "zod";

/** Say what the state is. */
export const ${change} = defineChange({
  name: "${id}",
  title: "Say what it does",
  on: ${subject},
  aspect: "base",
  state: z.string(),
  iam: [],
  undo: "restore",
  view: ({ id }) => id,
  set: (base, id) => ({ ...base, id }),
});
`,
    [`packages/changes/src/${id}.write.ts`]: `import { defineWriter } from "@plumbline/audit-kit/define";
import { ${change} } from "./${name}.ts";

/** Say which calls make it. */
export const write${capital(change)} = defineWriter(${change}, (_aws, { id }) => Promise.reject(new Error(\`${id} can't be written yet: \${id}\`)));
`,
    [`packages/changes/src/${id}.test.ts`]: `import { testChange } from "@plumbline/audit-kit/testing-collector";
import { describe, it } from "vitest";
import { ${change} } from "./${name}.ts";

describe("${id}", () => {
  testChange(it, ${change}, { "a state": { value: { id: "a" }, states: ["b", "c"] } });
});
`,
  };
}
