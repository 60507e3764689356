import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Options } from "tsup";

const name = "@electric-sql/pglite";
const files = ["pglite.wasm", "pglite.data", "initdb.wasm"];

/** Puts the files that PGlite reads beside its code beside the bundle too, where the bundle holds PGlite. */
export const pgliteFiles = (): NonNullable<Options["esbuildPlugins"]>[number] => ({
  name: "pglite-files",
  setup(build) {
    let folder: string | undefined;
    build.onResolve({ filter: /^@electric-sql\/pglite$/ }, async ({ pluginData, resolveDir, kind }) => {
      if (pluginData === name) return undefined;
      const found = await build.resolve(name, { resolveDir, kind, pluginData: name });
      folder = dirname(found.path);
      return found;
    });
    build.onEnd(async () => {
      const { outdir } = build.initialOptions;
      if (folder === undefined || outdir === undefined) return;
      await mkdir(outdir, { recursive: true });
      for (const file of files) await copyFile(join(folder, file), join(outdir, file));
    });
  },
});
