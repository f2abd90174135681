/** How this SDK names itself to a hub; the version is that of package.json (a test compares them). */
export const CLIENT = 'rushes-sdk/0.1.0';
