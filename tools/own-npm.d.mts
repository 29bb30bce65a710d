/** What installs into `root`, by the version of the machine's npm. */
export function installCommand(version: string, root: string): { tool: 'npm' | 'npx'; args: string[] };
/** Does something in a folder below `base` from which npm takes nothing. */
export function inFolderOfItsOwn<T>(base: string, work: (folder: string) => T): T;
