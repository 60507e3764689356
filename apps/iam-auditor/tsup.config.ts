import { app, lambda } from "../../tsup.base.ts";

export default [app({ entry: ["src/main.ts"] }), lambda({ entry: ["src/manager-lambda.ts", "src/processor-lambda.ts"] })];
