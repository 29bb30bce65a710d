interface Lock {
  readonly packages?: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly optional?: boolean }>
  >;
}
/** The oldest Node that runs our .ts files by itself. */
export const NODE_MIN: { readonly major: number; readonly minor: number };
export function runsTypeScript(version: string): boolean;
export function bringsNode(platform: string, arch: string): boolean;
/** What installs into `root`, by the version of the machine's npm. */
export function installCommand(version: string, root: string): { tool: 'npm' | 'npx'; args: string[] };
/** Whether everything of `wanted` (package-lock.json) is in `present` (node_modules/.package-lock.json). */
export function isInstalled(wanted: Lock | undefined, present: Lock | undefined): boolean;
export function isInstalledAt(root: string): boolean;
/** Sees to node_modules/.bin/node where npm brings a Node for this machine. */
export function linkNode(root: string, platform: string, arch: string): void;
