import { defineChange } from "@plumbline/audit-kit/define";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { Statements, setStatements, toPermission, viewStatements } from "./permission.ts";

const isUnaddable = (statement: Parameters<typeof toPermission>[0]): boolean => toPermission(statement) === undefined;

/** Sets the statements that AddPermission can't write: they can be removed, and not put back. */
export const lambdaFunctionUnaddablePermissions = defineChange({
  name: "lambda_function/unaddable-permissions",
  title: "Remove statements that can't be added again",
  on: lambdaFunction,
  aspect: "access",
  state: Statements,
  iam: ["lambda:RemovePermission"],
  undo: { impossible: "AddPermission can't write such a statement; the plan and the journal keep its text" },
  view: (access) => viewStatements(access, isUnaddable),
  set: (access, statements) => setStatements(access, statements, isUnaddable),
});
