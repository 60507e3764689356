/** Makes a regular expression of a glob: `*` stands for any text, everything else for itself, and a part is not the whole. */
export const toPattern = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );
