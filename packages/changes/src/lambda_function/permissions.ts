import { defineChange } from "@plumbline/audit-kit/define";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { Statements, setStatements, toPermission, viewStatements } from "./permission.ts";

const isAddable = (statement: Parameters<typeof toPermission>[0]): boolean => toPermission(statement) !== undefined;

/** Sets the statements that AddPermission can write, in the policies of a function, its aliases and its versions. */
export const lambdaFunctionPermissions = defineChange({
  name: "lambda_function/permissions",
  title: "Set who may call the function",
  on: lambdaFunction,
  aspect: "access",
  state: Statements,
  iam: ["lambda:AddPermission", "lambda:RemovePermission"],
  undo: "restore",
  view: (access) => viewStatements(access, isAddable),
  set: (access, statements) => setStatements(access, statements, isAddable),
});
