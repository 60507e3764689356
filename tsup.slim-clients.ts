import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** A package or an app is built in its own folder; where this file lies can't be told, since tsup bundles its configuration. */
const root = join(process.cwd(), "../..");
const loads = /import\("(@aws-sdk\/client-[a-z0-9-]+)"\)/g;

/** The words of our sources that load each client when it is needed: what they use of it is among them. */
function wordsByClient(): ReadonlyMap<string, ReadonlySet<string>> {
  const words = new Map<string, Set<string>>();
  for (const file of globSync("{packages,apps}/*/src/**/*.ts", { cwd: root })) {
    if (/\.(test|e2e|corpus|fixture)\.ts$/.test(file)) continue;
    const text = readFileSync(join(root, file), "utf8");
    for (const [, client = ""] of text.matchAll(loads))
      words.set(client, new Set([...(words.get(client) ?? []), ...(text.match(/\b[A-Za-z]\w+\b/g) ?? [])]));
  }
  if (words.size === 0) throw new Error(`no source below ${root} loads a client of the SDK: build in the folder of an app`);
  return words;
}

const schemas = /[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;
/** Marks each schema, an array that stands alone, as one that may be left out; the bundler does not see it of what has computed keys. */
const toPure = (text: string): string =>
  text.replaceAll(
    /^((?:export )?var \w+\$? = )\[([^;]*?)\n?\];$/gm,
    (_, head: string, elements: string) => `${head}/* @__PURE__ */ (() => [${elements}])();`,
  );

/**
 * Puts into a bundle only those commands of the SDK that our sources name. A bundler can't tell what is taken of a module that is loaded by
 * `import()`, so it would take all: the client of EC2 alone has 750 commands. A name that is left out by mistake would be missing when it is
 * used, so every word of a source counts. The class that has all commands as methods (`EC2` beside `EC2Client`) is never used.
 */
export function slimClients(): Plugin {
  const words = wordsByClient();
  return {
    name: "slim-clients",
    setup(build) {
      build.onResolve({ filter: /^@aws-sdk\/client-/ }, ({ path, kind, resolveDir }) =>
        kind === "dynamic-import" && words.has(path) && !resolveDir.includes("node_modules")
          ? { path, namespace: "slim-client", pluginData: { resolveDir } }
          : undefined,
      );
      build.onLoad({ filter: schemas }, ({ path }) => ({ contents: toPure(readFileSync(path, "utf8")), loader: "js" }));
      build.onLoad({ filter: /.*/, namespace: "slim-client" }, ({ path, pluginData: { resolveDir } }) => {
        const all = Object.keys(createRequire(join(resolveDir, "any.js"))(path));
        const names = all.filter((name) => words.get(path)?.has(name) && !all.includes(`${name}Client`));
        return { contents: `export { ${names.join(", ")} } from ${JSON.stringify(path)};`, resolveDir, loader: "js" };
      });
    },
  };
}
