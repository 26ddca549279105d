export const ur: Readonly<Record<string, string>> = {};
