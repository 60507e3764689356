import { app } from "../../tsup.base.ts";

export default app({ entry: ["src/main.ts"] });
