/** Runs `task` while this process alone holds the lock `name` of the folder `root`. */
export function withLock<T>(root: string, name: string, task: () => T | Promise<T>): Promise<T>;
