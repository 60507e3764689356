/** Tells whether a text is an account id: digits, of which AWS has 12 and test systems fewer. Ids begin with zeros, so they are text. */
export const isAccountId = (text: string): boolean => /^\d+$/.test(text);
