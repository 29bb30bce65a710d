interface Lock {
  readonly packages?: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly optional?: boolean }>
  >;
}
/** The oldest Node that runs our .ts files by itself. */
export const NODE_MIN: { readonly major: number; readonly minor: number };
export function runsTypeScript(version: string): boolean;
export function bringsNode(platform: string, arch: string): boolean;
/** Whether everything of `wanted` (package-lock.json) is in `present` (node_modules/.package-lock.json). */
export function isInstalled(wanted: Lock | undefined, present: Lock | undefined): boolean;
export function isInstalledAt(root: string): boolean;
