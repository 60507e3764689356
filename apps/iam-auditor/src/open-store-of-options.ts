import { resolve } from "node:path";
import type { Io } from "@plumbline/cli/io";
import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import type { StoreConfig } from "./config.ts";
import { explained } from "./explained.ts";

export type OpenStore = (config: StoreConfig, io: Pick<Io, "environment" | "folder">) => Promise<IamStore>;

/**
 * Opens the database that the options or DATABASE_URL name, else the embedded one in its folder. What can't be opened is a CommandError. The
 * caller closes it.
 */
export const openStoreOfOptions: OpenStore = ({ database, folder }, io) => {
  const url = database ?? (folder === undefined ? io.environment["DATABASE_URL"]?.trim() : undefined);
  return explained(() => openStore(url ? { url } : { folder: resolve(io.folder, folder ?? "plumbline-output/iam") }));
};

/** Opens the store, does the work, and closes it whatever happens. Failures of the store become errors as a command tells them. */
export async function withStore<T>(
  config: StoreConfig,
  io: Pick<Io, "environment" | "folder">,
  work: (store: IamStore) => Promise<T>,
): Promise<T> {
  const store = await openStoreOfOptions(config, io);
  try {
    return await explained(() => work(store));
  } finally {
    await store.close();
  }
}
