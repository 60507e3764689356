import { app, lambda } from "../../tsup.base.ts";

export default [app({ entry: ["src/main.ts"] }), lambda()];
