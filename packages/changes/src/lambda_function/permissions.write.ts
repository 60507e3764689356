import { type Aws, defineWriter } from "@plumbline/audit-kit/define";
import { qualified } from "@plumbline/collectors/facts/function-access";
import { unlessGone } from "@plumbline/collectors/facts/unless-gone";
import { missingIn, type Statements, toPermission } from "./permission.ts";
import { lambdaFunctionPermissions } from "./permissions.ts";

/** Removes statements one by one; one that is gone already is no fault. https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export async function removeStatements(aws: Aws, id: string, { from, to }: { from: Statements; to: Statements }): Promise<void> {
  const { LambdaClient, RemovePermissionCommand } = await import("@aws-sdk/client-lambda");
  for (const { qualifier, sid } of missingIn(to, from)) {
    const command = new RemovePermissionCommand({ ...qualified(id, qualifier), StatementId: sid });
    await unlessGone(["ResourceNotFoundException"], () => aws.client(LambdaClient).send(command));
  }
}

/** Removes what must go, then adds what must be there, each with its own Sid. */
export const writeLambdaFunctionPermissions = defineWriter(lambdaFunctionPermissions, async (aws, { id }, { from, to }) => {
  const { LambdaClient, AddPermissionCommand } = await import("@aws-sdk/client-lambda");
  await removeStatements(aws, id, { from, to });
  for (const { qualifier, sid, statement } of missingIn(from, to)) {
    const permission = toPermission(statement);
    if (permission === undefined) throw new Error(`AddPermission can't write statement ${sid} of ${id}; write it with PutResourcePolicy`);
    await aws.client(LambdaClient).send(new AddPermissionCommand({ ...qualified(id, qualifier), ...permission }));
  }
});
