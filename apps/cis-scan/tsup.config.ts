import { app, lambda } from "../../tsup.base.ts";

export default [app({ entry: ["src/main.ts"] }), lambda({ entry: ["src/request-lambda.ts", "src/scan-lambda.ts"] })];
