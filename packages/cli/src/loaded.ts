import { codeOf } from "@plumbline/run-store/error";
import { usageError } from "./command-error.ts";

/** A module that wants a part of Node which older ones don't have, such as node:sqlite; there it is a usage error that says so. */
export async function loaded<T>(module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (cause) {
    if (codeOf(cause) !== "ERR_UNKNOWN_BUILTIN_MODULE") throw cause;
    throw usageError(`this command wants Node 22.13 or later, and this is ${process.version}`, "install a newer Node", cause);
  }
}
