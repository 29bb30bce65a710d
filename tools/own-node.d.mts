/** The oldest Node that runs our .ts files by itself. */
export const NODE_MIN: { readonly major: number; readonly minor: number };
export function runsTypeScript(version: string): boolean;
export function bringsNode(platform: string, arch: string): boolean;
/** Sees to node_modules/.bin/node where npm brings a Node for this machine. */
export function linkNode(root: string, platform: string, arch: string): void;
