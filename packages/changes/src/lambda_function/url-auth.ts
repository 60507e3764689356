import { defineChange } from "@plumbline/audit-kit/define";
import { FunctionUrl } from "@plumbline/collectors/facts/function-access";
import { lambdaFunction } from "@plumbline/collectors/lambda_function";
import { z } from "zod";

/** Sets how the URLs of a function and its aliases authenticate, by qualifier; their addresses and all else stay. */
export const lambdaFunctionUrlAuth = defineChange({
  name: "lambda_function/url-auth",
  title: "Set how the function's URLs authenticate",
  on: lambdaFunction,
  aspect: "access",
  state: z.record(z.string(), FunctionUrl.shape.authType),
  iam: ["lambda:UpdateFunctionUrlConfig"],
  undo: "restore",
  view: ({ urls }) => Object.fromEntries(Object.entries(urls).map(([qualifier, { authType }]) => [qualifier, authType])),
  set: (access, authTypes) => ({
    ...access,
    urls: Object.fromEntries(
      Object.entries(access.urls).map(([qualifier, url]) => [qualifier, { ...url, authType: authTypes[qualifier] ?? url.authType }]),
    ),
  }),
});
