/** The code of the error with which a guarded `fetch` refuses to connect. */
export const FORBIDDEN_ADDRESS = "ERR_FORBIDDEN_ADDRESS";
