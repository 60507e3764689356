/** Tells whether a host is this machine: what goes there crosses no network. */
export const isLoopbackHost = (host: string): boolean => /^(localhost|\[?::1\]?|127(\.\d{1,3}){3})$/i.test(host);
