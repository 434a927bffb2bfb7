/** The form of a real account's id. */
export const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
export const TOKEN = "test-token-7f3a9c51";
