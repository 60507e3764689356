/** Calls of the services with JSON (ECS, ECR, Lambda) as CloudTrail writes them. */
import { clockText, isObject, lower, type RecordObject, type RecordValue } from "./record-value.ts";

const isRecordValue = (value: unknown): value is RecordValue =>
  value === null ||
  ["string", "number", "boolean"].includes(typeof value) ||
  (typeof value === "object" && Object.values(value).every(isRecordValue));

/** The object in a JSON text; null for an empty one. */
export function jsonObject(text: string): RecordObject | null {
  const value: unknown = text === "" ? null : JSON.parse(text);
  if (!isRecordValue(value) || !isObject(value)) return null;
  const fields = fieldsOf(value);
  return Object.keys(fields).length === 0 ? null : fields;
}

const fieldsOf = (object: RecordObject): RecordObject =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [lower(name), fieldOf(name, value)]));

function fieldOf(name: string, value: RecordValue): RecordValue {
  if (typeof value === "number" && /(At|Time)$/.test(name)) return clockText(value * 1000);
  if (Array.isArray(value)) return value.map((one: RecordValue) => fieldOf(name, one));
  return isObject(value) ? fieldsOf(value) : value;
}

// The names of Lambda's calls have the version of their API.
const lambdaNames: Readonly<Record<string, string>> = {
  CreateFunction: "CreateFunction20150331",
  DeleteFunction: "DeleteFunction20150331",
  UpdateFunctionCode: "UpdateFunctionCode20150331v2",
  UpdateFunctionConfiguration: "UpdateFunctionConfiguration20150331v2",
  AddPermission: "AddPermission20150331v2",
  RemovePermission: "RemovePermission20150331v2",
  TagResource: "TagResource20170331v2",
  UntagResource: "UntagResource20170331v2",
};
export const lambdaName = (operation: string): string => lambdaNames[operation] ?? operation;

/** `requestParameters` of a call of Lambda: what its path names, and of a new function what the answer does. */
export function lambdaRequest(path: string, answered: RecordObject | null): RecordObject {
  const { pathname } = new URL(path, "http://localhost");
  const [, kind = "", named] = /\/(functions|tags)\/([^/]+)/.exec(pathname) ?? [];
  if (kind === "tags") return { resource: decodeURIComponent(named ?? "") };
  if (named !== undefined) return { functionName: decodeURIComponent(named) };
  const { functionName = null, runtime = null, role = null } = answered ?? {};
  return { functionName, runtime, role };
}
