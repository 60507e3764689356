import { defineWriter } from "@plumbline/audit-kit/define";
import { missingIn } from "./permission.ts";
import { removeStatements } from "./permissions.write.ts";
import { lambdaFunctionUnaddablePermissions } from "./unaddable-permissions.ts";

/** Only removes; asked to give a statement back, it makes no call. */
export const writeLambdaFunctionUnaddablePermissions = defineWriter(
  lambdaFunctionUnaddablePermissions,
  async (aws, { id }, { from, to }) => {
    const lost = missingIn(from, to).map(({ sid }) => sid);
    if (lost.length > 0)
      throw new Error(`AddPermission can't write statements ${lost.join(", ")} of ${id}; write them with PutResourcePolicy`);
    await removeStatements(aws, id, { from, to });
  },
);
