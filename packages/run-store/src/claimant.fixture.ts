import { fileState } from "./file-state.ts";

/** A process of its own: claims each key once, and prints those that it won. */
const [folder = "", owner = "", ...keys] = process.argv.slice(2);
const state = fileState(folder, () => new Date(0));
const won = await Promise.all(keys.map(async (key) => ((await state.claim(key, owner)) ? [key] : [])));
process.stdout.write(JSON.stringify(won.flat()));
