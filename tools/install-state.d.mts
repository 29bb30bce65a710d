interface Lock {
  readonly packages?: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly optional?: boolean }>
  >;
}
/** Whether everything of `wanted` (package-lock.json) is in `present` (node_modules/.package-lock.json). */
export function isInstalled(wanted: Lock | undefined, present: Lock | undefined): boolean;
export function isInstalledAt(root: string): boolean;
