import { defineConfig, type Options } from "tsup";
import { pgliteFiles } from "./tsup.pglite-files.ts";
import { slimClients } from "./tsup.slim-clients.ts";

/** Builds a library file by file, so that each subpath export stands alone and shared code is split out. */
export const library = (overrides: Options = {}) =>
  defineConfig({
    entry: ["src/**/*.ts", "!src/**/*.{test,e2e,corpus,fixture}.ts"],
    format: "esm",
    target: "node22",
    platform: "node",
    sourcemap: true,
    splitting: true,
    treeshake: false,
    dts: false,
    silent: true,
    // Some parts of Node, such as node:sqlite, have no name without it.
    removeNodeProtocol: false,
    external: [/^@plumbline\//],
    // tsc writes the declarations into the same folder.
    clean: false,
    ...overrides,
  });

/**
 * Builds a Lambda function as one file with everything it needs, the SDK too: the runtime's own is of another version than the one that was
 * tested. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export const lambda = (overrides: Options = {}) =>
  app({
    ...{ entry: ["src/lambda.ts"], outDir: "dist-lambda", outExtension: () => ({ js: ".mjs" }) },
    ...{ target: "node24", splitting: false, minify: true, sourcemap: false, ...overrides },
  });

/** Builds an app with everything it needs inside, in lazily loaded chunks, so that a command starts without its neighbours. */
export const app = (overrides: Options = {}) =>
  defineConfig({
    format: "esm",
    target: "node22",
    platform: "node",
    sourcemap: true,
    splitting: true,
    dts: false,
    clean: true,
    silent: true,
    removeNodeProtocol: false,
    noExternal: [/.*/],
    // A function is one file: its inventory is on a server.
    esbuildPlugins: [slimClients(), ...(overrides.splitting === false ? [] : [pgliteFiles()])],
    banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
    esbuildOptions(options) {
      options.minifyWhitespace = true;
      // esbuild adds `import` or `require` by itself: a module that is required must not be the one for imports.
      options.conditions = ["@plumbline/source", "module"];
      options.mainFields = ["module", "main"];
    },
    ...overrides,
  });
