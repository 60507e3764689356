/** A text in one line: whatever breaks lines or moves the cursor is a space. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
